import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../contract/connector.ts';
import type { DemoWishes, NewFlow } from '../cli/office.ts';
import { counted, kindText } from '../cli/figures.ts';
import { preflightOf } from '../cli/preflight.ts';
import { answerHold } from '../engine/holds.ts';
import { importFile } from '../engine/import.ts';
import { poll } from '../engine/poll.ts';
import type { FlowScope } from '../engine/ports.ts';
import { walkDocument } from '../engine/test-invoice.ts';
import { readImportProfile } from '../mapping/import/profile.ts';
import { agencyMapping, processorMapping } from './charts.ts';
import { company, soldText } from './connecting.ts';
import type { Connected, Outside } from './connecting.ts';
import { editTheLedger } from './people.ts';
import type { AtProcessor } from './processor.ts';
import { enterYear } from './selling.ts';
import { inventShopFile, shopMapping, shopProfile } from './shop.ts';
import type { Stage, WorkerProcess } from './stage.ts';
import { tell } from './telling.ts';
import type { Scene } from './waiting.ts';
import type { Year } from './year.ts';

/** What every step works with. */
export interface Play {
  readonly stage: Stage;
  readonly scene: Scene;
  readonly wishes: DemoWishes;
  readonly year: Year;
  readonly processorSales: AtProcessor;
}

/** The flows: sales into two ledgers, what comes back from the first, the till's receipts, and the processor into both. */
export interface Flows {
  readonly sales: FlowScope;
  readonly back: FlowScope;
  readonly shop: FlowScope;
  readonly salesToSecond: FlowScope;
  readonly cards: FlowScope;
  readonly cardsToSecond: FlowScope;
}

/** The year arrives: in billing through its API, and as a file of the shop's till. */
export async function sellYear(play: Play, worker: WorkerProcess, outside: Outside): Promise<void> {
  const { stage, wishes, year } = play;
  const { office, clock } = stage;
  const { organisation } = office;
  await office.billing.openBook(organisation, {
    name: company,
    country: 'GB',
    baseCurrency: 'GBP',
    timeZone: 'Europe/London',
    roundsTax: 'perLine',
    series: { invoice: { prefix: 'INV-', digits: 4 }, creditNote: { prefix: 'CRN-', digits: 4 } },
  });
  for (const [connection, label] of [
    ['billing', company],
    ['csv', 'The shop’s till'],
  ] as const) {
    const settings = { signIn: null, app: null, other: {} };
    await office.connections.addConnection(
      { organisation, connection, provider: connection, label, account: organisation, hosts: {}, settings, state: 'ready' },
      clock.now(),
    );
  }
  const made = await enterYear({ address: worker.address, key: await stage.apiKey() }, year);
  const shop = await importShop(stage, wishes, year);
  await keepMappings(play, outside);
  const { page } = wishes;
  const parts = [
    counted(made['invoices'] ?? 0, 'invoice', page),
    counted(made['payments'] ?? 0, 'payment', page),
    counted(made['creditNotes'] ?? 0, 'credit note', page),
    counted(made['refunds'] ?? 0, 'refund', page),
  ];
  tell(
    wishes,
    'sold',
    `${parts.join(', ')} in billing, in pounds and euros; ${counted(shop, 'receipt', page)} in a file of the shop’s till; ${soldText(play)}`,
  );
}

async function importShop({ office }: Stage, { dataFolder, seed }: DemoWishes, year: Year): Promise<number> {
  const folder = join(dataFolder, 'shop');
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'till.csv');
  await writeFile(path, inventShopFile(year.from.slice(0, 7), seed));
  await writeFile(join(folder, 'till-profile.yaml'), shopProfile);
  await writeFile(join(folder, 'till-mapping.yaml'), shopMapping);
  const read = readImportProfile(shopProfile);
  if ('problems' in read) throw new Error(`the profile of the till cannot be read: ${JSON.stringify(read.problems)}`);
  const { organisation } = office;
  const result = await importFile(
    { organisation, connection: 'csv', path, profile: read.profile, skipBadDocuments: false },
    office.imports,
  );
  if (result.state === 'rejected') throw new Error(`the file of the till was rejected: ${JSON.stringify(result.problems)}`);
  return (result.file.counts.invoice?.added ?? 0) + (result.file.counts.creditNote?.added ?? 0);
}

