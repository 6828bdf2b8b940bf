import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { quickbooksWith } from '../../src/connectors/quickbooks/connector.ts';
import type { Seen, Step } from '../../src/contract/connector.ts';
import type { Http } from '../../src/contract/http.ts';
import { parseJson, writeJson } from '../../src/core/json.ts';
import { sumAmounts } from '../../src/core/decimal.ts';
import type { AnyRecord, Invoice } from '../../src/core/records.ts';
import { creation, land, readerFor, refusedFor, write, writerFor } from '../conformance/acting.ts';
import { quickbooksSubject, startRig } from '../conformance/quickbooks-rig.ts';
import { invoiceOver, samplesFor } from '../conformance/samples.ts';

const subject = quickbooksSubject();
type Opened = Awaited<ReturnType<typeof startRig>>;

/** Runs with a fresh QuickBooks. */
async function within(work: (rig: Opened) => Promise<void>): Promise<void> {
  const rig = await startRig(quickbooksWith({ pageSize: 3 }));
  try {
    await work(rig);
  } finally {
    await rig.close();
  }
}

const update = ({ record: before, version }: Seen, record: AnyRecord): Step => ({
  do: 'update',
  id: before.id,
  version,
  record,
  before,
  reference: 'Taaaaaaaaaaaaaaaa',
});

const fetched = async (rig: Opened, kind: AnyRecord['kind'], id: string): Promise<Seen> => {
  const [seen] = await readerFor(rig, kind).fetch([id]);
  assert.ok(seen, `${kind} ${id} is there`);
  return seen;
};

