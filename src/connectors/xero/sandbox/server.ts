import type { Limits } from '../../../contract/manifest.ts';
import type { Sandbox } from '../../../contract/sandbox.ts';
import { createBooks } from '../../../sandbox/books.ts';
import { seededChance } from '../../../sandbox/chance.ts';
import type { SharedClock } from '../../../sandbox/clock.ts';
import type { Keeper } from '../../../sandbox/keeper.ts';
import type { Client } from '../../../sandbox/oauth.ts';
import { startSandbox } from '../../../sandbox/start.ts';
import { createCompany } from './company.ts';
import { xeroDialect } from './dialect.ts';
import { identityRoutes, xeroSignIn } from './oauth-pages.ts';
import type { CompanyFacts } from './state.ts';
import { xeroWebhooks } from './webhooks-out.ts';

export interface XeroSandboxOptions {
  /** `realClock()`, `virtualClock(start)` or `await followClock(url)`. */
  readonly clock: SharedClock;
  /** Where it keeps what must outlive the process; nothing outlives it without. */
  readonly keeper?: Keeper;
  /** The organisations; the first one is the main one. */
  readonly organisations?: readonly CompanyFacts[];
  /** Xero's own when left out; null: none, for benches. */
  readonly limits?: Limits | null;
  readonly port?: number;
  /** Applications beside 'tieout-sandbox' with the secret 'tieout-sandbox-secret'. */
  readonly clients?: readonly Client[];
  /** Gives documents the same ids in every run. Not together with a keeper, as a second life would give them again. */
  readonly seed?: number;
  /** How long it remembers an idempotency key; six minutes, as Xero does, when left out. 0: not at all. */
  readonly keySeconds?: number;
  readonly onShutdown?: () => void;
}

/** What Xero allows an application per organisation. */
export const xeroLimits: Limits = { perMinute: 60, perDay: 5_000, concurrent: 5 };

export const sandboxOrganisations: readonly CompanyFacts[] = [
  {
    id: '6f1d9f52-58a4-4c0e-9d4b-2f0f3f8b7a01',
    name: 'Harbour Studio Ltd',
    country: 'GB',
    baseCurrency: 'GBP',
    timeZone: 'Europe/London',
  },
  {
    id: 'c2b7e4a8-0c35-4f0a-8a6e-91d5a7c4e502',
    name: 'Harbour Shop GmbH',
    country: 'DE',
    baseCurrency: 'EUR',
    timeZone: 'Europe/Berlin',
  },
];

/** A Xero without the internet: sign-in, organisations with real books, limits and webhooks, on one loopback address. */
export function startXeroSandbox(options: XeroSandboxOptions): Promise<Sandbox> {
  const { clock, keeper, organisations = sandboxOrganisations, limits = xeroLimits, port, clients, seed, onShutdown } = options;
  const newId = seed === undefined || keeper !== undefined ? undefined : seededIds(seed);
  const companies = organisations.map((facts) => ({
    company: createCompany({ ...facts, books: createBooks(), now: () => clock.now(), ...(newId && { newId }) }),
    about: `${facts.country} · ${facts.baseCurrency}`,
  }));
  return startSandbox(
    {
      name: 'Xero',
      signIn: xeroSignIn,
      dialect: xeroDialect,
      webhooks: xeroWebhooks,
      keySeconds: options.keySeconds ?? 360,
      companies,
      routes: (running) => [...identityRoutes(running), { prefix: '/api.xro/2.0/', answer: (incoming) => running.api.answer(incoming) }],
    },
    { clock, limits, keeper, port, clients, onShutdown },
  );
}

/** Random-looking ids in the form of a UUID, the same ones again for the same seed. */
function seededIds(seed: number): () => string {
  const chance = seededChance(seed);
  const digits = (): string =>
    Math.floor(chance() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return () => {
    const hex = digits() + digits() + digits() + digits();
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
}
