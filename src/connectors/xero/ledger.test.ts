import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../../contract/connector.ts';
import { creation, land, readAll, write, writerFor } from '../../../test/conformance/acting.ts';
import { samplesFor } from '../../../test/conformance/samples.ts';
import type { Samples } from '../../../test/conformance/samples.ts';
import { startRig, xeroSubject } from '../../../test/conformance/xero-rig.ts';
import type { AnyRecord, BankTransaction, Kind, Records } from '../../core/records.ts';
import { xero, xeroWith } from './connector.ts';
import { agedReceivables, profitAndLoss } from './reports.ts';

type XeroRig = Awaited<ReturnType<typeof startRig>>;

async function withXero(work: (rig: XeroRig, samples: Samples) => Promise<void>, connector = xeroWith({ pageSize: 3 })): Promise<void> {
  const rig = await startRig(connector);
  try {
    await work(rig, samplesFor(rig, xeroSubject(connector)));
  } finally {
    await rig.close();
  }
}

/** A record as it is now, of the kind that it must be. */
async function now<K extends Kind>(rig: XeroRig, kind: K, id: string): Promise<Records[K]> {
  const [seen] = (await rig.session.readers[kind]?.fetch([id])) ?? [];
  assert.ok(isOfKind(seen?.record, kind), `a ${kind} ${id}`);
  return seen.record;
}

const isOfKind = <K extends Kind>(record: AnyRecord | undefined, kind: K): record is Records[K] => record?.kind === kind;

const removal = (have: { readonly record: AnyRecord; readonly version: string }): Step => ({
  do: 'remove',
  id: have.record.id,
  version: have.version,
  before: have.record,
});

/** Money of a customer that belongs to no invoice yet. */
async function onAccount(rig: XeroRig, samples: Samples, does: 'receiveOnAccount' | 'receivePrepayment') {
  const base = await samples.of('bankTransaction', 1);
  const [line] = base.lines;
  assert.ok(line);
  const isTaxed = does === 'receivePrepayment';
  const record: BankTransaction = {
    ...base,
    does,
    amountsAre: isTaxed ? 'exclusive' : 'noTax',
    reference: isTaxed ? base.reference : null,
    lines: [
      {
        ...line,
        description: 'On account',
        unitPrice: '50',
        amount: '50',
        account: isTaxed ? '835' : '610',
        taxes: isTaxed ? [{ rate: 'OUTPUT2', amount: '10' }] : [],
      },
    ],
    totals: isTaxed ? { net: '50', tax: '10', gross: '60' } : { net: '50', tax: '0', gross: '50' },
  };
  return await land(rig, creation(record, does));
}

test('bills, supplier credits and payments to suppliers are not sales, and are not read as such', () =>
  withXero(async (rig) => {
    const theirs = { Contact: { Name: 'A supplier' }, Date: '2026-11-02', LineAmountTypes: 'NoTax', Status: 'AUTHORISED' };
    const lines = { LineItems: [{ Description: 'Paper', Quantity: 1, UnitAmount: 30, AccountCode: '461' }] };
    const bill = await rig.sandbox.person({
      does: 'create',
      kind: 'invoice',
      fields: { Type: 'ACCPAY', InvoiceNumber: 'B-1', DueDate: '2026-12-01', ...theirs, ...lines },
    });
    const credit = await rig.sandbox.person({ does: 'create', kind: 'creditNote', fields: { Type: 'ACCPAYCREDIT', ...theirs, ...lines } });
    const payment = await rig.sandbox.person({
      does: 'create',
      kind: 'payment',
      fields: { Invoice: { InvoiceID: bill }, Account: { Code: '090' }, Date: '2026-11-03', Amount: 5 },
    });
    for (const [kind, id] of [
      ['invoice', bill],
      ['creditNote', credit],
      ['payment', payment],
      ['refund', payment],
    ] as const) {
      assert.equal((await readAll(rig, kind)).seen.size, 0, kind);
      assert.deepEqual(await rig.session.readers[kind]?.fetch([id]), [], kind);
    }
  }));