describe('QuickBooks as a ledger', () => {
  test('a total that QuickBooks would round to another cent is kept, and the lines’ taxes sum to it', () =>
    within(async (rig) => {
      const base = await samplesFor(rig, subject).of('invoice', 1);
      const [first, ...others] = base.lines;
      assert.ok(first);
      const lines = [{ ...first, taxes: first.taxes.map((tax) => ({ ...tax, amount: sumAmounts([tax.amount, '0.01']) })) }, ...others];
      const { net, tax, gross } = base.totals;
      const totals = { net, tax: sumAmounts([tax, '0.01']), gross: sumAmounts([gross, '0.01']) };
      const { record } = await land(rig, creation({ ...base, lines, totals }, 1));
      assert.ok(record.kind === 'invoice');
      assert.deepEqual(record.totals, totals);
      assert.equal(sumAmounts(record.lines.flatMap((line) => line.taxes.map((one) => one.amount))), totals.tax);
    }));

  for (const figure of ['0.01', '1234567890.99', '90071992547409.93']) {
    test(`keeps ${figure} exact in the company’s own currency`, () =>
      within(async (rig) => {
        const over = invoiceOver(await samplesFor(rig, subject).of('invoice', 1), figure, 'GBP', '6');
        const { record } = await land(rig, creation(over, 1));
        const seen = await fetched(rig, 'invoice', record.id);
        assert.ok(seen.record.kind === 'invoice');
        assert.deepEqual([seen.record.totals.gross, seen.record.lines[0]?.amount], [figure, figure]);
      }));
  }

  test('the item that stands for an account is made when it is needed, once, whoever needs it', () =>
    within(async (rig) => {
      const base = await samplesFor(rig, subject).of('invoice', 1);
      const coded = (number: string): Invoice => ({ ...base, number, lines: base.lines.map((line) => ({ ...line, account: '82' })) });
      const another = { ...rig, session: quickbooksWith({}).open({ http: rig.http, account: rig.account }) };
      await land(rig, creation(coded('A-1'), 1));
      await land(another, creation(coded('A-2'), 2));
      const items = rig.sandbox.documents('item').filter((item) => String(item['Name']).startsWith('Tieout 82 '));
      assert.deepEqual(
        items.map((item) => item['Name']),
        ['Tieout 82 Design income'],
      );
      const { record } = await fetchedByNumber(rig, 'A-1');
      assert.ok(record.kind === 'invoice' && record.lines.every((line) => line.account === '82' && line.item === null));
    }));

  test('a document that names an account without an item is refused alone, and says which account it was', () =>
    within(async (rig) => {
      const base = await samplesFor(rig, subject).of('invoice', 1);
      const nowhere = { ...base, number: 'A-2', lines: base.lines.map((line) => ({ ...line, account: '9999' })) };
      const [good, bad] = await write(rig, 'invoice', [creation(base, 1), creation(nowhere, 2)]);
      assert.equal(good?.state, 'landed');
      assert.ok(bad?.state === 'refused' && bad.reason === 'invalid' && bad.message.includes('9999'), JSON.stringify(bad));
    }));

  test('what people wrote into other fields stays when a changed invoice is read again and written', () =>
    within(async (rig) => {
      const have = await land(rig, creation(await samplesFor(rig, subject).of('invoice', 1), 1));
      await rig.sandbox.person({ does: 'edit', kind: 'invoice', id: have.record.id, fields: { CustomerMemo: { value: 'seen by Bea' } } });
      assert.ok(have.record.kind === 'invoice');
      const [late] = await write(rig, 'invoice', [update(have, { ...have.record, dueOn: '2026-12-24' })]);
      assert.ok(late?.state === 'refused' && late.reason === 'conflict', 'not over what somebody changed meanwhile');
      const now = await fetched(rig, 'invoice', have.record.id);
      assert.ok(now.record.kind === 'invoice');
      await land(rig, update(now, { ...now.record, dueOn: '2026-12-24' }));
      const after = await fetched(rig, 'invoice', have.record.id);
      assert.ok(after.record.kind === 'invoice');
      assert.deepEqual([after.record.notes, after.record.dueOn], ['seen by Bea', '2026-12-24']);
      assert.deepEqual(after.record.lines, now.record.lines, 'lines, with their ids');
      assert.equal(after.reference, have.reference);
    }));

  test('the answers of a batch are told by their names, in whatever order they come', () =>
    within(async (rig) => {
      const samples = samplesFor(rig, subject);
      const steps = [creation(await samples.of('invoice', 1), 1), creation(await samples.of('invoice', 2), 2)];
      await rig.session.prepare?.(steps);
      const [call] = writerFor(rig, 'invoice').calls(steps, (index) => `batch-${index}`);
      assert.ok(call && call.request.counts === 'batch');
      const response = await rig.http(call.request);
      const body: unknown = parseJson(response.body);
      assert.ok(typeof body === 'object' && body !== null && 'BatchItemResponse' in body && Array.isArray(body.BatchItemResponse));
      const turned = { ...response, body: writeJson({ BatchItemResponse: body.BatchItemResponse.toReversed() }) };
      const numbers = writerFor(rig, 'invoice')
        .outcomes(steps, turned)
        .map((outcome) => outcome.state === 'landed' && 'number' in outcome.seen.record && outcome.seen.record.number);
      assert.deepEqual(numbers, ['INV-1', 'INV-2']);
    }));

  test('many records are read by id in one call, however long the list', () =>
    within(async (rig) => {
      const id = await rig.screen.add('contact', 1);
      const ids = Array.from({ length: 299 }, (_, n) => `90000000${n}`);
      let calls = 0;
      const http: Http = (request) => {
        calls += 1;
        return rig.http(request);
      };
      const { readers } = quickbooksWith({}).open({ http, account: rig.account });
      const found = await readers.contact?.fetch([...ids, id]);
      assert.deepEqual([calls, found?.map(({ record }) => record.id)], [1, [id]]);
    }));

  test('an expired token is reported whatever kind is read by its id', () =>
    within(async (rig) => {
      for (const [kind, id] of [
        ['bankTransaction', 'Purchase/1'],
        ['bankTransaction', 'Deposit/1'],
        ['refund', 'Purchase/1'],
        ['invoice', '1'],
        ['contact', 'Vendor/1'],
        ['allocation', '1/CreditMemo/2/3'],
      ] as const) {
        rig.weather?.('expireToken', { count: 1 });
        await refusedFor('unauthorized', () => readerFor(rig, kind).fetch([id]));
      }
    }));

  test('of two customers that were merged, the webhook names both, and the one that went is gone', () =>
    within(async (rig) => {
      const [from, into] = [await rig.screen.add('contact', 1), await rig.screen.add('contact', 2)];
      const deliveries = await rig.webhooks?.during(() => rig.sandbox.person({ does: 'merge', from, into }));
      const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');
      const touched = deliveries?.flatMap((delivery) => subject.connector.nudge?.({ ...delivery, hmac }).touched ?? []);
      const ids = new Set(touched?.filter(({ kind }) => kind === 'contact').map(({ id }) => id));
      assert.ok(ids.has(from) && ids.has(into), JSON.stringify(touched));
      assert.deepEqual(await readerFor(rig, 'contact').fetch([from]), []);
    }));
});

async function fetchedByNumber(rig: Opened, number: string): Promise<Seen> {
  const id = rig.sandbox.documents('invoice').find((one) => one['DocNumber'] === number)?.['Id'];
  return fetched(rig, 'invoice', String(id));
}
