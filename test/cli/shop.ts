import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { New } from '../../src/billing/book.ts';
import { billingService } from '../../src/billing/service.ts';
import type { Billing } from '../../src/billing/service.ts';
import { startXeroSandbox } from '../../src/connectors/xero/sandbox/server.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { allowAccess } from '../../src/demo/browser.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { hostsOfSandbox, sandboxApp } from '../../src/sandboxes.ts';
import { billingStore } from '../../src/store/billing.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { keyFromFile, secretsUnder } from '../../src/store/secrets.ts';
import { tokenStore } from '../../src/store/tokens.ts';
import { openCommandLine } from './command-line.ts';
import type { CommandLine } from './command-line.ts';

/** A small shop that has come as far as a flow that is agreed and off. */
export interface Shop extends CommandLine {
  readonly ledger: Sandbox;
  /** What the provider gave us to stay signed in. */
  refreshToken(): Promise<string>;
  sell(sold?: Partial<New<'invoice'>>): Promise<string>;
  /** Signs in in a browser whenever a command asks for it. */
  connect(...args: readonly string[]): ReturnType<CommandLine['run']>;
}

export const company = 'Harbour Studio Ltd';
export const ledgerName = 'xero-harbour-studio-ltd';

export const agreed = `
accounts:
  sales: "200"
  payments: "090"
taxes:
  - { source: VAT20, target: OUTPUT2 }
  - { source: null, target: NONE }
`;

export async function openShop(options: { readonly mapping?: string; readonly columns?: number } = {}): Promise<Shop> {
  const line = await openCommandLine(options);
  const ledger = await startXeroSandbox({ clock: realClock(), limits: null });
  try {
    return await furnish(line, ledger, options.mapping ?? agreed);
  } catch (error) {
    await ledger.close();
    await line.close();
    throw error;
  }
}

async function furnish(line: CommandLine, ledger: Sandbox, text: string): Promise<Shop> {
  const secrets = secretsUnder(await keyFromFile(line.folder));
  const connections = connectionStore(line.database.pool, secrets);
  await line.run(['connect', 'billing', '--company', 'Harbour Studio']);
  await connections.keepApp('main', 'xero', { ...sandboxApp, hosts: hostsOfSandbox(ledger.url, 'xero'), webhookSecrets: ['hush'] });
  const connect: Shop['connect'] = (...args) =>
    line.run(['connect', ...args, '--port', '0'], (text) => {
      const page = /http:\S+/.exec(text)?.[0];
      if (page !== undefined) void allowAccess(page, company);
    });
  const connected = await connect('xero');
  if (connected.code !== 0) throw new Error(connected.err);
  const mapping = join(line.folder, 'mapping.yaml');
  writeFileSync(mapping, text);
  await line.run(['flows', 'make', 'sales', '--from', 'billing', '--to', ledgerName, '--mapping', mapping, '--starts-on', '2026-01-01']);
  const { billing, customer } = await openBilling(line);
  return {
    ...line,
    ledger,
    connect,
    refreshToken: async () => {
      const made = await connections.connection({ organisation: 'main', connection: ledgerName });
      const kept = await tokenStore(line.database.pool, secrets).read({ organisation: 'main', signIn: made?.settings.signIn ?? '' });
      return kept?.tokens.refresh ?? '';
    },
    sell: async (sold = {}) => {
      const [made] = await billing.create('main', 'invoice', [{ ...usual, contact: customer, ...sold }]);
      if (made?.state !== 'made') throw new Error(JSON.stringify(made));
      return made.kept.record.number ?? '';
    },
    close: async () => {
      await ledger.close();
      await line.close();
    },
  };
}

const usual: New<'invoice'> = {
  number: null,
  contact: null,
  issuedOn: '2026-03-02',
  dueOn: '2026-03-16',
  currency: 'GBP',
  exchangeRate: null,
  amountsAre: 'exclusive',
  lines: [{ description: 'Design', quantity: '1', unitPrice: '100', discount: null, taxes: ['VAT20'], account: null, item: null }],
  discount: null,
  reference: null,
  notes: null,
  state: 'open',
};

async function openBilling({ database }: CommandLine): Promise<{ readonly billing: Billing; readonly customer: string }> {
  let ids = 0;
  const billing = billingService({ store: billingStore(database.pool), now: realClock().now, newId: () => `t${String((ids += 1))}` });
  await billing.create('main', 'taxRate', [{ id: 'VAT20', name: 'VAT', components: [{ name: 'VAT', percent: '20', compound: false }] }]);
  const nobody = {
    givenName: null,
    familyName: null,
    email: null,
    phone: null,
    taxNumber: null,
    address: null,
    isCustomer: true,
    isSupplier: false,
  };
  const [ada] = await billing.create('main', 'contact', [{ ...nobody, name: 'Ada Ltd' }]);
  if (ada?.state !== 'made') throw new Error('no customer');
  return { billing, customer: ada.kept.record.id };
}

/** Opens a shop for a test, and closes it whatever happens. */
export async function inShop(work: (shop: Shop) => Promise<void>, options: Parameters<typeof openShop>[0] = {}): Promise<void> {
  const shop = await openShop(options);
  try {
    await work(shop);
  } finally {
    await shop.close();
  }
}