/** Each flow's mapping as a file, for whoever looks at what the demo left. */
async function keepMappings({ wishes: { dataFolder } }: Play, { first, second }: Outside): Promise<void> {
  for (const [name, { chart }] of [
    ['xero', first],
    ['quickbooks', second],
  ] as const) {
    await writeFile(join(dataFolder, 'shop', `agency-${name}-mapping.yaml`), agencyMapping(chart));
    await writeFile(join(dataFolder, 'shop', `stripe-${name}-mapping.yaml`), processorMapping(chart));
  }
}

export async function agreeFlows({ stage: { office }, year }: Play, outside: Outside): Promise<Flows> {
  const { organisation, flows } = office;
  const { first, second, processor } = outside;
  const sales = ['contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation'] as const;
  const cards = ['contact', 'invoice', 'creditNote', 'balanceTransaction', 'payout', 'dispute'] as const;
  const agreed = async (flow: string, rest: Omit<NewFlow, 'flow' | 'startsOn'>, startsOn = year.from): Promise<FlowScope> => {
    await flows.add({ flow, ...rest, startsOn });
    return { organisation, flow };
  };
  const ofSales = ({ connection, chart }: Connected) => ({
    source: 'billing',
    target: connection,
    kinds: sales,
    mapping: agencyMapping(chart),
  });
  const ofCards = ({ connection, chart }: Connected) => ({
    source: processor,
    target: connection,
    kinds: cards,
    mapping: processorMapping(chart),
  });
  return {
    sales: await agreed('billing-to-xero', ofSales(first)),
    back: await agreed('xero-to-billing', { ...ofSales(first), source: first.connection, target: 'billing', kinds: ['payment'] }),
    shop: await agreed('shop-to-xero', {
      source: 'csv',
      target: first.connection,
      kinds: ['contact', 'invoice', 'creditNote'],
      mapping: shopMapping,
    }),
    salesToSecond: await agreed('billing-to-quickbooks', ofSales(second)),
    cards: await agreed('stripe-to-xero', ofCards(first)),
    cardsToSecond: await agreed('stripe-to-quickbooks', ofCards(second)),
  };
}

/** One invoice goes ahead of the others, and is compared field by field. */
export async function testOne({ stage: { office }, scene, wishes }: Play, { sales }: Flows): Promise<void> {
  const { engine, organisation } = office;
  await scene.passing(() => poll(engine, organisation, 'billing'));
  const [first] = await office.reading.walkable(organisation, 'billing', null);
  if (!first) throw new Error('billing shows no invoice to walk through');
  await office.flows.setMode(sales, 'test');
  const walk = await scene.passing(() => walkDocument(engine, sales, first));
  if (!walk.passed)
    throw new Error(`the test invoice did not pass: ${walk.stopped ?? JSON.stringify(walk.fields.filter((field) => !field.ok))}`);
  tell(
    wishes,
    'tested',
    `invoice ${first.number ?? first.id}, walked through alone: ${walk.fields.length} of ${walk.fields.length} fields agree`,
  );
}

interface Going {
  readonly flows: Flows;
  readonly worker: WorkerProcess;
}

/** Live, in bad weather; the worker is killed while a call is on its way, and another one takes over. */
export async function goLive({ stage, scene, wishes }: Play, { flows, worker }: Going): Promise<WorkerProcess> {
  const { office, ledger, processor } = stage;
  const { page } = wishes;
  const findings: Finding[] = [];
  for (const flow of await office.flows.all()) findings.push(...(await scene.passing(() => preflightOf({ office }, flow))));
  const failed = findings.filter(({ ok }) => !ok);
  if (failed.length > 0) throw new Error(`a ledger is not ready: ${failed.map(({ check, seen }) => `${check}: ${seen}`).join('; ')}`);
  tell(wishes, 'checked', `${counted(findings.length, 'setting', page)} of both ledgers, all as they must be`);
  // What is there already is adopted, so both ledgers are read before anything is written.
  for (const target of new Set((await office.flows.all()).map((one) => one.target)))
    await scene.passing(() => poll(office.engine, office.organisation, target));
  ledger.weather('swallow', { count: 2, writesOnly: true });
  ledger.weather('throttle', { count: 2 });
  ledger.weather('late', { count: 1, writesOnly: true, lateSeconds: 45 });
  ledger.weather('unavailable', { count: 2 });
  ledger.weather('drop', { count: 1 });
  ledger.weather('expireToken', { count: 1 });
  processor.weather('unavailable', { count: 1 });
  for (const flow of Object.values(flows)) await office.flows.setMode(flow, 'live');
  const { organisation } = office;
  const before = (await office.reading.tally(organisation)).written;
  const release = await scene.passing(() => killInFlight(stage, worker, { before, signal: wishes.signal }));
  release();
  const at = await office.reading.progress(organisation);
  const open = at.reduce((sum, flow) => sum + flow.unsettled, 0);
  const written = (await office.reading.tally(organisation)).written - before;
  tell(
    wishes,
    'killed',
    `the worker (process ${worker.pid}), after ${counted(written, 'document', page)}, with ${counted(open, 'write', page)} on the way and no answer`,
  );
  const next = await stage.startWorker();
  await settled(office, scene);
  const after = (await office.reading.tally(organisation)).written - before;
  tell(
    wishes,
    'came back',
    `as process ${next.pid}: asked what had become of them, and wrote the rest, ${counted(after, 'document', page)} in all`,
  );
  return next;
}

