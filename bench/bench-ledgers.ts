import { startQuickBooksSandbox, quickBooksLimits, britishCompany } from '../src/connectors/quickbooks/sandbox/server.ts';
import { startXeroSandbox, xeroLimits } from '../src/connectors/xero/sandbox/server.ts';
import type { Sandbox } from '../src/contract/sandbox.ts';
import type { SharedClock } from '../src/sandbox/clock.ts';
import { taxCode } from './drafts.ts';
import { quickBooksScreens, xeroScreens } from './ledger-screens.ts';
import type { LedgerScreens } from './ledger-screens.ts';

/** A ledger that the bench writes to. */
export interface BenchLedger {
  /** The provider's id. */
  readonly provider: string;
  readonly label: string;
  /** Its sandbox, with two companies in one currency: a ledger, and one whose sales are the source of another. */
  start(clock: SharedClock, isLimited: boolean): Promise<Sandbox>;
  hosts(sandbox: string): Readonly<Record<string, string>>;
  readonly mapping: string;
  readonly screens: LedgerScreens;
  /** The limit that a long run of writes meets first. */
  readonly narrowest: {
    readonly perMinute: number;
    /** Whether a call counts in it: 'POST /v3/company/1/batch'. */
    counts(call: string): boolean;
    /** Of a full write call. */
    readonly elements: number;
  };
}

/** Billing's code and the ledger's own are the same tax: what its second company sold is written to the first. */
const taxes = (standard: string, none: string): string =>
  `taxes:\n  - { source: ${taxCode}, target: ${standard} }\n  - { source: ${standard}, target: ${standard} }\n  - { source: null, target: ${none} }\n`;

const british = (id: string, name: string) => ({ id, name, country: 'GB', timeZone: 'Europe/London' }) as const;

const ledgers: Readonly<Record<string, BenchLedger>> = {
  xero: {
    provider: 'xero',
    label: 'Xero',
    start: (clock, isLimited) =>
      startXeroSandbox({
        clock,
        limits: isLimited ? xeroLimits : null,
        organisations: [
          { ...british('6f1d9f52-58a4-4c0e-9d4b-2f0f3f8b7a01', 'Harbour Studio Ltd'), baseCurrency: 'GBP' },
          { ...british('c2b7e4a8-0c35-4f0a-8a6e-91d5a7c4e502', 'Harbour Market Ltd'), baseCurrency: 'GBP' },
        ],
      }),
    hosts: (url) => ({ token: `${url}/connect/token`, api: url, tenants: `${url}/connections` }),
    mapping: `accounts:\n  sales: { default: "200" }\n  payments: "090"\n  rounding: "860"\n${taxes('OUTPUT2', 'NONE')}contacts: { whenMissing: Counter sales }\n`,
    screens: xeroScreens,
    narrowest: { perMinute: 60, counts: () => true, elements: 50 },
  },
  quickbooks: {
    provider: 'quickbooks',
    label: 'QuickBooks',
    start: (clock, isLimited) =>
      startQuickBooksSandbox({
        clock,
        limits: isLimited ? quickBooksLimits : null,
        companies: [britishCompany, { ...british('9341457021722204', 'Harbour Market Ltd'), homeCurrency: 'GBP' }],
      }),
    hosts: (url) => ({ token: `${url}/oauth2/v1/tokens/bearer`, api: url }),
    mapping: `accounts:\n  sales: { default: "79" }\n  payments: "35"\n  rounding: "30"\n${taxes('"2"', '"6"')}contacts: { whenMissing: Counter sales }\n`,
    screens: quickBooksScreens,
    // 120 batches a minute are reached long before 500 calls, as each of them writes thirty documents.
    narrowest: { perMinute: 120, counts: (call) => call.endsWith('/batch'), elements: 30 },
  },
};

export function benchLedger(name: string): BenchLedger {
  const ledger = ledgers[name];
  if (!ledger) throw new Error(`the bench does not write to '${name}'; there are ${Object.keys(ledgers).join(', ')}`);
  return ledger;
}