for (const does of ['receiveOnAccount', 'receivePrepayment'] as const) {
  test(`money of a customer is kept as ${does}, set against an invoice, and freed again`, () =>
    withXero(async (rig, samples) => {
      const receipt = await onAccount(rig, samples, does);
      assert.ok(receipt.record.kind === 'bankTransaction');
      const { gross } = receipt.record.totals;
      assert.equal(receipt.record.remaining, gross);
      const want = await samples.of('allocation', 1);
      const step = creation({ ...want, from: { kind: 'onAccount', id: receipt.record.id } }, 'allocation');
      const set = await land(rig, step);
      assert.deepEqual(
        (await writerFor(rig, 'allocation').find([step])).map(({ record }) => record),
        [set.record],
      );
      assert.ok((await readAll(rig, 'allocation')).seen.has(set.record.id), 'the listing shows it');
      assert.equal((await now(rig, 'bankTransaction', receipt.record.id)).remaining, does === 'receivePrepayment' ? '51.12' : '41.12');
      const invoice = await now(rig, 'invoice', want.invoice);
      assert.deepEqual([invoice.paid, invoice.credited], ['0', '8.88'], 'credited, as Xero counts it');
      await land(rig, removal(set), 'allocation');
      assert.deepEqual(await rig.session.readers.allocation?.fetch([set.record.id]), []);
      assert.equal((await now(rig, 'bankTransaction', receipt.record.id)).remaining, gross);
    }));
}

test('an allocation that is removed a second time was already gone, and that is well', () =>
  withXero(async (rig, samples) => {
    const set = await land(rig, creation(await samples.of('allocation', 1), 1));
    await land(rig, removal(set), 'allocation');
    const [again] = await write(rig, 'allocation', [removal(set)]);
    assert.equal(again?.state, 'landed');
  }));

test('a payment carries the amount that reached the account, to the cent, whatever the rate', () =>
  withXero(async (rig, samples) => {
    await rig.screen.enable?.('EUR');
    const base = await samples.of('invoice', 1);
    const invoice = await land(
      rig,
      creation({ ...base, currency: 'EUR', exchangeRate: { value: '0.8', on: '2026-11-03', source: 'ecb' } }, 'invoice'),
    );
    assert.ok(invoice.record.kind === 'invoice');
    assert.equal(invoice.record.exchangeRate?.value, '0.8');
    const want = await samples.of('payment', 2);
    const { gross } = invoice.record.totals;
    const paid = {
      ...want,
      currency: 'EUR',
      amount: gross,
      account: '090',
      accountAmount: { amount: '133.37', currency: 'GBP' },
      allocations: [{ invoice: invoice.record.id, amount: gross }],
    };
    const payment = await land(rig, creation(paid, 'payment'));
    const read = await now(rig, 'payment', payment.record.id);
    assert.deepEqual([read.amount, read.currency, read.accountAmount], [gross, 'EUR', { amount: '133.37', currency: 'GBP' }]);
    assert.equal((await now(rig, 'invoice', invoice.record.id)).paid, gross);
  }));

test('a draft stays out of the books until it is approved, and is deleted rather than voided', () =>
  withXero(async (rig, samples) => {
    const draft = await land(rig, creation({ ...(await samples.of('invoice', 1)), state: 'draft' }, 1));
    assert.ok(draft.record.kind === 'invoice');
    assert.deepEqual([draft.record.state, rig.sandbox.trialBalance()['200'] ?? '0.00'], ['draft', '0.00']);
    await land(rig, {
      do: 'update',
      id: draft.record.id,
      version: draft.version,
      record: { ...draft.record, state: 'open' },
      before: draft.record,
      reference: 'T',
    });
    assert.equal((await now(rig, 'invoice', draft.record.id)).state, 'open');
    const other = await land(rig, creation({ ...(await samples.of('invoice', 2)), state: 'draft' }, 2));
    assert.equal((await land(rig, removal(other), 'invoice')).record.kind, 'invoice');
    assert.equal((await now(rig, 'invoice', other.record.id)).state, 'void');
  }));