// Of some 700 documents: by then the invoices are there, and the payments are under way.
const killAfter = 300;
const killAtLast = 420;

/**
 * Waits, in real time, for a moment in which a call has left and nobody knows what became of it. Time is held from before the kill
 * on: with nobody at work it would jump from one repeated webhook to the next, by hours. Resolves with the way to let it go.
 */
async function killInFlight(
  { office, clock }: Stage,
  worker: WorkerProcess,
  { before, signal }: { readonly before: number; readonly signal: AbortSignal },
): Promise<() => void> {
  const { organisation } = office;
  for (;;) {
    signal.throwIfAborted();
    const [unsettled, written] = await clock.during(() =>
      Promise.all([office.reading.unsettled(organisation), office.reading.written(organisation)]),
    );
    // Better a kill at any moment than none: on a fast machine the last call may be over before it is seen.
    if (written - before >= killAfter && (unsettled > 0 || written - before >= killAtLast)) break;
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  const release = clock.hold();
  await worker.kill();
  return release;
}

/** Until nothing is due any more, in any flow. */
export async function settled(office: Stage['office'], scene: Scene): Promise<void> {
  const isQuiet = async (): Promise<boolean> => {
    const progress = await office.reading.progress(office.organisation);
    return progress.every(({ dirty, unsettled, pending }) => dirty === 0 && unsettled === 0 && pending === 0);
  };
  // Twice: what the second look finds was brought up by the first.
  await scene.until(isQuiet);
  await scene.until(isQuiet, { everySeconds: 90 });
}

/** Somebody works in the ledger meanwhile. What they may do is kept; what must be asked is asked, and answered. */
export async function peopleEdit({ stage, scene, wishes, year }: Play, flows: Flows): Promise<void> {
  const { office, ledger, clock } = stage;
  const { engine, decisions, organisation } = office;
  const deeds = await editTheLedger(ledger, year.through);
  tell(wishes, 'people', `in the ledger somebody ${deeds.join(', ')}`);
  const openHolds = () => clock.during(() => decisions.holds(organisation, { flow: flows.sales.flow, limit: 100 }));
  const cameBack = async () =>
    (await office.reading.progress(organisation)).some(({ flow, inSync }) => flow === flows.back.flow && inSync > 0);
  await scene.until(async () => (await openHolds()).length >= 2 && (await cameBack()), { everySeconds: 60 });
  const answered: string[] = [];
  for (const hold of await openHolds()) {
    const chosen = hold.question.fixes.find(({ action }) => action.do === 'putBack' || action.do === 'makeAgain');
    if (!chosen) throw new Error(`nobody can answer: ${hold.question.text}`);
    await clock.during(() =>
      answerHold({ engine, decisions, organisation, by: office.by }, { hold: hold.hold, fix: chosen.id, because: null }),
    );
    answered.push(`${hold.number ?? kindText(hold.kind)}: ${chosen.label.toLowerCase()}`);
  }
  await settled(office, scene);
  tell(
    wishes,
    'answered',
    `${counted(answered.length, 'question', wishes.page)} (${answered.join('; ')}); the payment came back into billing`,
  );
}
