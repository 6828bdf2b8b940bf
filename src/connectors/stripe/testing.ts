import assert from 'node:assert/strict';
import type { Session } from '../../contract/connector.ts';
import type { Http } from '../../contract/http.ts';
import type { Sandbox } from '../../contract/sandbox.ts';
import type { Kind, Records } from '../../core/records.ts';
import { virtualClock } from '../../sandbox/clock.ts';
import { stripeWith } from './connector.ts';
import { startStripeSandbox } from './sandbox/server.ts';

/** A seller in California whose Stripe is a sandbox on a clock of its own, at one in the morning there. */
export interface Seller {
  readonly sandbox: Sandbox;
  readonly session: Session;
  /** Paths that were asked for, without their queries. */
  readonly asked: string[];
  readonly create: (kind: Kind, fields: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly edit: (kind: Kind, id: string, fields: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly pass: (seconds: number) => Promise<void>;
}

export const day = 86_400;

export async function selling(
  work: (seller: Seller) => Promise<void>,
  settings: Readonly<Record<string, unknown>> = { payouts: 'manual' },
  timeZone = 'America/Los_Angeles',
): Promise<void> {
  const clock = virtualClock(Date.parse('2026-11-09T09:00:00Z'));
  const sandbox = await startStripeSandbox({ clock, limits: null, seed: 7 });
  try {
    const { accessToken } = await sandbox.grant();
    const asked: string[] = [];
    const http: Http = async ({ method, path, headers = {} }) => {
      asked.push(path.split('?')[0] ?? '');
      const response = await fetch(`${sandbox.url}${path}`, { method, headers: { ...headers, authorization: `Bearer ${accessToken}` } });
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
    };
    const create: Seller['create'] = (kind, fields) => sandbox.person({ does: 'create', kind, fields });
    await sandbox.person({ does: 'setting', fields: settings });
    await work({
      sandbox,
      session: stripeWith({ pageSize: 3 }).open({ http, account: '', timeZone }),
      asked,
      create,
      edit: (kind, id, fields) => sandbox.person({ does: 'edit', kind, id, fields }),
      pass: (seconds) => clock.sleepUntil(clock.now() + seconds * 1000),
    });
  } finally {
    await sandbox.close();
  }
}

export interface Pass<K extends Kind> {
  readonly records: readonly Records[K][];
  readonly next: string;
}

/** One pass of a kind: the last that was shown of each record. `between` is done after each page but the last. */
export async function passOf<K extends Kind>(
  { session }: Seller,
  kind: K,
  cursor: string | null = null,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Pass<K>> {
  const reader = session.readers[kind];
  assert.ok(reader);
  const records = new Map<string, Records[K]>();
  for await (const page of reader.changes(cursor)) {
    for (const { record } of page.seen) records.set(record.id, record);
    if (page.last) return { records: [...records.values()], next: page.next };
    await between();
  }
  return assert.fail('a pass has a last page');
}

export async function fetched<K extends Kind>({ session }: Seller, kind: K, ...ids: readonly string[]): Promise<readonly Records[K][]> {
  const seen = (await session.readers[kind]?.fetch(ids)) ?? [];
  return seen.map(({ record }) => record);
}

/** The only one of some. */
export function only<T>(all: readonly T[]): T {
  assert.equal(all.length, 1, `one was expected: ${JSON.stringify(all)}`);
  const [one] = all;
  return one ?? assert.fail();
}
