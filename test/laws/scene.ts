import assert from 'node:assert/strict';
import { broken } from '../invariants/check.ts';
import { openBench } from '../engine/bench.ts';
import type { Bench, BenchOptions } from '../engine/bench.ts';
import { provenBy } from '../proof/proving.ts';

/**
 * A world of its own for one law; at its end everything that is always true is looked at. What people did in the ledger and the
 * source does not know is named in `known`, as it begins.
 */
export async function inBooks(
  work: (bench: Bench) => Promise<void>,
  options: BenchOptions = {},
  known: readonly string[] = [],
): Promise<void> {
  const bench = await openBench(options);
  try {
    await work(bench);
    const decided = [...known, ...(await decidedByPeople(bench)).map((name) => `wrong: ${name} `)];
    assert.deepEqual(
      (await broken(bench)).filter((wrong) => !decided.some((start) => wrong.startsWith(start))),
      [],
    );
  } finally {
    await bench.close();
  }
}

/** What was adopted, and what people gave an answer about, may read otherwise in the ledger: that is what they said. */
async function decidedByPeople(bench: Bench): Promise<readonly string[]> {
  const rows = await bench.query<{ name: string }>(
    `select kind || ' ' || external_id as name from link where origin <> 'ours' union select kind || ' ' || external_id from ruling`,
  );
  return rows.map(({ name }) => name);
}

export interface Typed {
  readonly number: string;
  readonly net?: string;
  readonly on?: string;
  readonly contact?: string;
  readonly account?: string;
}

/** What the clerk types into the ledger: an invoice over one line with 20 % tax, for Ada Ltd unless said otherwise. */
export async function typedIn(
  { ledger }: Bench,
  { number, net = '100', on = '2026-11-10', contact, account = '200' }: Typed,
): Promise<string> {
  const who = contact ?? (await adaInLedger(ledger));
  return ledger.person({
    does: 'create',
    kind: 'invoice',
    fields: {
      Type: 'ACCREC',
      Status: 'AUTHORISED',
      Contact: { ContactID: who },
      InvoiceNumber: number,
      Date: on,
      DueDate: on,
      LineItems: [{ Description: 'Design work', Quantity: '1', UnitAmount: net, AccountCode: account, TaxType: 'OUTPUT2' }],
    },
  });
}

async function adaInLedger(ledger: Bench['ledger']): Promise<string> {
  const known = ledger.documents('contact').find((contact) => contact['Name'] === 'Ada Ltd');
  return known ? String(known['ContactID']) : ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Ltd' } });
}

/** Money that the clerk books on an invoice of the ledger. */
export const paidByClerk = (
  { ledger }: Bench,
  invoice: string,
  amount: string,
  { on = '2026-11-10', account = '090' } = {},
): Promise<string> =>
  ledger.person({
    does: 'create',
    kind: 'payment',
    fields: { Invoice: { InvoiceID: invoice }, Account: { Code: account }, Date: on, Amount: amount },
  });

/** The ledger's id of the invoice of a number. */
export function invoiceId({ ledger }: Bench, number = 'INV-001'): string {
  const found = ledger.documents('invoice').find((invoice) => invoice['InvoiceNumber'] === number);
  assert.ok(found, `the ledger has no invoice ${number}`);
  return String(found['InvoiceID']);
}

/** An invoice over 120.00 for Ada Ltd, in billing and in the ledger. */
export async function bookedInvoice(bench: Bench, on = '2026-11-10'): Promise<{ readonly id: string; readonly inLedger: string }> {
  const { id, number } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on });
  await bench.sync();
  return { id, inLedger: invoiceId(bench, number ?? '') };
}

/** Where the links of a kind came from: 'ours', 'adopted' or 'opening'. */
export const origins = async (bench: Bench, kind: string): Promise<readonly string[]> =>
  (
    await bench.query<{ origin: string }>(`select origin from link where kind = $1 and source = 'billing' order by external_id, part`, [
      kind,
    ])
  ).map(({ origin }) => origin);

/** The fixes that the one open question offers, and what it shows. */
export async function question(
  bench: Bench,
): Promise<{ readonly code: string; readonly fixes: readonly string[]; readonly evidence: Readonly<Record<string, string>> }> {
  const open = await bench.life.decisions.holds('acme', { flow: null, limit: 10 });
  const [hold] = open;
  assert.ok(hold && open.length === 1, `one open question was expected, and there are ${open.length}`);
  return { code: hold.code, fixes: hold.question.fixes.map(({ id }) => id.split(':')[0] ?? ''), evidence: hold.question.evidence };
}

/** The word of the proof, and its differences as 'INV-001 held 120 GBP'. */
export async function proven(bench: Bench, ...period: readonly [] | readonly [month: string]): Promise<readonly string[]> {
  const [month] = period;
  const proof = await provenBy(bench, undefined, month === undefined ? null : { fromMonth: month, throughMonth: month });
  assert.equal(proof.countsAddUp, true);
  const rows = proof.differences.map(
    ({ number, target, key, cause, amount, size, currency }) =>
      `${number ?? key?.kind ?? target?.kind ?? 'ledger'}: ${cause} ${amount === '0' ? size : amount} ${currency}`,
  );
  return [proof.word, ...rows];
}

/** Changes one thing of the only line of an invoice in the ledger, at its screens. */
export async function editLine(bench: Bench, number: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const found = bench.ledger.documents('invoice').find((invoice) => invoice['InvoiceNumber'] === number);
  const [line] = Object(found)['LineItems'];
  const { AccountID: _, ...rest } = line;
  await bench.ledger.person({
    does: 'edit',
    kind: 'invoice',
    id: invoiceId(bench, number),
    fields: { LineItems: [{ ...rest, ...change }] },
  });
}

/** The engine of a bench for an organisation that keeps a close day of its own, in Tieout. */
export function closedThrough({ life }: Bench, through: string): Bench['life']['engine'] {
  const { engine } = life;
  return {
    ...engine,
    open: async (organisation, connection) => ({ ...(await engine.open(organisation, connection)), closedThrough: async () => through }),
  };
}
