import type { TryOut } from './api/integrations.ts';
import { dayIn } from './core/day.ts';
import { allowAccess } from './demo/browser.ts';
import type { Connection } from './engine/edge-ports.ts';
import { makeSetup } from './engine/setup.ts';
import { sandboxWith } from './providers.ts';
import { screensOf } from './sandbox-deeds.ts';
import { sandboxApp, sandboxWebhookKey } from './sandboxes.ts';
import type { IntegrationParts, TryOuts } from './server/integration-parts.ts';
import { connectCards } from './try-out-cards.ts';
import { sellSmallYear } from './try-out-sales.ts';

type Parts = Omit<IntegrationParts, 'tryOuts'>;

const company = 'Harbour Studio Ltd';
const { provider: ledger, part: ledgerPart } = sandboxWith('ledger');
const book = 'billing';

const steps = [
  'starting a ledger of your own',
  'selling a small year',
  'signing in to the ledger',
  'reading both sides',
  'selling prints by card',
  'hearing of changes',
] as const;

/** Everything of our own, to be clicked through: a ledger's sandbox, a book with a small year, and a set-up that is begun. */
export function openTryOuts(parts: Parts): TryOuts {
  const known = new Map<string, TryOut>();
  const tell = (organisation: string, told: Partial<TryOut>): void =>
    void known.set(organisation, { ...(known.get(organisation) ?? notBegun), ...told });
  return {
    begin: async (organisation, by) => {
      const before = known.get(organisation) ?? (await foundAgain(parts, organisation));
      if (before.state === 'under way' || before.state === 'ready') return before;
      tell(organisation, { ...notBegun, state: 'under way', step: steps[0] });
      void tryOut(parts, { organisation, by, at: (done) => tell(organisation, { done, step: steps[done] ?? '' }) }).then(
        (flow) => tell(organisation, { state: 'ready', step: 'ready', done: steps.length, flow }),
        (cause: unknown) => tell(organisation, { state: 'failed', problem: cause instanceof Error ? cause.message : String(cause) }),
      );
      return known.get(organisation) ?? notBegun;
    },
    progress: async (organisation) => known.get(organisation) ?? (await foundAgain(parts, organisation)),
    hearAgain: (organisation) => hearSandboxes(parts, organisation),
  };
}

const notBegun: TryOut = { state: 'not begun', step: '', done: 0, of: steps.length, problem: null, flow: null };

/** What an earlier life of this server has made. */
async function foundAgain({ connections, flowsOf }: Parts, organisation: string): Promise<TryOut> {
  const all = await connections.connections(organisation);
  const tried = all.find((one) => one.provider === ledger && one.settings.app === sandboxApp.clientId && one.state !== 'closed');
  if (tried === undefined) return notBegun;
  const flow = (await flowsOf(organisation, '').all()).find(({ source, target }) => source === book && target === tried.connection);
  return flow === undefined ? notBegun : { ...notBegun, state: 'ready', step: 'ready', done: steps.length, flow: flow.flow };
}

interface Trying {
  readonly organisation: string;
  readonly by: string;
  readonly at: (done: number) => void;
}

/** Each step can be taken again: what a try-out that failed has made is found. */
async function tryOut(parts: Parts, { organisation, by, at }: Trying): Promise<string> {
  const app = await parts.connections.app(organisation, ledger);
  if (app !== null && !parts.sandboxes.isApp(app))
    throw new Error('Real books are connected here: try it out in an organisation of its own.');
  const url = await parts.sandboxes.start(organisation, ledger);
  at(1);
  await (await ledgerPart.load()).before(screensOf({ url, account: null, now: parts.clock.now() }));
  await sell(parts, organisation);
  at(2);
  const target = await signIn(parts, organisation);
  at(3);
  const source = { organisation, connection: book };
  const up = {
    ...parts,
    organisation,
    by,
    flows: parts.flowsOf(organisation, by),
    connectorOf: (id: string) => parts.providers.find(({ manifest }) => manifest.id === id) ?? null,
  };
  const startsOn = await firstDayOf(parts, organisation);
  const flow = await makeSetup(up, { source: source.connection, target: target.connection, kinds: null, startsOn, isTwoWay: true });
  at(4);
  await connectCards(parts, organisation);
  at(5);
  await hear(parts, target);
  return flow;
}

async function sell({ billing, connections, clock }: Parts, organisation: string): Promise<void> {
  const settings = await billing.openBook(organisation, {
    name: company,
    country: 'GB',
    baseCurrency: 'GBP',
    timeZone: 'Europe/London',
    roundsTax: 'perLine',
    series: { invoice: { prefix: 'INV-', digits: 4 }, creditNote: { prefix: 'CRN-', digits: 4 } },
  });
  const { changes } = await billing.read.changes(organisation, { kind: 'invoice', after: null, limit: 1 });
  if (changes.length === 0) await sellSmallYear(billing, organisation, dayIn(settings.timeZone, clock.now()));
  const connection: Connection = {
    organisation,
    connection: book,
    provider: book,
    label: company,
    account: organisation,
    hosts: {},
    settings: { signIn: null, app: null, other: {} },
    state: 'ready',
  };
  await connections.addConnection(connection, clock.now());
}

async function firstDayOf({ billing }: Parts, organisation: string): Promise<string | null> {
  const { changes } = await billing.read.changes(organisation, { kind: 'invoice', after: null, limit: 1000 });
  const days = changes.flatMap(({ kept: { record } }) => (record.kind === 'invoice' ? [record.issuedOn] : []));
  return days.toSorted()[0] ?? null;
}

/** On the consent page of the sandbox, as a person would. */
async function signIn({ signIns, connections, address }: Parts, organisation: string): Promise<Connection> {
  const connected = async (): Promise<Connection | undefined> =>
    (await connections.connections(organisation)).find((one) => one.provider === ledger && one.state === 'ready');
  const before = await connected();
  if (before !== undefined) return before;
  const ticket = signIns.invite({ organisation, provider: ledger, connection: null });
  await allowAccess(`${address()}/connect?ticket=${encodeURIComponent(ticket)}`, company);
  const made = await connected();
  if (made === undefined) throw new Error('The sign-in at the sandbox ended, and there is no connection.');
  return made;
}

/** Makes the sandbox tell us of changes, as the provider does. */
async function hear({ address }: Parts, { connection, hosts }: Connection): Promise<void> {
  const body = JSON.stringify({ url: `${address()}/hooks/${connection}`, secret: sandboxWebhookKey });
  await fetch(`${hosts['api'] ?? ''}/_sandbox/webhooks`, { method: 'POST', body });
}

/** After a restart we are at another address, and the sandboxes have forgotten whom to tell. */
async function hearSandboxes(parts: Parts, organisation: string): Promise<void> {
  const all = await parts.connections.connections(organisation);
  for (const one of all.filter(({ settings, state }) => settings.app === sandboxApp.clientId && state === 'ready')) await hear(parts, one);
}
