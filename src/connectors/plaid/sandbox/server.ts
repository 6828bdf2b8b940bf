import type { Limits } from '../../../contract/manifest.ts';
import type { Sandbox } from '../../../contract/sandbox.ts';
import type { SharedClock } from '../../../sandbox/clock.ts';
import { json } from '../../../sandbox/host.ts';
import type { Keeper } from '../../../sandbox/keeper.ts';
import { sandboxClient } from '../../../sandbox/oauth.ts';
import type { Client } from '../../../sandbox/oauth.ts';
import type { Company } from '../../../sandbox/request.ts';
import { startSandbox } from '../../../sandbox/start.ts';
import { createItem } from './company.ts';
import type { PlaidItem } from './company.ts';
import { plaidDialect, refused } from './dialect.ts';
import { createGateway } from './gateway.ts';
import { createLink } from './link.ts';
import { Refusal } from './refusals.ts';
import { bayBank, harbourBank } from './seed.ts';
import { createSigningKey, plaidWebhooks } from './webhooks-out.ts';

export interface PlaidSandboxOptions {
  /** `realClock()`, `virtualClock(start)` or `await followClock(url)`. */
  readonly clock: SharedClock;
  /** Where it keeps what must outlive the process; nothing outlives it without. */
  readonly keeper?: Keeper;
  /** Of all accounts; USD if left out. */
  readonly currency?: string;
  /** Plaid's own when left out; null: none. */
  readonly limits?: Limits | null;
  readonly port?: number;
  /** Developers beside 'tieout-sandbox' with the secret 'tieout-sandbox-secret'. */
  readonly clients?: readonly Client[];
  readonly onShutdown?: () => void;
}

/** For each item (Plaid, Rate limits). How many at once it does not say. */
export const plaidLimits: Limits = { perMinute: 50, perDay: null, concurrent: 20 };

const prefixes = ['/link/', '/item/', '/accounts/', '/transactions/', '/webhook_verification_key/', '/sandbox/', '/institutions/'] as const;

/** A Plaid without the internet: two banks whose balances add up, Link, cursors, and webhooks that are signed as Plaid signs them. */
export async function startPlaidSandbox(options: PlaidSandboxOptions): Promise<Sandbox> {
  const { clock, keeper, currency = 'USD', limits = plaidLimits, port, clients, onShutdown } = options;
  const items = [harbourBank(currency), bayBank(currency)].map((facts) => createItem(facts, () => clock.now()));
  const key = createSigningKey(clock);
  let listening: string | null = null;
  /** The last webhook that any item was given is the one that hears. */
  const heard = <T>({ state }: PlaidItem, result: T): T => {
    const { webhook } = state.item();
    if (webhook !== null && webhook !== listening) started.webhooks({ url: webhook, secret: '' });
    listening = webhook ?? listening;
    return result;
  };
  const companies = items.map((item): { readonly company: Company; readonly about: string } => ({
    company: { ...item, answer: (request) => heard(item, item.answer(request)) },
    about: item.state.facts.institution_id,
  }));
  const started: Sandbox = await startSandbox(
    {
      name: 'Plaid',
      signIn,
      dialect: plaidDialect,
      webhooks: plaidWebhooks(key),
      keySeconds: 0,
      companies,
      routes: (running) => {
        const link = createLink({ now: () => clock.now(), url: running.url, items });
        const gateway = createGateway({ running, items, link, key });
        return [
          ...prefixes.map((prefix) => ({ prefix, answer: gateway })),
          { prefix: '/hosted/', answer: (incoming) => orRefused(() => link.page(incoming)) },
          { prefix: '/_sandbox/grant', answer: () => json(200, granted) },
          { prefix: '/_sandbox/webhook-key', answer: () => json(200, key.jwk) },
        ];
      },
    },
    { clock, limits, keeper, port, clients, onShutdown },
  );
  return { ...started, grant: () => Promise.resolve(granted) };
}

// What a test is given is what a person would enter: a token of the first bank, and the developer's id and secret. It does not end.
const granted = {
  accessToken: ['access-sandbox-harbour-bank', sandboxClient.id, sandboxClient.secret].join(':'),
  refreshToken: '',
  expiresInSeconds: 3_650 * 86_400,
};

// Nobody signs in here with OAuth: Link does that at the bank.
const signIn = {
  provider: 'Plaid',
  lifetimes: { accessSeconds: 86_400, refreshSeconds: 86_400, graceSeconds: 0, codeSeconds: 300 },
  scopes: [],
  person: { id: 'person', name: 'Robin' },
  identityClaims: {},
  accessClaims: () => ({}),
} as const;

function orRefused(answer: () => ReturnType<typeof json>): ReturnType<typeof json> {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}
