import type { Pool } from 'pg';
import { billingService } from '../../src/billing/service.ts';
import type { Billing } from '../../src/billing/service.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { Limits } from '../../src/contract/manifest.ts';
import type { Kind } from '../../src/core/records.ts';
import type { Mode } from '../../src/engine/ports.ts';
import { ReconnectNeeded } from '../../src/engine/tokens.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import type { Keeper } from '../../src/sandbox/keeper.ts';
import { insideBilling } from '../../src/server/billing-inside.ts';
import type { Http } from '../../src/contract/http.ts';
import { billingStore } from '../../src/store/billing.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { addFlow } from '../../src/store/flows.ts';
import { secretsUnder } from '../../src/store/secrets.ts';
import type { Secrets } from '../../src/store/secrets.ts';
import { tokenStore } from '../../src/store/tokens.ts';
import type { Backends } from './backends.ts';
import type { LedgerKit } from './ledger-kit.ts';
import { versionOf } from './mapping.ts';
import { xeroKit } from './xero-kit.ts';

export const organisation = 'acme';
export const ledger = 'ledger';
export const platform = 'billing';
export const outward = { organisation, flow: 'billing-to-ledger' } as const;
export const agreement = 'billing and ledger';
export const back = { organisation, flow: 'ledger-to-billing' } as const;

export const client = { id: 'tieout-sandbox', secret: 'tieout-sandbox-secret' } as const;

/** A company in a ledger, its billing, and the agreement between them: what outlives every process that works on it. */
export interface World {
  readonly pool: Pool;
  /** Where a process finds the database. */
  readonly url: string;
  readonly clock: SharedClock;
  readonly ledger: Sandbox;
  /** Which ledger it is. */
  readonly kit: LedgerKit;
  readonly billing: Billing;
  /** Billing as the engine speaks to it. */
  readonly billingHttp: Http;
  readonly secrets: Secrets;
  /** Connections that outlive the lives in it, where there are such. */
  readonly backends: Backends | undefined;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly pool: Pool;
  readonly url: string;
  readonly start?: number;
  readonly seed?: number;
  readonly startsOn?: string;
  readonly mode?: Mode;
  readonly approval?: boolean;
  readonly mapping?: string;
  /** Which ledger the company keeps; Xero if left out. */
  readonly kit?: LedgerKit;
  /** What the ledger allows; nothing is limited if left out. */
  readonly limits?: Limits;
  readonly keeper?: Keeper;
  readonly backends?: Backends;
  /** What the ids of billing begin with; another for every life on the same rows. */
  readonly lives?: string;
  /** An existing world is entered again: its rows are there. */
  readonly isBuilt?: boolean;
  /** Without it, nothing comes back from the ledger. */
  readonly isTwoWay?: boolean;
}

/** The key of test worlds. */
export const secrets = secretsUnder(new Uint8Array(32).fill(7));

export const usualStart = Date.parse('2026-11-10T09:00:00Z');

export const outwardKinds: readonly Kind[] = ['contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation'];
export const backKinds: readonly Kind[] = ['contact', 'payment'];

export async function openWorld(options: WorldOptions): Promise<World> {
  const { pool, seed = 1 } = options;
  const clock = virtualClock(options.start ?? usualStart);
  const kit = options.kit ?? xeroKit;
  const sandbox = await kit.start({ clock, limits: options.limits ?? null, seed, ...(options.keeper && { keeper: options.keeper }) });
  let made = 0;
  const lives = options.lives ?? 'a';
  const billing = billingService({
    store: billingStore(pool),
    now: clock.now,
    newId: () => `${lives}${String((made += 1)).padStart(6, '0')}`,
  });
  const inside = insideBilling(billing);
  const world: World = {
    pool,
    url: options.url,
    clock,
    ledger: sandbox,
    kit,
    billing,
    billingHttp: inside.httpOf(organisation),
    secrets,
    backends: options.backends,
    close: async () => {
      await inside.close();
      await sandbox.close();
    },
  };
  if (options.isBuilt !== true) await clock.during(() => build(world, options));
  return world;
}

