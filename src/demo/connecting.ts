import { counted } from '../cli/figures.ts';
import type { ConnectedSandbox } from '../sandbox/sandbox-client.ts';
import { allowAccess } from './browser.ts';
import { prepareQuickBooks, prepareXero } from './charts.ts';
import type { Chart } from './charts.ts';
import type { Stage, WorkerProcess } from './stage.ts';
import type { Play } from './steps.ts';
import { tell } from './telling.ts';

export const company = 'Harbour Studio Ltd';

/** A ledger, and the accounts in it that the mapping files name. */
export interface Connected {
  readonly connection: string;
  readonly chart: Chart;
}

/** Everything outside: two ledgers and a processor. */
export interface Outside {
  readonly first: Connected;
  readonly second: Connected;
  readonly processor: string;
}

const webhookKey = 'demo-webhook-signing-key';

/** Signs in on the consent pages as a person would, and gives the processor's key. */
export async function connectAll(play: Play, worker: WorkerProcess): Promise<Outside> {
  const { stage, wishes, year } = play;
  const inEuros = new Set(year.invoices.flatMap(({ currency, customer }) => (currency === 'EUR' ? [customer] : [])));
  const abroad = year.customers.filter((_, place) => inEuros.has(place));
  const first = { chart: await prepareXero(stage.ledger), connection: await signIn(play, worker, 'xero') };
  const second = { chart: await prepareQuickBooks(stage.second, abroad), connection: await signIn(play, worker, 'quickbooks') };
  hearFrom(stage.ledger, worker, { connection: first.connection, seed: wishes.seed });
  const processor = await withKey(stage);
  tell(
    wishes,
    'connected',
    `${company} at Xero and at QuickBooks, on the consent pages of their sandboxes; its Stripe account with a key that can only read`,
  );
  return { first, second, processor };
}

/** On a busy machine a provider takes longer than a page waits. The page says so, and a person goes back and tries once more. */
const triesToSignIn = 3;

async function signIn({ stage, scene }: Play, worker: WorkerProcess, provider: 'xero' | 'quickbooks'): Promise<string> {
  const { office, clock } = stage;
  const { organisation } = office;
  await stage.know(provider, webhookKey);
  const allow = async (tries: number): Promise<void> => {
    const ticket = office.signIns(() => worker.address).invite({ organisation, provider, connection: null });
    try {
      await scene.passing(() => allowAccess(`${worker.address}/connect?ticket=${encodeURIComponent(ticket)}`, company));
    } catch (cause) {
      if (tries === 1) throw cause;
      await allow(tries - 1);
    }
  };
  await allow(triesToSignIn);
  const all = await clock.during(() => office.connections.connections(organisation));
  const made = all.find((one) => one.provider === provider);
  if (!made) throw new Error(`the sign-in at ${provider} ended, and there is no connection`);
  return made.connection;
}

/** Webhooks that get lost, doubled and out of order. */
function hearFrom(
  ledger: ConnectedSandbox,
  worker: WorkerProcess,
  { connection, seed }: { readonly connection: string; readonly seed: number },
): void {
  ledger.webhooks({ url: `${worker.address}/hooks/${connection}`, secret: webhookKey, lose: 0.1, double: 0.2, reorder: 0.1, seed });
}

async function withKey({ office, clock, processor, know }: Stage): Promise<string> {
  await know('stripe', null);
  const { accessToken } = await clock.during(() => processor.grant());
  const made = await office
    .signIns(() => 'http://127.0.0.1')
    .withKey({
      organisation: office.organisation,
      provider: 'stripe',
      secret: accessToken,
      hosts: { api: processor.url },
      timeZone: 'Europe/London',
      restores: null,
    });
  return made.connection;
}

/** What the processor's days came to, for people. */
export function soldText({ processorSales: { counts }, wishes: { page } }: Play): string {
  return `at Stripe ${counted(counts.payments, 'card payment', page)}, ${counted(counts.refunds, 'refund', page)} and ${counted(counts.disputes, 'dispute', page)}`;
}
