import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { askAgain } from './live.ts';

/** A page that shows an invoice; each of its questions is answered by whoever calls `answer`. */
function open() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const asked: ((said: string) => void)[] = [];
  const queryFn = (): Promise<string> => new Promise((resolve) => asked.push(resolve));
  const observer = new QueryObserver(queries, { queryKey: ['billing', 'invoices', '7'], queryFn });
  const end = observer.subscribe(() => undefined);
  const answer = async (said: string): Promise<void> => {
    const next = asked.shift();
    assert.ok(next, 'nothing is asked');
    next(said);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return { queries, asked, answer, shown: () => observer.getCurrentResult().data, close: () => (end(), queries.clear()) };
}

test('what changes while a page asks for the first time is asked again when its answer is there, which may be older than the change', async () => {
  const page = open();
  askAgain(page.queries, 'billing');
  await page.answer('Open');
  await page.answer('Paid');
  assert.equal(page.shown(), 'Paid');
  assert.equal(page.asked.length, 0);
  page.close();
});

test('what changes while a page asks for it again is asked anew, and the older answer is not shown', async () => {
  const page = open();
  await page.answer('Draft');
  askAgain(page.queries, 'billing');
  askAgain(page.queries, 'billing invoices 7');
  await page.answer('Open');
  await page.answer('Paid');
  assert.equal(page.shown(), 'Paid');
  askAgain(page.queries, 'holds');
  assert.equal(page.asked.length, 0);
  page.close();
});