test('a payment of more than what is due is a conflict, and the others of its batch land', () =>
  withXero(async (rig, samples) => {
    const one = await samples.of('payment', 1);
    const two = await samples.of('payment', 2);
    const outcomes = await write(rig, 'payment', [
      creation({ ...one, amount: '9999', allocations: one.allocations.map((part) => ({ ...part, amount: '9999' })) }, 1),
      creation(two, 2),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.state === 'refused' ? outcome.reason : outcome.state)),
      ['conflict', 'landed'],
    );
  }));

test('what people made already is found by name, code or number, also where a look before each write is not worth a call', () =>
  withXero(async (rig, samples) => {
    for (const kind of ['contact', 'item', 'creditNote'] as const) {
      const record = await samples.of(kind, 5);
      const { record: landed } = await land(rig, creation(record, kind));
      const unlike = await samples.of(kind, 6);
      assert.deepEqual(
        (await writerFor(rig, kind).seek([unlike, record])).map((seen) => seen.record.id),
        [landed.id],
        kind,
      );
    }
    const unnumbered = { ...(await samples.of('creditNote', 5)), number: null, issuedOn: '2026-11-05' };
    assert.equal((await writerFor(rig, 'creditNote').seek([unnumbered])).length, 1, 'the same customer, two days apart');
    assert.equal((await writerFor(rig, 'creditNote').seek([{ ...unnumbered, issuedOn: '2026-11-07' }])).length, 0, 'four days apart');
  }));

test('invoices whose numbers hold commas, quotes and signs are found by them', () =>
  withXero(async (rig, samples) => {
    const base = await samples.of('invoice', 1);
    const numbers = ['A,1', 'A&2=3', 'A "4"', 'Ä/5 #6', String.raw`A\7`];
    for (const [n, number] of numbers.entries()) await land(rig, creation({ ...base, number }, n));
    const found = await writerFor(rig, 'invoice').seek(numbers.map((number) => ({ ...base, number })));
    assert.deepEqual(
      found
        .flatMap(({ record }) => (record.kind === 'invoice' ? [record.number] : []))
        .toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
      numbers.toSorted((a, b) => (a < b ? -1 : 1)),
    );
  }));

test('hundreds of numbers are looked up in a few calls', () =>
  withXero(async (rig, samples) => {
    const base = await samples.of('invoice', 1);
    const before = rig.sandbox.stats().calls;
    await writerFor(rig, 'invoice').seek(Array.from({ length: 400 }, (_, n) => ({ ...base, number: `${536_000 + n}` })));
    assert.equal(rig.sandbox.stats().calls - before, 3);
  }));

test('a payment that we made and a person deleted is found as void, and is not made again', () =>
  withXero(async (rig, samples) => {
    for (const kind of ['payment', 'refund'] as const) {
      const step = creation(await samples.of(kind, 1), kind);
      const { record } = await land(rig, step);
      await rig.screen.remove?.(kind, record.id);
      const found = await writerFor(rig, kind).find([step]);
      assert.deepEqual(
        found.map((seen) => [seen.record.id, 'state' in seen.record && seen.record.state]),
        [[record.id, 'void']],
        kind,
      );
    }
  }));

test('where Xero does not filter by the link, our documents are found by their day', async () => {
  const asked: string[] = [];
  const { open } = xeroWith({ pageSize: 3 });
  await withXero(
    async (rig, samples) => {
      const steps = [creation(await samples.of('invoice', 1), 1), creation(await samples.of('invoice', 2), 2)];
      await write(rig, 'invoice', steps);
      const found = await writerFor(rig, 'invoice').find(steps);
      assert.equal(found.length, 2);
      assert.ok(asked.some((path) => path.includes('DateTime')));
    },
    {
      ...xeroWith({ pageSize: 3 }),
      open: (through) => {
        if (!('http' in through)) return open(through);
        return open({
          ...through,
          http: async (request) => {
            asked.push(request.path);
            const isByLink = request.path.includes('Url%3D%3D');
            return isByLink
              ? {
                  status: 400,
                  headers: {},
                  body: '{"ErrorNumber":16,"Type":"QueryParseException","Message":"No property or field \'Url\' exists"}',
                }
              : await through.http(request);
          },
        });
      },
    },
  );
});

