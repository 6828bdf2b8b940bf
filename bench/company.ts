import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Pool } from 'pg';
import { billingService } from '../src/billing/service.ts';
import type { Placed } from '../src/billing/ports.ts';
import type { Billing } from '../src/billing/service.ts';
import type { Kind } from '../src/core/records.ts';
import { mappingVersion } from '../src/mapping/read.ts';
import { connectSandbox } from '../src/sandbox/sandbox-client.ts';
import type { ConnectedSandbox } from '../src/sandbox/sandbox-client.ts';
import { billingStore } from '../src/store/billing.ts';
import { connectionStore } from '../src/store/connections.ts';
import { openPool } from '../src/store/database.ts';
import { addFlow } from '../src/store/flows.ts';
import type { NewFlow } from '../src/store/flows.ts';
import { secretsUnder } from '../src/store/secrets.ts';
import { tokenStore } from '../src/store/tokens.ts';
import type { BenchLedger } from './bench-ledgers.ts';
import { invoiceDraft, taxCode, today } from './drafts.ts';
import type { Place } from './place.ts';

export const organisation = 'bench';
export const billingId = 'billing';
export const ledgerId = 'ledger';
/** The sandbox's second company, whose invoices are a source. */
export const marketId = 'market';
export const client = { id: 'tieout-sandbox', secret: 'tieout-sandbox-secret' } as const;
export const webhookSecret = 'tieout-sandbox-webhooks';

export interface CompanyOptions {
  readonly ledger: BenchLedger;
  /** The ledger's own limits, on a virtual clock that starts here; null: no limits, in real time. */
  readonly limitedFrom: number | null;
  readonly profile: string | null;
  /** The sandbox's second company is a source, too, and payments come back from the ledger. */
  readonly isLively?: boolean;
}

/** A company with its billing, and the sandbox of a ledger that it is connected to. */
export interface Company {
  readonly pool: Pool;
  readonly database: string;
  readonly key: string;
  readonly sandbox: ConnectedSandbox;
  readonly billing: Billing;
  readonly isLimited: boolean;
  /** Issues that many invoices in billing, to so many customers. */
  sell(sold: { readonly invoices: number; readonly lines: number; readonly customers: number }): Promise<void>;
  close(): Promise<void>;
}

export async function openCompany(place: Place, options: CompanyOptions): Promise<Company> {
  const isLimited = options.limitedFrom !== null;
  const database = await place.fresh();
  const pool = openPool({ connectionString: database });
  const { child, url } = await startSandbox(options);
  const sandbox = await connectSandbox(url);
  const key = randomBytes(32).toString('hex');
  // oxlint-disable-next-line no-restricted-properties -- a bench is about the machine's time
  const now = (): number => options.limitedFrom ?? Date.now();
  const billing = billingService({ store: billingStore(pool), now, newId: () => randomBytes(12).toString('hex') });
  await connect({ pool, sandbox, kept: options.ledger, key, now: now(), isLively: options.isLively === true });
  await openBook(billing);
  return {
    pool,
    database,
    key,
    sandbox,
    billing,
    isLimited,
    sell: (sold) => sellInBulk(billing, sold),
    close: async () => {
      await pool.end();
      await sandbox.close();
      await ended(child);
    },
  };
}

async function startSandbox({
  ledger,
  limitedFrom,
  profile,
}: CompanyOptions): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const main = new URL('sandbox-process.ts', import.meta.url).pathname;
  const flags = limitedFrom === null ? [] : ['--limited', '--start', String(limitedFrom)];
  const child = spawn(process.execPath, [...profiling(profile), main, '--ledger', ledger.provider, ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const said: unknown = JSON.parse(line);
    if (typeof said === 'object' && said !== null && 'url' in said && typeof said.url === 'string') return { child, url: said.url };
  }
  throw new Error('the sandbox ended before it was ready');
}

export const profiling = (folder: string | null): readonly string[] => (folder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]);

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await exit;
}

interface Connecting {
  readonly pool: Pool;
  readonly sandbox: ConnectedSandbox;
  readonly kept: BenchLedger;
  readonly key: string;
  readonly now: number;
  readonly isLively: boolean;
}

