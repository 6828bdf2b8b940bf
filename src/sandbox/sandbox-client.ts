import { z } from 'zod';
import type { Sandbox } from '../contract/sandbox.ts';
import { createSyncCaller } from './sync-caller.ts';

/** A sandbox in another process. Closing it only lets go of it. */
export interface ConnectedSandbox extends Sandbox {
  /** Ends the sandbox itself. */
  shutdown(): Promise<void>;
}

const about = z.object({ url: z.string(), accounts: z.array(z.string()) });
const counts = z.object({ calls: z.number(), writes: z.number(), throttled: z.number() });
const granted = z.object({ accessToken: z.string(), refreshToken: z.string(), expiresInSeconds: z.number() });
const touched = z.object({ id: z.string() });
const documents = z.array(z.record(z.string(), z.unknown()));
const balances = z.record(z.string(), z.string());

/** The sandbox whose control addresses are at `url`, as if it were in this process. */
export async function connectSandbox(url: string): Promise<ConnectedSandbox> {
  const here = about.parse(await call('GET', `${url}/_sandbox`));
  const caller = createSyncCaller();
  const now = (method: 'GET' | 'POST', path: string, body?: unknown): unknown => {
    const answer = caller.call({ method, url: `${url}/_sandbox/${path}`, body: body === undefined ? null : JSON.stringify(body) });
    return readAnswer(answer.status, answer.body);
  };
  return {
    url,
    accounts: here.accounts,
    weather: (kind, options) => void now('POST', 'weather', { kind, options }),
    webhooks: (setting) => void now('POST', 'webhooks', setting),
    person: async (edit) => touched.parse(await call('POST', `${url}/_sandbox/person`, edit)).id,
    grant: async () => granted.parse(await call('POST', `${url}/_sandbox/grant`)),
    documents: (kind) => documents.parse(now('GET', `documents?kind=${kind}`)),
    trialBalance: (through) => balances.parse(now('GET', `trial-balance${through === undefined ? '' : `?through=${through}`}`)),
    stats: () => counts.parse(now('GET', 'stats')),
    close: () => caller.close(),
    shutdown: async () => {
      await call('POST', `${url}/_sandbox/shutdown`);
      await caller.close();
    },
  };
}

async function call(method: 'GET' | 'POST', url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return readAnswer(response.status, await response.text());
}

const refused = z.object({ error: z.string() });

function readAnswer(status: number, body: string): unknown {
  if (status === 200) return JSON.parse(body);
  const no = refused.safeParse(body.startsWith('{') ? JSON.parse(body) : null);
  throw new Error(no.success ? no.data.error : `the sandbox answered ${status}: ${body}`);
}