test('a pass over many documents of one second asks for each page once or twice, not without end', () =>
  withXero(
    async (rig, samples) => {
      const base = await samples.of('invoice', 0);
      await write(
        rig,
        'invoice',
        Array.from({ length: 120 }, (_, n) => creation({ ...base, number: `N-${n}` }, n)),
      );
      const before = rig.sandbox.stats().calls;
      const { seen } = await readAll(rig, 'invoice');
      assert.equal(seen.size, 120);
      assert.ok(rig.sandbox.stats().calls - before <= 15, `${rig.sandbox.stats().calls - before} calls for 12 pages`);
    },
    xeroWith({ pageSize: 10 }),
  ));

test('documents are read forty at a time by id', () =>
  withXero(async (rig, samples) => {
    const base = await samples.of('invoice', 0);
    const landed = await write(
      rig,
      'invoice',
      Array.from({ length: 50 }, (_, n) => creation({ ...base, number: `N-${n}` }, n)),
    );
    const ids = landed.flatMap((outcome) => (outcome.state === 'landed' ? [outcome.seen.record.id] : []));
    const before = rig.sandbox.stats().calls;
    assert.equal((await rig.session.readers.invoice?.fetch(ids))?.length, 50);
    assert.equal(rig.sandbox.stats().calls - before, 2);
  }));

test('profit and loss and aged receivables say the same as the documents', () =>
  withXero(async (rig, samples) => {
    const payment = await samples.of('payment', 1);
    await land(rig, creation(payment, 1));
    await land(rig, creation(await samples.of('bankTransaction', 1), 'fee'));
    const [account = ''] = rig.sandbox.accounts;
    const line = { http: rig.http, account, pageSize: 100, overlapSeconds: 10 };
    const invoice = await now(rig, 'invoice', payment.allocations[0]?.invoice ?? '');
    const rows = await profitAndLoss(line, '2026-11-01', '2026-11-30');
    assert.deepEqual(
      rows.map((row) => [row.account, row.amount]),
      [
        ['200', invoice.totals.net],
        ['404', '3.07'],
      ],
    );
    const owed = await agedReceivables(line, invoice.contact ?? '', '2026-11-30');
    assert.deepEqual(
      owed.map((row) => [row.invoice, row.number]),
      [[invoice.id, invoice.number]],
    );
    assert.equal(owed[0]?.due, '176.08');
  }));

test('one sign-in may open several organisations, and each session sees its own', () =>
  withXero(async (rig) => {
    const tenants = (await xero.tenants?.(rig.http)) ?? [];
    assert.deepEqual(
      tenants.map(({ name }) => name),
      ['Harbour Studio Ltd', 'Harbour Shop GmbH'],
    );
    const second = await xero.open({ http: rig.http, account: tenants[1]?.id ?? '' }).organisation();
    assert.deepEqual(
      [second.name, second.baseCurrency, second.timeZone, second.country],
      ['Harbour Shop GmbH', 'EUR', 'Europe/Berlin', 'DE'],
    );
  }));

test('the later of the two lock dates is the one that counts', () =>
  withXero(async (rig) => {
    await rig.sandbox.person({ does: 'setting', fields: { PeriodLockDate: '2026-09-30', EndOfYearLockDate: '2025-12-31' } });
    assert.equal((await rig.session.organisation()).lockedThrough, '2026-09-30');
    await rig.sandbox.person({ does: 'setting', fields: { EndOfYearLockDate: '2026-10-31' } });
    assert.equal((await rig.session.organisation()).lockedThrough, '2026-10-31');
  }));
