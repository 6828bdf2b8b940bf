import { createApp } from '../src/app.ts';
import type { App } from '../src/app.ts';
import type { CallSeen } from '../src/engine/http.ts';
import { createWorker, runToQuiet } from '../src/engine/worker.ts';
import type { Worker } from '../src/engine/worker.ts';
import { collectSooner } from '../src/heap.ts';
import { providerNamed } from '../src/providers.ts';
import { realClock } from '../src/sandbox/clock.ts';
import { followClock } from '../src/sandbox/clock-follow.ts';
import type { FollowedClock } from '../src/sandbox/clock-follow.ts';
import { createServer, noApi } from '../src/server/server.ts';
import type { TieoutServer } from '../src/server/server.ts';
import { webhookRoutes } from '../src/server/webhooks-in.ts';
import { webhookAddresses } from '../src/store/across.ts';
import { openDatabase } from '../src/store/database.ts';
import type { Database } from '../src/store/database.ts';
import { deliveryStore } from '../src/store/deliveries.ts';
import { thisMachine } from '../src/store/launcher-machine.ts';
import { keyFromText, secretsUnder } from '../src/store/secrets.ts';
import { billingId, organisation } from './company.ts';
import { invoiceDraft } from './drafts.ts';
import { readAsk } from './messages.ts';
import type { Answer, Ask, CallOut } from './messages.ts';

// The process that is measured: the engine, our billing and the server for webhooks, as `tieout serve` runs them together. The
// database and the provider's sandbox are processes of their own.

interface Desk {
  readonly app: App;
  readonly database: Database;
  readonly followed: FollowedClock | null;
  readonly turnsAtOnce: number;
  readonly calls: CallOut[];
  /** How many statements went to the database. */
  readonly statements: () => number;
  readonly paid: Map<string, number>;
  serving: { readonly server: TieoutServer; readonly worker: Worker; readonly ended: Promise<void> } | null;
}

let desk: Desk | null = null;

collectSooner();

process.on('message', (message) => {
  answer(readAsk(message)).then(tell, (cause: unknown) =>
    tell({ answer: 'failed', error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
  );
});
// Without the bench there is nobody to work for.
process.once('disconnect', () => process.exit(0));

function tell(said: Answer): void {
  process.send?.(said);
}

async function answer(asked: Ask): Promise<Answer> {
  switch (asked.ask) {
    case 'open':
      desk = await open(asked);
      return { answer: 'done' };
    case 'sync':
      return await sync(opened());
    case 'serve':
      return { answer: 'serving', url: await serve(opened()) };
    case 'sell':
      await sell(opened(), asked);
      return { answer: 'done' };
    case 'paid':
      return { answer: 'paid', at: Object.fromEntries(opened().paid) };
    case 'used': {
      const { user, system } = process.cpuUsage();
      return { answer: 'used', cpuSeconds: (user + system) / 1e6, calls: opened().calls.length, statements: opened().statements() };
    }
    case 'close':
      await close(opened());
      desk = null;
      return { answer: 'done' };
  }
}

function opened(): Desk {
  if (desk === null) throw new Error('no company is open');
  return desk;
}

async function open(asked: Extract<Ask, { readonly ask: 'open' }>): Promise<Desk> {
  const database = await openDatabase({ dataFolder: '', databaseUrl: asked.database, role: 'command' }, thisMachine());
  const counts = [countStatements(database.pool), countStatements(database.keyed)];
  const statements = (): number => counts.reduce((sum, count) => sum + count(), 0);
  const followed = asked.virtual ? await followClock(asked.sandbox) : null;
  const calls: CallOut[] = [];
  const onCall = (_: unknown, { at, call }: CallSeen): void => void calls.push({ at, call });
  const { pool, keyed } = database;
  const parts = { pool, keyed, secrets: secretsUnder(keyFromText(asked.key)), clock: followed ?? realClock(), onCall };
  const app = createApp(asked.limits ? parts : { ...parts, limitsOf: () => null });
  return { app, database, followed, turnsAtOnce: asked.turnsAtOnce, calls, statements, paid: new Map(), serving: null };
}

function countStatements(pool: Database['pool']): () => number {
  let count = 0;
  pool.on('acquire', (client) => {
    if (Object.hasOwn(client, 'isCounted')) return;
    const plain: unknown = client.query.bind(client);
    if (typeof plain !== 'function') return;
    const counted = (...asked: readonly unknown[]): unknown => {
      count += 1;
      return Reflect.apply(plain, client, asked);
    };
    Object.defineProperties(client, { isCounted: { value: true }, query: { value: counted } });
  });
  return () => count;
}

async function sync(of: Desk): Promise<Answer> {
  const { app, calls } = of;
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await runToQuiet(app.engine, { organisation, turnsAtOnce: of.turnsAtOnce });
  const used = process.cpuUsage(cpu);
  return {
    answer: 'synced',
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: (used.user + used.system) / 1e6,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    calls: calls.splice(0),
  };
}

async function serve(of: Desk): Promise<string> {
  const { app } = of;
  const { pool, clock, engine, billing, connections } = app;
  const log = (level: string, text: string, detail?: unknown): void => console.error(level, text, detail);
  const worker = createWorker(engine, {
    organisation,
    turnsAtOnce: of.turnsAtOnce,
    onTrouble: (error) => log('error', 'a round failed', error),
  });
  // Whoever runs in one process with billing hears of a change at once.
  billing.onChange((changed, touched) => {
    for (const { kind, id } of touched) if (kind === 'payment') of.paid.set(id, clock.now());
    engine.store
      .mark(
        changed,
        billingId,
        touched.flatMap(({ kind, id }) => [{ kind, id }]),
        clock.now(),
      )
      .then(worker.wake, (cause: unknown) => log('error', 'not marked', cause));
  });
  const webhooks = webhookRoutes({
    store: { ...deliveryStore(pool), ...webhookAddresses(pool), app: connections.app },
    clock,
    connectorOf: providerNamed,
    log,
    touched: worker.hear,
  });
  const server = await createServer({
    publicUrl: null,
    version: 'bench',
    log,
    probe: () => pool.query('select 1'),
    routes: [webhooks],
    api: noApi,
  });
  const url = await server.listen({ port: 0 });
  of.serving = { server, worker, ended: worker.run() };
  return url;
}

/** One invoice a tick, whether the one before is through or not: as shops sell. */
async function sell({ app }: Desk, { contacts, count, perSecond }: Extract<Ask, { readonly ask: 'sell' }>): Promise<void> {
  const began = performance.now();
  const sold: Promise<unknown>[] = [];
  for (let made = 0; made < count; made += 1) {
    const wait = began + (made * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    sold.push(
      app.billing.create(organisation, 'invoice', [invoiceDraft(contacts[made % contacts.length] ?? '', { seed: made, lines: 3 })]),
    );
  }
  await Promise.all(sold);
}

async function close({ app, database, followed, serving }: Desk): Promise<void> {
  if (serving) {
    serving.worker.stop();
    await serving.ended;
    await serving.server.close();
  }
  await app.close();
  followed?.leave();
  await database.close();
}
