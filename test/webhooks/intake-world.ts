import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import { xero } from '../../src/connectors/xero/connector.ts';
import type { DeliveryStore } from '../../src/engine/edge-ports.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import { webhookAddresses } from '../../src/store/across.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { deliveryStore } from '../../src/store/deliveries.ts';
import { secretsUnder } from '../../src/store/secrets.ts';
import { createServer, noApi } from '../../src/server/server.ts';
import type { TieoutServer } from '../../src/server/server.ts';
import { webhookRoutes } from '../../src/server/webhooks-in.ts';

export const start = Date.parse('2026-11-21T09:00:00Z');
export const secrets = secretsUnder(new Uint8Array(32).fill(5));
export const key = 'signing-key';
let worlds = 0;

export interface World {
  readonly pool: Pool;
  readonly server: TieoutServer;
  /** One organisation's connection to Xero, called like the address. */
  readonly name: string;
  readonly account: string;
  readonly organisations: readonly [string, string];
  readonly logged: { readonly what: string; readonly detail: Readonly<Record<string, unknown>> }[];
  readonly kept: () => number;
  readonly woken: string[];
}

export interface Weather {
  readonly clock?: SharedClock;
  readonly account?: string;
  /** Both call their connection alike. */
  readonly isOneAddress?: boolean;
  readonly deliveries?: (store: DeliveryStore) => DeliveryStore;
}

/** Two organisations with the same app at Xero. Each has flows both ways between its billing and Xero. */
export async function worldOn(
  pool: Pool,
  work: (world: World) => Promise<void>,
  { clock = virtualClock(start), account, isOneAddress = false, deliveries = (same) => same }: Weather = {},
) {
  const number = (worlds += 1);
  const name = `xero-${number}`;
  const other = isOneAddress ? name : 'other';
  const tenants = [account ?? `tenant-${number}-1`, `tenant-${number}-2`] as const;
  const organisations = [`acme-${number}`, `bolt-${number}`] as const;
  const store = connectionStore(pool, secrets);
  for (const [index, organisation] of organisations.entries()) {
    await pool.query(`insert into organisation values ($1, $1, 0)`, [organisation]);
    await store.keepApp(organisation, 'xero', {
      clientId: `app-${number}`,
      clientSecret: null,
      hosts: {},
      webhookSecrets: ['older-key', key],
    });
    const common = { organisation, label: 'X', hosts: {}, state: 'ready' as const };
    const xeroConnection = { provider: 'xero', account: tenants[index] ?? '', settings: { signIn: 's', app: `app-${number}`, other: {} } };
    await store.addConnection({ ...common, ...xeroConnection, connection: index === 0 ? name : other }, start);
    const none = { signIn: null, app: null, other: {} };
    await store.addConnection({ ...common, connection: 'billing', provider: 'billing', account: 'own', settings: none }, start);
    await addFlows(pool, organisation, index === 0 ? name : other);
  }
  const counted = deliveries(deliveryStore(pool));
  let kept = 0;
  const logged: World['logged'] = [];
  const woken: string[] = [];
  const server = await createServer({
    publicUrl: null,
    version: '0',
    log: (_level, what, detail) => void logged.push({ what, detail }),
    probe: () => Promise.resolve(),
    routes: [
      webhookRoutes({
        store: {
          ...counted,
          ...webhookAddresses(pool),
          app: store.app,
          keep: (rows) => {
            kept += 1;
            return counted.keep(rows);
          },
        },
        clock,
        connectorOf: (provider) => (provider === 'xero' ? xero : null),
        log: (_level, what, detail) => void logged.push({ what, detail }),
        touched: (organisation) => void woken.push(organisation),
      }),
    ],
    api: noApi,
  });
  try {
    await work({ pool, server, name, account: tenants[0], organisations, logged, kept: () => kept, woken });
  } finally {
    await server.close();
  }
}

async function addFlows(pool: Pool, organisation: string, ledger: string): Promise<void> {
  const sql = `insert into flow (organisation, flow, agreement, source, target, kinds, starts_on, mode, mapping, mapping_version, created_at)
               values ($1, $2, 'a', $3, $4, $5, '2026-01-01', 'live', 'm', '1', 0)`;
  await pool.query(sql, [organisation, 'out', 'billing', ledger, ['invoice', 'contact']]);
  await pool.query(sql, [organisation, 'back', ledger, 'billing', ['contact']]);
  await pool.query(
    `insert into link (organisation, agreement, source, kind, external_id, part, target, target_kind, target_id, origin, state, wanted, wanted_print, linked_at)
     values ($1, 'a', 'billing', 'invoice', 'INV-7', 'main', $2, 'invoice', 'doc-7', 'ours', 'live', '{}', '', 0)`,
    [organisation, ledger],
  );
}

interface Event {
  readonly account: string;
  readonly category: string;
  readonly id: string;
  readonly at?: string;
}

let sequence = 0;
export const bodyOf = (events: readonly Event[]): string =>
  JSON.stringify({
    events: events.map(({ id, account, category, at }) => ({
      ...(at !== undefined && { eventDateUtc: at }),
      resourceId: id,
      tenantId: account,
      eventCategory: category,
      eventType: 'UPDATE',
    })),
    firstEventSequence: (sequence += 1),
    lastEventSequence: sequence,
    entropy: 'FXNGWLCCGVANWHKILRUB',
  });

export const deliver = (server: TieoutServer, name: string, body: string, signedWith = key) =>
  server.app.inject({
    method: 'POST',
    url: `/hooks/${name}`,
    payload: body,
    headers: { 'content-type': 'application/json', 'x-xero-signature': createHmac('sha256', signedWith).update(body).digest('base64') },
  });

/** What is to be read now; a kind alone stands for whatever changed of it. */
export async function toRead(pool: Pool, organisation: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select trim(kind || ' ' || external_id) as line from poll_hint where organisation = $1
     union select reads.kind from poll_hint, jsonb_array_elements_text(poll_hint.reads) as reads(kind) where organisation = $1 order by 1`,
    [organisation],
  );
  return rows.map((row) => row.line);
}

export async function deliveriesIn(pool: Pool, organisation: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select connection || ' ' || (body <> '') || ' ' || touched::text as line from delivery where organisation = $1 order by received_at`,
    [organisation],
  );
  return rows.map((row) => row.line);
}
