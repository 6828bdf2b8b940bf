import { randomBytes } from 'node:crypto';
import type { ServeWishes, Serving } from './cli/office.ts';
import type { Touched } from './billing/desk.ts';
import { bankAgain } from './bank-again.ts';
import { bankFeedsOf } from './engine/bank-desk.ts';
import { createWorker } from './engine/worker.ts';
import type { Worker } from './engine/worker.ts';
import { dailyProofs } from './daily-proofs.ts';
import { integrationParts } from './integrating.ts';
import type { WholeOffice } from './office.ts';
import { peopleOf } from './people.ts';
import { findProvider } from './providers.ts';
import { recurringInvoices } from './recurring-invoices.ts';
import type { RecurringInvoices } from './recurring-invoices.ts';
import { forgetAddress, keepAddress } from './running-server.ts';
import { authRoutes } from './server/auth-routes.ts';
import { bankRoutes } from './server/bank-routes.ts';
import { printRoutes } from './server/billing-print-routes.ts';
import { recurringRoutes } from './server/billing-recurring-routes.ts';
import { billingRoutes } from './server/billing-routes.ts';
import { controlRoutes } from './server/control-routes.ts';
import { integrationRoutes } from './server/integration-routes.ts';
import type { Log } from './server/log.ts';
import { officeRoutes } from './server/office-routes.ts';
import { signInRoutes } from './server/oauth-callback.ts';
import { peopleRoutes } from './server/people-routes.ts';
import { scopeOfPeople } from './server/people-scope.ts';
import { createServer, noApi } from './server/server.ts';
import type { Routes, TieoutServer } from './server/server.ts';
import { builtPages, webRoutes } from './server/web.ts';
import { webhookRoutes } from './server/webhooks-in.ts';
import { webhookAddresses } from './store/across.ts';
import { senderStore } from './store/billing-sender.ts';
import { deliveryStore } from './store/deliveries.ts';
import { tellChanged } from './store/overview-live.ts';
import { bankParts, workParts } from './work-parts.ts';

interface ServeParts extends ServeWishes {
  readonly dataFolder: string;
  /** False where time is not our own: days that pass in minutes would be proven one after the other. */
  readonly provesByItself?: boolean;
  readonly version: string;
}

/** The server and its workers in one process: pages, webhooks and API in, and the reconcile loop. */
export async function serve(office: WholeOffice, parts: ServeParts): Promise<Serving> {
  const { organisation, engine } = office;
  const stopping = Promise.withResolvers<void>();
  const trouble = Promise.withResolvers<never>();
  trouble.promise.catch(() => undefined);
  const log: Log = (level, what, detail) => parts.note(`${level}: ${what} ${JSON.stringify(detail)}`);
  const workers: readonly Worker[] = Array.from({ length: parts.workers }, () =>
    createWorker(engine, {
      organisation,
      // Two use the processors that one would leave waiting for the database and the ledger.
      turnsAtOnce: 2,
      idleSeconds: parts.idleSeconds,
      feeds: () => office.clock.during(() => bankFeedsOf(office, organisation, (provider) => findProvider(provider)?.manifest ?? null)),
      onNews: parts.note,
      onTrouble: (error) => parts.note(`error: the worker stumbled and goes on: ${error instanceof Error ? error.message : String(error)}`),
    }),
  );
  const proofs = dailyProofs(office);
  const wake = (): void => {
    workers.forEach((worker) => worker.wake());
    proofs.changed();
  };
  const hear = (): void => workers.forEach((worker) => worker.hear());
  const recurring = recurringInvoices(office);
  const token = randomBytes(32).toString('base64url');
  const server = await serverWith(office, { ...parts, log, token, wake, hear, recurring, stop: () => stopping.resolve() });
  const listening = await server.listen({ port: parts.port, host: parts.host });
  const address = server.address();
  await keepAddress(parts.dataFolder, { pid: process.pid, address: listening, token });
  const unsubscribe = office.billing.onChange((of, touched) => {
    // Billing has committed: its keys are due now, without a poll.
    markBilled(office, of, touched).then(wake, (error: unknown) =>
      parts.note(`error: a change in billing could not be marked and waits for the next poll: ${String(error)}`),
    );
    tellChanged(office.pool, of, ['billing']).catch((error: unknown) => parts.note(`error: pages were not told: ${String(error)}`));
  });
  const resting = new AbortController();
  const running = [
    ...workers.map((worker) => worker.run()),
    tendDaily(office, parts.note, resting.signal),
    recurring.tend(parts.note, resting.signal),
    bankAgain(office, wake).tend(parts.note, resting.signal),
    ...(parts.provesByItself === false ? [] : [proofs.tend(parts.note, resting.signal)]),
  ];
  office.stopped.then(trouble.reject, trouble.reject);
  return { address, pid: process.pid, stop: () => stopping.resolve(), done: finish() };

  async function finish(): Promise<void> {
    try {
      await Promise.race([stopping.promise, trouble.promise]);
    } finally {
      unsubscribe();
      workers.forEach((worker) => worker.stop());
      resting.abort();
      await forgetAddress(parts.dataFolder);
      await server.close();
      await Promise.all(running);
    }
  }
}

