import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '../core/records.ts';
import type { LedgerCase, Part, SourceCase } from './case.ts';
import { causes, sentences } from './causes.ts';
import { differencesOf } from './differences.ts';
import type { Scope } from './gaps.ts';
import { postingsOf, sourcePostings } from './postings.ts';
import { banked, chart, invoice, payment } from './testing.ts';

const scope: Scope = {
  fromMonth: '2026-01',
  throughMonth: '2026-12',
  kinds: new Set(['invoice', 'payment', 'bankTransaction']),
  controlled: new Set(),
};
const known = { chart, startsOn: '2026-10-01' };
const said = (of: SourceCase | LedgerCase): readonly string[] =>
  differencesOf(of, scope, known).map(({ difference }) => `${difference.cause} ${difference.size} ${difference.currency}`);

const part = (wanted: AnyRecord, seen: AnyRecord, change: Partial<Part> = {}): Part => ({
  kind: seen.kind,
  id: 'x',
  number: null,
  origin: 'ours',
  state: 'made',
  lines: 1,
  wanted: postingsOf(wanted, chart),
  seen: postingsOf(seen, chart),
  ...change,
});
const source = (of: AnyRecord, facts: Partial<SourceCase>): SourceCase => ({
  from: 'source',
  flow: 'f',
  key: { kind: of.kind, id: of.id },
  number: null,
  source: sourcePostings(of, [of], chart),
  hold: null,
  write: null,
  isAccepted: false,
  parts: [],
  standing: { state: 'in sync', cause: null, detail: null },
  ...facts,
});
const sold = invoice('INV-1', '2026-10-05', [10000, 2000]);

test('money that the ledger keeps on account instead of on its invoice is on account', () => {
  const paid = payment('PAY-1', '2026-10-05', 12000);
  assert.deepEqual(said(source(paid, { parts: [part(paid, banked('receiveOnAccount', '2026-10-05', [12000, 0], null))] })), [
    'on account 120 GBP',
  ]);
});

test('the same payment with another amount in its account’s currency is an exchange rate', () => {
  const paid = { ...payment('PAY-1', '2026-10-05', 12000), currency: 'USD', accountAmount: { amount: '95', currency: 'GBP' } };
  const seen = { ...paid, accountAmount: { amount: '94.5', currency: 'GBP' } };
  assert.deepEqual(said(source(paid, { parts: [part(paid, seen)] })), ['exchange rate 0.5 GBP']);
});

test('an opening document with other figures is named as such', () => {
  const parts = [part(sold, invoice('INV-1', '2026-10-05', [9000, 2000]), { origin: 'opening' })];
  assert.deepEqual(said(source(sold, { parts })), ['opening 10 GBP']);
});

test('what was never seen in the ledger after it landed is not explained away', () => {
  assert.deepEqual(said(source(sold, { parts: [part(sold, { ...sold, state: 'void' }, { state: 'unseen' })] })), ['unexplained 120 GBP']);
});

test('a source and a want that differ beyond the bound of rounding are not rounding', () => {
  const seen = (net: number) => ({ ...sold, totals: { net: String(net / 100), tax: '20', gross: String((net + 2000) / 100) } });
  const stands = (net: number) => source(sold, { source: sourcePostings(seen(net), [sold], chart), parts: [part(sold, sold)] });
  assert.deepEqual(said(stands(9999)), ['rounding 0.01 GBP']);
  assert.deepEqual(said(stands(9998)), ['unexplained 0.02 GBP']);
});

test('a rounding of ours and a recoding by a person are two differences of one document', () => {
  const recoded = { ...sold, lines: sold.lines.map((line) => ({ ...line, account: '260' })) };
  const seen = { ...sold, totals: { net: '99.995', tax: '20', gross: '119.995' } };
  const of = source(sold, { source: sourcePostings(seen, [sold], chart), parts: [part(sold, recoded)] });
  assert.deepEqual(said(of), ['rounding 0.005 GBP', 'recoded in the ledger 100 GBP']);
});

test('a person’s coding that outlives a later change at the source is a recoding', () => {
  const kept = { ...sold, lines: sold.lines.map((line) => ({ ...line, account: '260' })) };
  assert.deepEqual(said(source(sold, { parts: [part(kept, kept)] })), ['recoded in the ledger 100 GBP']);
});

test('an edit that a person accepted keeps its name when the source changes later', () => {
  const edited = invoice('INV-1', '2026-10-05', [15000, 3000]);
  const later = invoice('INV-1', '2026-10-05', [11000, 2200]);
  const of = source(later, { source: sourcePostings(later, [later], chart), parts: [part(sold, edited)], isAccepted: true });
  assert.deepEqual(said(of), ['edited in the ledger 12 GBP', 'edited in the ledger 60 GBP']);
});

test('what the engine wrote down as the cause is believed where it is one of the list', () => {
  const waiting = (cause: string | null) => source(sold, { standing: { state: 'pending', cause, detail: null } });
  assert.deepEqual(said(waiting('being settled')), ['being settled 120 GBP']);
  assert.deepEqual(said(waiting('who knows')), ['not sent yet 120 GBP']);
});

test('a document of the ledger that nobody is linked to is named by what it resembles', () => {
  const unlinked = (facts: Partial<LedgerCase>): LedgerCase => ({
    from: 'ledger',
    target: { kind: 'invoice', id: 'x' },
    number: null,
    day: '2026-10-05',
    seen: postingsOf(sold, chart),
    isReferenced: false,
    twin: null,
    settles: null,
    ...facts,
  });
  assert.deepEqual(said(unlinked({ day: '2026-09-30' })), ['before the start 120 GBP']);
  assert.deepEqual(said(unlinked({ isReferenced: true, twin: 'INV-1' })), ['duplicate 120 GBP']);
  assert.deepEqual(said(unlinked({ isReferenced: true })), ['only in the ledger 120 GBP']);
  assert.deepEqual(said(unlinked({ settles: 'INV-1' })), ['settled in the ledger 120 GBP']);
  assert.deepEqual(said(unlinked({})), ['posted in the ledger by others 120 GBP']);
});

test('every cause says in one sentence what it means', () => {
  assert.equal(causes.length, 29);
  for (const cause of causes) assert.match(sentences[cause], /^[A-Z].*\.$/, cause);
});
