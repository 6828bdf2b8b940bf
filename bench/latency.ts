import { z } from 'zod';
import { ledgerId, openCompany, organisation, webhookSecret } from './company.ts';
import type { Company } from './company.ts';
import type { LedgerScreens } from './ledger-screens.ts';
import type { Place } from './place.ts';
import { cpuOfTree, say } from './machine.ts';
import { startWorker } from './worker-client.ts';
import type { MeasuredWorker, WorkerWishes } from './worker-client.ts';

export interface LatencySize {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
  /** Of an event: milliseconds of the worker's and of the database's processor, calls to the providers, statements. */
  readonly cost?: Cost;
}

interface Cost {
  readonly worker: number;
  readonly database: number | null;
  readonly calls: number;
  readonly statements: number;
}

/**
 * From an event on one side to its document on the other, in milliseconds, by the stamps that both sides' own books give them:
 * every process is on this machine and reads one clock. Events come at a steady pace, whether those before are through or not.
 */
export async function webhookLatency(place: Place, { perSecond, seconds }: LatencySize, wishes: WorkerWishes) {
  const company = await openCompany(place, { ledger: wishes.ledger, limitedFrom: null, profile: wishes.profile, isLively: true });
  const worker = startWorker(wishes);
  try {
    const scene = await setUp(company, worker);
    // A server has been up for longer than a second when an event comes.
    const few = { perSecond, count: perSecond * 5 };
    const all = { perSecond, count: perSecond * seconds };
    await marketSells(scene, 'WARM', few);
    const ledgerFromMarket = await costing(place, worker, all.count, () => marketSells(scene, 'MKT', all));
    say(`webhook: an invoice at the market to one in the ledger: ${told(ledgerFromMarket)}`);
    const ledgerFromBilling = await costing(place, worker, all.count, () => billingSells(scene, all));
    say(`webhook: an invoice in billing to one in the ledger: ${told(ledgerFromBilling)}`);
    const billingFromLedger = await costing(place, worker, all.count, () => ledgerIsPaid(scene, all));
    say(`webhook: a payment in the ledger to one in billing: ${told(billingFromLedger)}`);
    await worker.closeCompany();
    return { events: all.count, perSecond, ledgerFromMarket, ledgerFromBilling, billingFromLedger };
  } finally {
    await worker.end();
    await company.close();
  }
}

const told = ({ p50, p99, cost }: Latency): string =>
  `p50 ${p50} ms, p99 ${p99} ms; an event costs the worker ${cost?.worker.toFixed(1)} ms and the database ${cost?.database?.toFixed(1) ?? '?'} ms of processor, ${cost?.calls.toFixed(2)} calls, ${cost?.statements.toFixed(1)} statements`;

async function costing(place: Place, worker: MeasuredWorker, events: number, way: () => Promise<Latency>): Promise<Latency> {
  const postgres = await place.postgres;
  await place.statements();
  const [before, databaseBefore] = [await worker.used(), cpuOfTree(postgres)];
  const latency = await way();
  const [after, databaseAfter] = [await worker.used(), cpuOfTree(postgres)];
  for (const line of await place.statements()) say(line);
  const each = (from: number, to: number): number => Math.round(((to - from) / events) * 100) / 100;
  return {
    ...latency,
    cost: {
      worker: each(before.cpuSeconds * 1000, after.cpuSeconds * 1000),
      database: databaseBefore === null || databaseAfter === null ? null : each(databaseBefore * 1000, databaseAfter * 1000),
      calls: each(before.calls, after.calls),
      statements: each(before.statements, after.statements),
    },
  };
}

interface Scene {
  readonly company: Company;
  readonly worker: MeasuredWorker;
  readonly ledger: string;
  readonly market: string;
  /** Customers, on each side that sells. */
  readonly billed: readonly string[];
  readonly marketed: readonly string[];
}

interface Pace {
  readonly perSecond: number;
  readonly count: number;
}

/** On each side: enough that not everything is one customer's, as with any shop. */
const customers = 100;

async function setUp(company: Company, worker: MeasuredWorker): Promise<Scene> {
  const { sandbox } = company;
  const [ledger = '', market = ''] = sandbox.accounts;
  await company.sell({ invoices: 1, lines: 1, customers });
  const marketed: string[] = [];
  for (let made = 0; made < customers; made += 1) {
    const fields = worker.ledger.screens.customer(`Market customer ${made + 1}`);
    marketed.push(await asPerson(company, market, { does: 'create', kind: 'contact', fields }));
  }
  await worker.open(company);
  await worker.sync();
  const { rows } = await company.pool.query<{ id: string }>('select id from billing_contact where organisation = $1 order by place', [
    organisation,
  ]);
  sandbox.webhooks({ url: `${await worker.serve()}/hooks/${ledgerId}`, secret: webhookSecret });
  await until('webhooks are on', async () => z.object({ is: z.string() }).parse(await ask(company, 'webhooks')).is === 'on');
  return { company, worker, ledger, market, billed: rows.map(({ id }) => id), marketed };
}

