import type { Limits } from '../../../contract/manifest.ts';
import type { Sandbox } from '../../../contract/sandbox.ts';
import { createBooks } from '../../../sandbox/books.ts';
import type { SharedClock } from '../../../sandbox/clock.ts';
import type { Keeper } from '../../../sandbox/keeper.ts';
import type { Client } from '../../../sandbox/oauth.ts';
import { startSandbox } from '../../../sandbox/start.ts';
import { createCompany } from './company.ts';
import { inTheirForm, quickBooksDialect } from './dialect.ts';
import { identityRoutes, quickBooksSignIn } from './oauth-pages.ts';
import type { CompanyFacts } from './state.ts';
import { quickBooksWebhooks } from './webhooks-out.ts';
import type { WebhookForm } from './webhooks-out.ts';

export interface QuickBooksSandboxOptions {
  /** `realClock()`, `virtualClock(start)` or `await followClock(url)`. */
  readonly clock: SharedClock;
  /** Where it keeps what must outlive the process; nothing outlives it without. */
  readonly keeper?: Keeper;
  /** The companies; the first one is the main one. */
  readonly companies?: readonly CompanyFacts[];
  /** Intuit's own when left out; null: none, for benches. */
  readonly limits?: Limits | null;
  readonly port?: number;
  /** Applications beside 'tieout-sandbox' with the secret 'tieout-sandbox-secret'. */
  readonly clients?: readonly Client[];
  /** CloudEvents when left out. */
  readonly webhookForm?: WebhookForm;
  readonly onShutdown?: () => void;
}

/** What Intuit allows an application per company. */
export const quickBooksLimits: Limits = { perMinute: 500, perSecond: 10, perDay: null, concurrent: 10, batchPerMinute: 120 };

/** VAT by a code on each line, several currencies, numbers of one's own. */
export const britishCompany: CompanyFacts = {
  id: '9341457021722203',
  name: 'Harbour Studio Ltd',
  country: 'GB',
  homeCurrency: 'GBP',
  timeZone: 'Europe/London',
};

/** Sales tax by one rate for the document, one currency, numbers given by QuickBooks. */
export const americanCompany: CompanyFacts = {
  id: '9341457021722202',
  name: 'Harbour Shop Inc',
  country: 'US',
  homeCurrency: 'USD',
  timeZone: 'America/Los_Angeles',
};

/** A QuickBooks Online without the internet: sign-in, companies with real books, limits and webhooks, on one loopback address. */
export function startQuickBooksSandbox(options: QuickBooksSandboxOptions): Promise<Sandbox> {
  const { clock, companies = [britishCompany, americanCompany], limits = quickBooksLimits, webhookForm = 'cloudEvents' } = options;
  const { keeper, port, clients, onShutdown } = options;
  return startSandbox(
    {
      name: 'QuickBooks',
      signIn: quickBooksSignIn(companies.map(({ id }) => id)),
      dialect: quickBooksDialect,
      webhooks: quickBooksWebhooks(webhookForm),
      // The companies remember each requestid themselves.
      keySeconds: 0,
      companies: companies.map((facts) => ({
        company: createCompany({ ...facts, books: createBooks(), now: () => clock.now() }),
        about: `${facts.country} · ${facts.homeCurrency}`,
      })),
      routes: (running) => [
        ...identityRoutes(running),
        { prefix: '/v3/company/', answer: async (incoming) => inTheirForm(incoming, await running.api.answer(incoming)) },
      ],
    },
    { clock, limits, keeper, port, clients, onShutdown },
  );
}
