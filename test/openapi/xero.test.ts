import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step, Writer } from '../../src/contract/connector.ts';
import type { Http, HttpRequest } from '../../src/contract/http.ts';
import { xero } from '../../src/connectors/xero/connector.ts';
import { kinds } from '../../src/core/records.ts';
import type { AnyRecord, Kind, Line } from '../../src/core/records.ts';
import { profitAndLoss, agedReceivables } from '../../src/connectors/xero/reports.ts';
import { readPreflightFacts } from '../../src/connectors/xero/preflight.ts';
import { creation } from '../conformance/acting.ts';
import { writableKinds } from '../conformance/rig.ts';
import type { Coding } from '../conformance/rig.ts';
import { sampleOf } from '../conformance/samples.ts';
import { readSpecification, specificationPath } from './specification.ts';

const path = specificationPath('xero_accounting.yaml');
const skip = path === null ? 'Xero’s specification (xero_accounting.yaml) is not here; TIEOUT_SPECS names its folder' : false;
const specification = path === null ? null : readSpecification(path, '/api.xro/2.0');
const complaints = (request: HttpRequest): readonly string[] => specification?.complaints(request) ?? ['there is no specification'];

const subject = { name: 'xero', connector: xero };
const tenant = '6f1d9f52-58a4-4c0e-9d4b-2f0f3f8b7a01';
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const coding: Coding = {
  sales: '200',
  fees: '404',
  clearing: '855',
  bank: '090',
  savings: id(91),
  receivable: '610',
  tax: { rate: 'OUTPUT2', percent: '20' },
  noTax: 'NONE',
  currency: 'GBP',
};

const silent: Http = () => Promise.reject(new Error('a writer groups its calls without asking anybody'));

const sample = (kind: Kind, n = 1): Promise<AnyRecord> => sampleOf(kind, { n, coding, subject, need: async () => id(n) });

/** Creates, changes and removals of a kind, in every form that the connector has for them. */
async function stepsOf(kind: Kind): Promise<readonly Step[]> {
  const record = await sample(kind);
  const records = [record, ...variants(record)];
  const ability = xero.manifest.kinds[kind]?.write;
  const known = (one: AnyRecord): AnyRecord => ({ ...one, id: idOf(kind, one) });
  const changed = await sample(kind, 2);
  return [
    ...records.map((one, n) => creation(one, n)),
    ...(ability?.update.length
      ? records.map((before): Step => ({
          do: 'update',
          id: known(before).id,
          version: '1',
          record: { ...known(changed) },
          before: known(before),
          reference: 'Taaaaaaaaaaaaaaaa',
        }))
      : []),
    ...(ability?.remove === 'none'
      ? []
      : records.map((before): Step => ({ do: 'remove', id: known(before).id, version: '1', before: known(before) }))),
  ];
}

const idOf = (kind: Kind, record: AnyRecord): string => {
  if (kind === 'allocation') return `CreditNotes/${id(1)}/Allocations/${id(2)}`;
  return record.kind === 'bankTransaction' && record.does === 'receiveOnAccount' ? `${id(3)}/Overpayments/${id(4)}` : id(3);
};

const text: Line = {
  id: null,
  description: 'A line of text only',
  quantity: '0',
  unitPrice: '0',
  discount: null,
  amount: '0',
  taxes: [],
  account: null,
  item: null,
};

/** Other forms of a record than its sample. */
function variants(record: AnyRecord): readonly AnyRecord[] {
  switch (record.kind) {
    case 'invoice':
    case 'creditNote':
      return [
        {
          ...record,
          state: 'draft',
          number: null,
          reference: null,
          currency: 'EUR',
          exchangeRate: { value: '0.8651', on: record.issuedOn, source: 'ecb' },
        },
        {
          ...record,
          amountsAre: 'noTax',
          lines: [...record.lines.map((line) => ({ ...line, id: id(8), taxes: [], account: id(9), item: 'BOOK' })), text],
        },
      ];
    case 'payment':
      return [{ ...record, reference: null, account: id(9), accountAmount: { amount: '18.49', currency: 'GBP' } }];
    case 'bankTransaction':
      return [
        { ...record, does: 'receiveOnAccount', amountsAre: 'noTax', reference: null },
        { ...record, does: 'receivePrepayment' },
        { ...record, does: 'receive' },
      ];
    case 'journal':
      return [{ ...record, state: 'draft', lines: record.lines.map((line) => ({ ...line, tax: 'NONE', account: id(9) })) }];
    case 'allocation':
      return [{ ...record, from: { kind: 'onAccount', id: `${id(3)}/Overpayments/${id(4)}` } }];
    case 'contact':
      return [{ ...record, address: null, phone: null, email: null }];
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'statementLine':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
    case 'item':
    case 'refund':
    case 'transfer':
      return [];
  }
}

for (const kind of writableKinds(subject)) {
  test(`every way to write a ${kind} to Xero is as its specification says`, { skip }, async () => {
    const writer: Writer | undefined = xero.open({ http: silent, account: tenant }).writers[kind];
    const calls = writer?.calls(await stepsOf(kind), String) ?? [];
    assert.ok(calls.length > 0);
    for (const { request } of calls) assert.deepEqual(complaints(request), [], `${request.method} ${request.path} ${request.body ?? ''}`);
  });
}

test('everything that is read from Xero is asked for as its specification says', { skip }, async () => {
  const asked: HttpRequest[] = [];
  const answers: Http = async (request) => {
    asked.push(request);
    const organisation = { OrganisationID: tenant, Name: 'A', BaseCurrency: 'GBP', Timezone: 'GMTSTANDARDTIME' };
    return {
      status: 200,
      headers: {},
      body: JSON.stringify({
        DateTimeUTC: '/Date(1777031976527)/',
        Organisations: [organisation],
        Reports: [{}],
        pagination: { page: 1, pageCount: 1 },
      }),
    };
  };
  const session = xero.open({ http: answers, account: tenant });
  await session.organisation();
  for (const kind of kinds) {
    const reader = session.readers[kind];
    for await (const page of reader?.changes(null) ?? []) assert.ok(page.next);
    await reader?.fetch([id(1), id(2)]);
    const writer: Writer | undefined = session.writers[kind];
    if (!writer) continue;
    const record = await sample(kind);
    await writer.find([creation(record, 1), creation(record, 2)]);
    await writer.seek([record]);
  }
  await session.accountMovement?.('2026-01-01', '2026-03-31');
  const line = { http: answers, account: tenant, pageSize: 100, overlapSeconds: 0 };
  await profitAndLoss(line, '2026-01-01', '2026-03-31');
  await agedReceivables(line, id(1), '2026-03-31');
  await readPreflightFacts({ http: answers, account: tenant });
  assert.ok(asked.length > 50);
  for (const request of asked) assert.deepEqual(complaints(request), [], request.path);
});

test('the specification refuses what Xero would ignore', { skip }, async () => {
  const writer: Writer | undefined = xero.open({ http: silent, account: tenant }).writers.creditNote;
  const [call] = writer?.calls([creation(await sample('creditNote'), 1)], String) ?? [];
  assert.ok(call);
  const body = (call.request.body ?? '').replace('"Type"', '"Url":"https://tieout.invalid/r/T","Type"');
  assert.match(complaints({ ...call.request, body }).join(), /additional properties.*Url/);
  assert.match(complaints({ ...call.request, path: '/api.xro/2.0/CreditNotes?IDs=1' }).join(), /takes no IDs/);
});