/** A person issues invoices at the market; its webhook tells us, we fetch it, and the ledger gets it. */
async function marketSells({ company, worker, ledger, market, marketed }: Scene, prefix: string, pace: Pace): Promise<Latency> {
  const { screens } = worker.ledger;
  await steadily(pace, (index) => {
    const customer = marketed[index % marketed.length] ?? '';
    const price = (1_000 + ((index * 37) % 9_000)) / 100;
    const fields = screens.invoice({ customer, number: `${prefix}-${index}`, what: `Stall ${index}`, price });
    return asPerson(company, market, { does: 'create', kind: 'invoice', fields });
  });
  const wanted = { prefix: `${prefix}-`, count: pace.count, screens };
  const made = await invoicesWith(company, ledger, wanted);
  return latencyOf(await invoicesWith(company, market, wanted), made);
}

/** Somebody issues invoices in billing, which tells its own process. */
async function billingSells({ company, worker, ledger, billed }: Scene, pace: Pace): Promise<Latency> {
  const { rows: before } = await company.pool.query<{ n: number }>(
    'select count(*)::int as n from billing_document where organisation = $1',
    [organisation],
  );
  await worker.sell({ contacts: [...billed], ...pace });
  const made = await invoicesWith(company, ledger, {
    prefix: 'INV-',
    count: (before[0]?.n ?? 0) + pace.count,
    screens: worker.ledger.screens,
  });
  const { rows } = await company.pool.query<{ number: string; at: string }>(
    `select document.number, change.at::text as at from billing_change as change
     join billing_document as document on document.organisation = change.organisation and document.id = change.id
     where change.organisation = $1 and change.kind = 'invoice' order by change.sequence desc limit $2`,
    [organisation, pace.count],
  );
  return latencyOf(new Map(rows.map(({ number, at }) => [number, Number(at)])), made);
}

/** A person records in the ledger that invoices were paid; billing has the payment when its book says so. */
async function ledgerIsPaid({ company, worker, ledger }: Scene, pace: Pace): Promise<Latency> {
  const { screens } = worker.ledger;
  const open = (await documents(company, ledger, 'invoice'))
    .filter((invoice) => screens.invoiceShown(invoice).name?.startsWith('INV-'))
    .slice(-pace.count);
  await steadily(pace, async (index) => {
    const fields = screens.payment(open[index] ?? {}, `PAID-${index}`);
    await asPerson(company, ledger, { does: 'create', kind: 'payment', fields });
  });
  const shown = (await documents(company, ledger, 'payment')).map((payment) => screens.paymentShown(payment));
  const paidAt = new Map(shown.flatMap(({ name, at }) => (name?.startsWith('PAID-') ? [[name, at]] : [])));
  await until('every payment is in billing', async () => Object.keys(await worker.paid()).length >= pace.count);
  const { rows } = await company.pool.query<{ id: string; reference: string }>(
    `select id, body ->> 'reference' as reference from billing_payment where organisation = $1`,
    [organisation],
  );
  const at = await worker.paid();
  return latencyOf(paidAt, new Map(rows.flatMap(({ id, reference }) => (at[id] === undefined ? [] : [[reference, at[id]]]))));
}

/** Begins one event a tick; slow ones overlap. */
async function steadily({ perSecond, count }: Pace, happen: (index: number) => Promise<unknown>): Promise<void> {
  const began = performance.now();
  const happening: Promise<unknown>[] = [];
  for (let index = 0; index < count; index += 1) {
    await pause(began + (index * 1000) / perSecond - performance.now());
    happening.push(happen(index));
  }
  await Promise.all(happening);
}

const pause = (milliseconds: number): Promise<void> =>
  milliseconds <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, milliseconds));

function latencyOf(from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>): Latency {
  const waits = [...from].map(([name, at]) => (to.get(name) ?? Infinity) - at).toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Infinity);
  return { p50: at(0.5), p99: at(0.99) };
}

interface Wanted {
  readonly prefix: string;
  readonly count: number;
  readonly screens: LedgerScreens;
}

/** Invoices whose numbers begin so, with the instant at which the books had them; waits until there are so many. */
async function invoicesWith(company: Company, account: string, { prefix, count, screens }: Wanted): Promise<ReadonlyMap<string, number>> {
  let found: ReadonlyMap<string, number> = new Map();
  await until(`${count} invoices ${prefix}… are there`, async () => {
    const all = (await documents(company, account, 'invoice')).map((invoice) => screens.invoiceShown(invoice));
    found = new Map(all.flatMap(({ name, at }) => (name?.startsWith(prefix) ? [[name, at]] : [])));
    return found.size >= count;
  });
  return found;
}

const documents = async (company: Company, account: string, kind: 'invoice' | 'payment') =>
  z.array(z.record(z.string(), z.unknown())).parse(await ask(company, `documents?kind=${kind}&account=${account}`));

async function asPerson(company: Company, account: string, edit: object): Promise<string> {
  return z.object({ id: z.string() }).parse(await ask(company, `person?account=${account}`, edit)).id;
}

async function ask({ sandbox }: Company, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
  return response.json();
}

const patienceSeconds = 60;

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceSeconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`after ${patienceSeconds} s it is not so that ${what}`);
    await pause(200);
  }
}