async function connect({ pool, sandbox, kept, key, now, isLively }: Connecting): Promise<void> {
  const secrets = secretsUnder(Buffer.from(key, 'hex'));
  const connections = connectionStore(pool, secrets);
  await pool.query('insert into organisation (organisation, name, created_at) values ($1, $2, $3)', [organisation, 'Bench', now]);
  const shared = { organisation, hosts: {}, state: 'ready' } as const;
  const inside = { signIn: null, app: null, other: {} };
  const signedIn = { signIn: 'sign-in', app: client.id, other: {} };
  const [ledger = '', market = ''] = sandbox.accounts;
  await connections.addConnection(
    { ...shared, connection: billingId, provider: 'billing', label: 'Billing', account: organisation, settings: inside },
    now,
  );
  await connections.addConnection(
    { ...shared, connection: ledgerId, provider: kept.provider, label: 'Ledger', account: ledger, settings: signedIn },
    now,
  );
  await connections.keepApp(organisation, kept.provider, {
    clientId: client.id,
    clientSecret: client.secret,
    webhookSecrets: [webhookSecret],
    hosts: kept.hosts(sandbox.url),
  });
  const { accessToken, refreshToken, expiresInSeconds } = await sandbox.grant();
  await tokenStore(pool, secrets).add(
    { organisation, signIn: 'sign-in' },
    {
      access: accessToken,
      refresh: refreshToken,
      previous: null,
      issuedAt: now,
      expiresAt: now + expiresInSeconds * 1000,
      subject: null,
      scopes: [],
      refusedAt: null,
    },
  );
  const billed: readonly Kind[] = ['contact', 'invoice', 'creditNote', 'payment'];
  const shares = { mapping: kept.mapping };
  await addBenchFlow(pool, { ...shares, flow: 'billing-to-ledger', source: billingId, target: ledgerId, kinds: billed, now });
  if (!isLively) return;
  await connections.addConnection(
    { ...shared, connection: marketId, provider: kept.provider, label: 'Market', account: market, settings: signedIn },
    now,
  );
  await addBenchFlow(pool, { ...shares, flow: 'ledger-to-billing', source: ledgerId, target: billingId, kinds: ['payment'], now: now + 1 });
  await addBenchFlow(pool, {
    ...shares,
    flow: 'market-to-ledger',
    source: marketId,
    target: ledgerId,
    kinds: ['contact', 'invoice'],
    now: now + 2,
  });
}

async function addBenchFlow(pool: Pool, flow: Pick<NewFlow, 'flow' | 'source' | 'target' | 'kinds' | 'now' | 'mapping'>): Promise<void> {
  await addFlow(pool, {
    organisation,
    agreement: [flow.source, flow.target].toSorted().join(' and '),
    startsOn: '2026-01-01',
    mode: 'live',
    approval: false,
    mappingVersion: mappingVersion(flow.mapping),
    by: 'bench',
    ...flow,
  });
}

async function openBook(billing: Billing): Promise<void> {
  await billing.openBook(organisation, {
    name: 'Bench',
    country: 'GB',
    baseCurrency: 'GBP',
    timeZone: 'Europe/London',
    roundsTax: 'perLine',
    series: { invoice: { prefix: 'INV-', digits: 6 }, creditNote: { prefix: 'CRN-', digits: 6 } },
  });
  await billing.create(organisation, 'taxRate', [
    { id: taxCode, name: taxCode, components: [{ name: 'VAT', percent: '20', compound: false }] },
  ]);
}

const perList = 200;

async function sellInBulk(
  billing: Billing,
  { invoices, lines, customers }: { readonly invoices: number; readonly lines: number; readonly customers: number },
): Promise<void> {
  const contacts: string[] = [];
  for (let from = 0; from < customers; from += perList) {
    const some = Array.from({ length: Math.min(perList, customers - from) }, (_, index) => customerDraft(from + index));
    for (const made of await billing.create(organisation, 'contact', some)) if (made.state === 'made') contacts.push(made.kept.record.id);
  }
  for (let from = 0; from < invoices; from += perList) {
    const some = Array.from({ length: Math.min(perList, invoices - from) }, (_, index) =>
      invoiceDraft(contacts[(from + index) % contacts.length] ?? '', { seed: from + index, lines }),
    );
    const made = await billing.create(organisation, 'invoice', some);
    const refused = made.find((each) => each.state === 'refused');
    if (refused) throw new Error(`billing refused an invoice: ${JSON.stringify(refused)}`);
  }
}

export const customerDraft = (seed: number) => ({
  name: `Customer ${String(seed + 1).padStart(5, '0')} Ltd`,
  givenName: null,
  familyName: null,
  email: `customer${seed + 1}@example.com`,
  phone: null,
  taxNumber: null,
  address: null,
  isCustomer: true,
  isSupplier: false,
});

/** Pays invoices that are open, each in full, so that the ledger has something to look for before it writes. */
export async function payAll(billing: Billing): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const page: readonly Placed<'invoice'>[] = await billing.read.list(organisation, 'invoice', {
      after,
      limit: perList,
      contact: null,
      number: null,
      invoice: null,
      status: null,
    });
    if (page.length === 0) return;
    after = page.at(-1)?.place ?? null;
    const drafts = page.map(({ kept: { record } }) => ({
      contact: record.contact,
      paidOn: today,
      amount: record.totals.gross,
      currency: record.currency,
      account: null,
      accountAmount: null,
      method: 'bank',
      reference: null,
      allocations: [{ invoice: record.id, amount: record.totals.gross }],
    }));
    await billing.create(organisation, 'payment', drafts);
  }
}