/** Keeps sign-ins alive that no flow uses, and names those that a person must renew, once a day. */
async function tendDaily(office: WholeOffice, note: (line: string) => void, stop: AbortSignal): Promise<void> {
  const { clock, organisation } = office;
  const signIns = office.signIns(() => '');
  while (!stop.aborted) {
    const standings = await signIns.tend(organisation).catch((error: unknown) => {
      note(`error: the sign-ins could not be looked at: ${String(error)}`);
      return [];
    });
    for (const { warning } of standings) if (warning !== null) note(`warning: ${warning}`);
    await clock.sleepUntil(clock.now() + 86_400_000, stop).catch(() => undefined);
  }
}

async function markBilled({ engine, clock, connections }: WholeOffice, organisation: string, touched: readonly Touched[]): Promise<void> {
  const all = await clock.during(() => connections.connections(organisation));
  const isBilling = (provider: string): boolean => {
    const auth = findProvider(provider)?.manifest.auth;
    return auth?.type === 'none' && auth.reads === 'http';
  };
  for (const { connection } of all.filter(({ provider }) => isBilling(provider)))
    await clock.during(() => engine.store.mark(organisation, connection, touched, clock.now()));
}

interface Inside extends Pick<ServeParts, 'publicUrl' | 'version'> {
  readonly triesPerMinute?: number;
  readonly log: Log;
  readonly token: string;
  readonly wake: () => void;
  readonly hear: () => void;
  readonly recurring: RecurringInvoices;
  readonly stop: () => void;
}

/** The server by itself, without workers; tests ask it without a socket. */
export async function serverWith(
  office: WholeOffice,
  { publicUrl, version, log, token, wake, hear, recurring, stop, triesPerMinute }: Inside,
): Promise<TieoutServer> {
  const { pool, clock, app } = office;
  const signIns = office.signIns(() => server.address());
  const people = peopleOf(office, {
    publicUrl,
    version,
    log,
    address: () => server.address(),
    ...(triesPerMinute !== undefined && { triesPerMinute }),
  });
  const scopeOf = scopeOfPeople(people);
  const integration = integrationParts(office, { address: () => server.address(), wake, log });
  const server: TieoutServer = await createServer({
    publicUrl,
    version,
    log,
    probe: () => clock.during(() => pool.query('select 1')),
    routes: [
      signInRoutes({ signIns, log, address: () => server.address() }),
      webhookRoutes({
        store: { ...deliveryStore(pool), ...webhookAddresses(pool), app: app.connections.app },
        clock,
        connectorOf: findProvider,
        log,
        asksForKey: async ({ organisation, connection }) => (await office.engine.open(organisation, connection)).session.webhookKey ?? null,
        touched: hear,
      }),
      controlRoutes({
        token,
        status: async () => ({ pid: process.pid, version, address: server.address() }),
        wake,
        stop,
      }),
      authRoutes(people),
      webRoutes(builtPages()),
    ],
    api: {
      scopeOf: (request, reply) => clock.during(() => scopeOf(request, reply)),
      audit: { ...people.people, now: people.now },
      routes: apiRoutes(office, { people, integration, recurring, wake, log }),
    },
  });
  return {
    ...server,
    listen: async (at) => {
      const listening = await server.listen(at);
      await integration.tryOuts
        .hearAgain(office.organisation)
        .catch((error: unknown) => log('error', 'a sandbox does not know where to tell its changes', { error: String(error) }));
      return listening;
    },
  };
}

interface ApiParts extends Pick<Inside, 'recurring' | 'wake' | 'log'> {
  readonly people: ReturnType<typeof peopleOf>;
  readonly integration: ReturnType<typeof integrationParts>;
}

/** What pages and programs may call under /v1. */
function apiRoutes(office: WholeOffice, { people, integration, recurring, wake, log }: ApiParts): readonly Routes[] {
  const { billing } = office;
  return [
    async (routes) => {
      await routes.register(peopleRoutes(people));
    },
    async (routes) => {
      await routes.register(officeRoutes, workParts(office, { wake, log }));
    },
    async (routes) => {
      await routes.register(bankRoutes, bankParts(office, { isLedger, wake, log }));
    },
    async (routes) => {
      await routes.register(integrationRoutes, integration);
    },
    async (routes) => {
      await routes.register(billingRoutes, { billing, log });
    },
    async (routes) => {
      const localeOf = async (organisation: string) => (await people.people.settings(organisation)).locale;
      await routes.register(printRoutes, { billing, senders: senderStore(office.pool), localeOf, log });
    },
    async (routes) => {
      await routes.register(recurringRoutes, { billing, recurring: recurring.service, log, changed: recurring.changed });
    },
  ];
}

/** The sign-in pages alone, for `tieout connect` while no server runs. */
export async function pagesFor(
  office: WholeOffice,
  { port, version }: { readonly port: number; readonly version: string },
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const { pool } = office;
  const log: Log = () => undefined;
  const signIns = office.signIns(() => server.address());
  const server: TieoutServer = await createServer({
    publicUrl: null,
    version,
    log,
    probe: () => pool.query('select 1'),
    routes: [signInRoutes({ signIns, log, address: () => server.address() })],
    api: noApi,
  });
  const address = await server.listen({ port }).catch((cause: unknown) => {
    throw new Error(
      `Port ${port} is taken by another program: stop it, or name another one with --port (and register that address at the provider).`,
      {
        cause,
      },
    );
  });
  return { address, close: () => server.close() };
}

const isLedger = (provider: string): boolean => findProvider(provider)?.manifest.role === 'ledger';
