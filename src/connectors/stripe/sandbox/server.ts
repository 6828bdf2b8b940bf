import type { Limits } from '../../../contract/manifest.ts';
import type { Sandbox } from '../../../contract/sandbox.ts';
import { seededChance } from '../../../sandbox/chance.ts';
import type { SharedClock } from '../../../sandbox/clock.ts';
import { json } from '../../../sandbox/host.ts';
import type { Route } from '../../../sandbox/host.ts';
import type { Keeper } from '../../../sandbox/keeper.ts';
import type { Client } from '../../../sandbox/oauth.ts';
import type { Company } from '../../../sandbox/request.ts';
import { startSandbox } from '../../../sandbox/start.ts';
import type { Running } from '../../../sandbox/start.ts';
import { createCompany } from './company.ts';
import { stripeDialect } from './dialect.ts';
import { keySeconds } from './facts.ts';
import { createGateway } from './gateway.ts';
import { createListening } from './listening.ts';
import { createKeyring, readingKey, secretKey } from './keys.ts';
import type { ApiKey } from './keys.ts';
import { signInRoutes, stripeSignIn } from './sign-in.ts';
import type { AccountFacts } from './state.ts';
import { createWaker } from './waking.ts';
import { stripeWebhooks } from './webhooks-out.ts';

export interface StripeSandboxOptions {
  /** `realClock()`, `virtualClock(start)` or `await followClock(url)`. */
  readonly clock: SharedClock;
  /** Where it keeps what must outlive the process; nothing outlives it without. */
  readonly keeper?: Keeper;
  readonly facts?: AccountFacts;
  /** Stripe's own for test keys when left out; null: none, for benches. */
  readonly limits?: Limits | null;
  readonly port?: number;
  /** Applications beside 'tieout-sandbox' with the secret 'tieout-sandbox-secret'. */
  readonly clients?: readonly Client[];
  /** Keys beside `secretKey` and `readingKey`. */
  readonly keys?: readonly ApiKey[];
  /** Gives objects the same ids in every run. Not together with a keeper, as a second life would give them again. */
  readonly seed?: number;
  readonly onShutdown?: () => void;
}

/** What Stripe allows in test mode: 25 calls a second (Stripe, Rate limits). How many at once it does not say. */
export const stripeTestLimits: Limits = { perMinute: 1_500, perDay: null, concurrent: 20, perSecond: 25 };

export const sandboxAccount: AccountFacts = {
  id: 'acct_1TieoutSandbox',
  name: 'Harbour Studio',
  email: 'robin@harbour.example',
  country: 'US',
  defaultCurrency: 'usd',
  timeZone: 'America/Los_Angeles',
  livemode: false,
};

/** The same business with its home in London, as the ledgers' sandboxes have it. */
export const britishAccount: AccountFacts = {
  ...sandboxAccount,
  name: 'Harbour Studio Ltd',
  country: 'GB',
  defaultCurrency: 'gbp',
  timeZone: 'Europe/London',
};

/** A Stripe without the internet: keys, an account with a balance that is right to the cent, payouts by the clock, webhooks. */
export async function startStripeSandbox(options: StripeSandboxOptions): Promise<Sandbox> {
  const { clock, keeper, facts = sandboxAccount, limits = stripeTestLimits, port, clients, keys = [], seed, onShutdown } = options;
  const newId = seed === undefined || keeper !== undefined ? undefined : seededIds(seed);
  const account = createCompany({ facts, now: () => clock.now(), ...(newId && { newId }) });
  const listening = createListening(account.state);
  const waker = createWaker(clock, {
    nextDue: () => account.state.tables.due.at(0)?.created ?? null,
    isHeard: listening.isOn,
    wake: () => sandbox.person({ does: 'setting', fields: {} }),
  });
  const heard = <T>(result: T): T => {
    listening.look(sandbox.webhooks);
    waker.look();
    return result;
  };
  const company: Company = {
    ...account,
    answer: (request) => heard(account.answer(request)),
    person: (edit) => heard(account.person(edit)),
  };
  const sent = (): void => {
    listening.sent();
    waker.look();
  };
  const started = await startSandbox(
    {
      name: 'Stripe',
      signIn: stripeSignIn,
      dialect: stripeDialect,
      webhooks: stripeWebhooks(clock, () => account.state, { isWanted: listening.isWanted, sent }),
      keySeconds,
      companies: [{ company, about: facts.country }],
      routes: (running) => routesOf(running, { account: facts.id, keys, clock }),
    },
    { clock, limits, keeper, port, clients, onShutdown },
  );
  const sandbox: Sandbox = {
    ...started,
    grant: () => Promise.resolve(granted),
    webhooks: (setting) => {
      listening.byOwner();
      started.webhooks(setting);
      waker.look();
    },
    close: () => {
      waker.stop();
      return started.close();
    },
  };
  // An endpoint of an earlier life still hears.
  listening.look(started.webhooks);
  waker.look();
  return sandbox;
}

// What a test is given is a key, as a person would make one: it does not end.
const granted = { accessToken: readingKey.key, refreshToken: '', expiresInSeconds: 3_650 * 86_400 };

function routesOf(
  running: Running,
  { account, keys, clock }: { readonly account: string; readonly keys: readonly ApiKey[]; readonly clock: SharedClock },
): readonly Route[] {
  const signedIn = createKeyring(running.signIns, [secretKey, readingKey, ...keys], account);
  const gateway = createGateway(running, { account, signedIn, clock });
  return [
    ...signInRoutes(running, account),
    { prefix: '/v1/', answer: gateway },
    { prefix: '/v2/', answer: gateway },
    { prefix: '/_sandbox/grant', answer: () => json(200, granted) },
  ];
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random-looking ids, the same ones again for the same seed. */
function seededIds(seed: number): (prefix: string) => string {
  const chance = seededChance(seed);
  return (prefix) => `${prefix}_1${Array.from({ length: 23 }, () => letters[Math.floor(chance() * 62)]).join('')}`;
}