async function build(world: World, options: WorldOptions): Promise<void> {
  const { pool, clock, secrets, ledger: sandbox, kit, billing } = world;
  const { manifest } = kit.connector;
  const now = clock.now();
  await pool.query('insert into organisation (organisation, name, created_at) values ($1, $2, $3)', [organisation, 'Harbour Studio', now]);
  const connections = connectionStore(pool, secrets);
  const common = { organisation, hosts: {}, state: 'ready' } as const;
  await connections.addConnection(
    {
      ...common,
      connection: platform,
      provider: 'billing',
      label: 'Billing',
      account: organisation,
      settings: { signIn: null, app: null, other: {} },
    },
    now,
  );
  await connections.addConnection(
    {
      ...common,
      connection: ledger,
      provider: manifest.id,
      label: manifest.label,
      account: kit.account,
      settings: { signIn: 'sign-in', app: client.id, other: {} },
    },
    now,
  );
  await tokenStore(pool, secrets).add({ organisation, signIn: 'sign-in' }, await grantOf(sandbox, now));
  await billing.openBook(organisation, {
    name: 'Harbour Studio',
    country: 'GB',
    baseCurrency: 'GBP',
    timeZone: 'Europe/London',
    roundsTax: 'perLine',
    series: { invoice: { prefix: 'INV-', digits: 3 }, creditNote: { prefix: 'CRN-', digits: 3 } },
  });
  const percent = (id: string, value: string) => ({ id, name: id, components: [{ name: 'VAT', percent: value, compound: false }] });
  await billing.create(organisation, 'taxRate', [percent('VAT20', '20'), percent('VAT0', '0')]);
  await addFlows(world, options);
}

async function addFlows({ pool, clock, kit }: World, options: WorldOptions): Promise<void> {
  const mapping = options.mapping ?? kit.mapping;
  const shared = {
    agreement,
    startsOn: options.startsOn ?? '2026-10-01',
    mapping,
    mappingVersion: versionOf(mapping),
    by: 'Ada',
    now: clock.now(),
  };
  const { mode = 'live', approval = false } = options;
  await addFlow(pool, { ...outward, ...shared, source: platform, target: ledger, kinds: outwardKinds, mode, approval });
  if (options.isTwoWay === false) return;
  await addFlow(pool, {
    ...back,
    ...shared,
    source: ledger,
    target: platform,
    kinds: backKinds,
    mode: mode === 'shadow' ? 'shadow' : 'live',
    approval: false,
    now: shared.now + 1,
  });
}

/**
 * A person connects the ledger again. Where a spent refresh token works no longer, as at Intuit, a process that ends between the
 * answer with the new one and its commit has lost the sign-in, and nothing else.
 */
export async function signInAgain({ pool, clock, ledger: sandbox }: Pick<World, 'pool' | 'clock' | 'ledger'>): Promise<void> {
  const tokens = tokenStore(pool, secrets);
  const of = { organisation, signIn: 'sign-in' } as const;
  const fresh = await grantOf(sandbox, clock.now());
  await clock.during(async () => {
    await tokens.remove(of);
    await tokens.add(of, fresh);
    await pool.query(`update connection set state = 'ready' where connection = $1`, [ledger]);
  });
}

/** How a worker process of a test ends that needs a person to sign in again. */
export const signedOut = 3;

/** The one way in which a sign-in may be lost: the ledger takes no spent refresh token again. */
export const isSignInLost = (error: unknown, { connector }: LedgerKit): boolean =>
  error instanceof ReconnectNeeded && connector.manifest.auth.type === 'oauth2' && connector.manifest.auth.refreshGraceSeconds === 0;

async function grantOf(sandbox: Sandbox, now: number) {
  const { accessToken, refreshToken, expiresInSeconds } = await sandbox.grant();
  return {
    access: accessToken,
    refresh: refreshToken,
    previous: null,
    issuedAt: now,
    expiresAt: now + expiresInSeconds * 1000,
    subject: null,
    scopes: [],
    refusedAt: null,
  };
}
