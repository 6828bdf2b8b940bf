import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoWishes } from '../cli/office.ts';
import { counted, kindText } from '../cli/figures.ts';
import { preflightOf } from '../cli/preflight.ts';
import { answerHold } from '../engine/holds.ts';
import { importFile } from '../engine/import.ts';
import { poll } from '../engine/poll.ts';
import type { FlowScope } from '../engine/ports.ts';
import { walkDocument } from '../engine/test-invoice.ts';
import { readImportProfile } from '../mapping/import/profile.ts';
import { allowAccess } from './browser.ts';
import { editTheLedger, prepareLedger } from './people.ts';
import { enterYear } from './selling.ts';
import { agencyMapping, inventShopFile, shopMapping, shopProfile } from './shop.ts';
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
}

/** The three flows: the agency's sales, what comes back from the ledger, and the shop's receipts. */
export interface Flows {
  readonly sales: FlowScope;
  readonly back: FlowScope;
  readonly shop: FlowScope;
}

const company = 'Harbour Studio Ltd';
const webhookKey = 'demo-webhook-signing-key';

/** Signs in on the consent page as a person would, and asks for webhooks that get lost, doubled and out of order. */
export async function connectLedger({ stage, scene, wishes }: Play, worker: WorkerProcess): Promise<string> {
  const { office, ledger, clock } = stage;
  const { organisation } = office;
  await prepareLedger(ledger);
  await stage.knowLedger(webhookKey);
  const ticket = office.signIns(() => worker.address).invite({ organisation, provider: 'xero', connection: null });
  await scene.passing(() => allowAccess(`${worker.address}/connect?ticket=${encodeURIComponent(ticket)}`, company));
  const all = await clock.during(() => office.connections.connections(organisation));
  const made = all.find(({ provider }) => provider === 'xero');
  if (!made) throw new Error('the sign-in ended, and there is no connection');
  ledger.webhooks({
    url: `${worker.address}/hooks/${made.connection}`,
    secret: webhookKey,
    lose: 0.1,
    double: 0.2,
    reorder: 0.1,
    seed: wishes.seed,
  });
  tell(wishes, 'connected', `${made.label}, on the consent page of the Xero sandbox`);
  return made.connection;
}

/** The year arrives: in billing through its API, and as a file of the shop's till. */
export async function sellYear({ stage, wishes, year }: Play, worker: WorkerProcess): Promise<void> {
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
    `${parts.join(', ')} in billing, in pounds and euros; ${counted(shop, 'receipt', page)} in a file of the shop’s till`,
  );
}

async function importShop({ office }: Stage, { dataFolder, seed }: DemoWishes, year: Year): Promise<number> {
  const folder = join(dataFolder, 'shop');
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'till.csv');
  await writeFile(path, inventShopFile(year.from.slice(0, 7), seed));
  await writeFile(join(folder, 'till-profile.yaml'), shopProfile);
  await writeFile(join(folder, 'till-mapping.yaml'), shopMapping);
  await writeFile(join(folder, 'agency-mapping.yaml'), agencyMapping);
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

export async function agreeFlows({ stage: { office }, year }: Play, ledger: string): Promise<Flows> {
  const { organisation, flows } = office;
  const startsOn = year.from;
  const sales = ['contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation'] as const;
  await flows.add({ flow: 'billing-to-xero', source: 'billing', target: ledger, kinds: sales, startsOn, mapping: agencyMapping });
  await flows.add({ flow: 'xero-to-billing', source: ledger, target: 'billing', kinds: ['payment'], startsOn, mapping: agencyMapping });
  await flows.add({
    flow: 'shop-to-xero',
    source: 'csv',
    target: ledger,
    kinds: ['contact', 'invoice', 'creditNote'],
    startsOn,
    mapping: shopMapping,
  });
  return {
    sales: { organisation, flow: 'billing-to-xero' },
    back: { organisation, flow: 'xero-to-billing' },
    shop: { organisation, flow: 'shop-to-xero' },
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
  readonly ledger: string;
  readonly worker: WorkerProcess;
}

/** Live, in bad weather; the worker is killed while a call is on its way, and another one takes over. */
export async function goLive({ stage, scene, wishes }: Play, { flows, worker }: Going): Promise<WorkerProcess> {
  const { office, ledger } = stage;
  const { page } = wishes;
  const all = await office.flows.all();
  const sales = all.find(({ flow }) => flow === flows.sales.flow);
  if (!sales) throw new Error('the flow is gone');
  const findings = await scene.passing(() => preflightOf({ office }, sales));
  const failed = findings.filter(({ ok }) => !ok);
  if (failed.length > 0) throw new Error(`the ledger is not ready: ${failed.map(({ check, seen }) => `${check}: ${seen}`).join('; ')}`);
  tell(wishes, 'checked', `${counted(findings.length, 'setting', page)} of the ledger, all as they must be`);
  ledger.weather('swallow', { count: 2, writesOnly: true });
  ledger.weather('throttle', { count: 2 });
  ledger.weather('late', { count: 1, writesOnly: true, lateSeconds: 45 });
  ledger.weather('unavailable', { count: 2 });
  ledger.weather('drop', { count: 1 });
  ledger.weather('expireToken', { count: 1 });
  for (const flow of [flows.sales, flows.back, flows.shop]) await office.flows.setMode(flow, 'live');
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
  const second = await stage.startWorker();
  await settled(office, scene);
  const after = (await office.reading.tally(organisation)).written - before;
  tell(
    wishes,
    'came back',
    `as process ${second.pid}: asked what had become of them, and wrote the rest, ${counted(after, 'document', page)} in all`,
  );
  return second;
}

// Of some 540 documents: by then the invoices are there, and the payments are under way.
const killAfter = 380;
const killAtLast = 500;

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
async function settled(office: Stage['office'], scene: Scene): Promise<void> {
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
