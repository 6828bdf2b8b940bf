import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openOffice } from '../../src/office.ts';
import type { WholeOffice } from '../../src/office.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { serve } from '../../src/serving.ts';
import { secretsUnder } from '../../src/store/secrets.ts';
import { testDatabase } from '../../src/store/testing.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly cookie: string;
}

/** The real server with a worker, on a database of its own, and a program that calls it. */
export interface Kit {
  readonly office: WholeOffice;
  readonly address: string;
  /** Everything that the server wrote into its log. */
  readonly said: readonly string[];
  ask(method: string, path: string, body?: unknown, key?: string): Promise<Answer>;
  /** As `ask`; fails with what was answered when that is no success. */
  done(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Signs in at a provider's page as a person would, from the app and back to it. The address at which the browser ends. */
  consent(begun: Answer, organisation: string, decision?: 'approve' | 'deny'): Promise<URL>;
  key(role: 'owner' | 'approver' | 'bookkeeper' | 'viewer'): Promise<string>;
}

/** `isPaced`: with the providers' limits on calls, as they are outside of tests. */
export async function withServer(work: (kit: Kit) => Promise<void>, isPaced = false): Promise<void> {
  const database = await testDatabase();
  const dataFolder = await mkdtemp(join(tmpdir(), 'tieout-integrations-'));
  const office = await openOffice({
    database: { ...database, keyed: database.pool, isOwner: false, describe: 'a test', stopped: new Promise<never>(() => undefined) },
    secrets: secretsUnder(randomBytes(32)),
    clock: realClock(),
    wanted: { dataFolder, organisation: 'acme', by: 'a test', role: 'server' },
    isUnpaced: !isPaced,
  });
  const said: string[] = [];
  const serving = await serve(office, {
    host: '127.0.0.1',
    port: 0,
    publicUrl: null,
    idleSeconds: 1,
    workers: 1,
    note: (line) => void said.push(line),
    dataFolder,
    version: 'test',
  });
  try {
    await work(kitOf(office, serving.address, said, await office.apiKeys.add('the bookkeeper', 'owner')));
  } finally {
    serving.stop();
    await serving.done;
    await office.close();
    await rm(dataFolder, { recursive: true });
  }
}

function kitOf(office: WholeOffice, address: string, said: readonly string[], ownKey: string): Kit {
  const ask: Kit['ask'] = async (method, path, body, key = ownKey) => {
    const response = await fetch(address + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    return { status: response.status, body: text === '' ? null : JSON.parse(text), cookie };
  };
  return {
    office,
    address,
    said,
    ask,
    done: async (method, path, body) => {
      const answer = await ask(method, path, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    consent: async (begun, organisation, decision = 'approve') => {
      const { url } = z.object({ url: z.string() }).parse(begun.body);
      const page = await (await fetch(url)).text();
      const hidden = [...page.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')],
      );
      const named = [...page.matchAll(/name="account" value="([^"]*)"[\s\S]*?<strong>([^<]*)<\/strong>/g)];
      const account = named.find(([, , name]) => name === organisation)?.[1] ?? '';
      const back = await fetch(url.split('?')[0] ?? '', {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(url).origin },
        body: new URLSearchParams([...hidden, ['account', account], ['decision', decision]]).toString(),
      });
      const last = await fetch(back.headers.get('location') ?? '', { redirect: 'manual', headers: { cookie: begun.cookie } });
      return new URL(last.headers.get('location') ?? '', address);
    },
    key: (role) => office.apiKeys.add(role, role),
  };
}

/** Asks again until it is so; what a worker does takes a moment. */
export async function eventually<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, seconds = 60): Promise<T> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > until) throw new Error(`it did not become so; last: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
