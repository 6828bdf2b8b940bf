import { createHmac } from 'node:crypto';
import type { Limits } from '../../src/contract/manifest.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { createBooks } from '../../src/sandbox/books.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import type { Dialect } from '../../src/sandbox/api.ts';
import { json } from '../../src/sandbox/host.ts';
import { authorize, discovery, revoke, token } from '../../src/sandbox/oauth-endpoints.ts';
import type { Company, SandboxReply } from '../../src/sandbox/request.ts';
import { startSandbox } from '../../src/sandbox/start.ts';
import type { Provider, StartOptions } from '../../src/sandbox/start.ts';

/** A provider that knows sales only: POST /sales { id, day, minor } posts receivable against sales. */
function toyCompany(account: string): Company {
  const books = createBooks();
  const sales = new Map<string, string>();
  const sell = (body: string): SandboxReply => {
    const sale: { id: string; day: string; minor: number } = JSON.parse(body);
    if (sales.has(sale.id)) return { status: 400, body: 'it exists already', changed: [], rows: [] };
    const minor = BigInt(sale.minor);
    books.post({
      id: sale.id,
      day: sale.day,
      source: { kind: 'sale', id: sale.id },
      lines: [
        { account: 'receivable', minor },
        { account: 'sales', minor: -minor },
      ],
    });
    sales.set(sale.id, body);
    return {
      status: 200,
      body: sale.id,
      changed: [{ kind: 'sales', id: sale.id, isNew: true }],
      rows: [{ kind: 'sales', id: sale.id, body }],
    };
  };
  return {
    account,
    name: `Company ${account}`,
    answer: ({ method, body }) =>
      method === 'GET' ? { status: 200, body: JSON.stringify([...sales.keys()]), changed: [], rows: [] } : sell(body),
    person: (edit) =>
      edit.does === 'create' ? sell(JSON.stringify(edit.fields)) : { status: 400, body: 'no such button', changed: [], rows: [] },
    load: (rows) => {
      for (const { body } of rows) if (body !== null) sell(body);
    },
    documents: () => [...sales.values()].map((body) => JSON.parse(body)),
    trialBalance: (through) =>
      Object.fromEntries([...books.trialBalance({ from: null, through: through ?? null })].map(([code, minor]) => [code, String(minor)])),
  };
}

const dialect: Dialect = {
  account: ({ headers }) => headers['account'] ?? null,
  scopes: (method) => (method === 'GET' ? ['sales', 'sales.read'] : ['sales']),
  idempotencyKey: ({ headers }) => headers['idempotency-key'] ?? null,
  limitHeaders: ({ minute }) => (minute === null ? {} : { 'left-this-minute': String(minute) }),
  refuse: (no) => {
    const status = { token: 401, expired: 401, scope: 403, account: 403, limit: 429, keyReused: 409, unavailable: 503 }[no.no];
    return { ...json(status, no), headers: no.no === 'limit' ? { 'retry-after': String(no.retryAfterSeconds) } : {} };
  },
};

const toyProvider = (): Provider => ({
  name: 'Toy',
  signIn: {
    provider: 'Toy',
    lifetimes: { accessSeconds: 1800, refreshSeconds: 60 * 86_400, graceSeconds: 1800, codeSeconds: 300 },
    scopes: [
      { name: 'sales', covers: 'Sales', why: 'To write what you sold.', access: 'readAndWrite' },
      { name: 'sales.read', covers: 'Sales', why: 'To compare.', access: 'read' },
      { name: 'openid', covers: '', why: '', access: 'read' },
      { name: 'offline_access', covers: '', why: '', access: 'read' },
    ],
    person: { id: 'ada', name: 'Ada' },
    identityClaims: { email: 'ada@example.com' },
    accessClaims: (grant) => ({ consent: grant.id }),
  },
  dialect,
  webhooks: {
    event: ({ id, account, kind }) => (kind === 'sales' ? { id, account } : null),
    body: (events, sequence) => JSON.stringify({ events, ...sequence }),
    signature: (body, secret) => ({ signature: createHmac('sha256', secret).update(body).digest('base64') }),
    handshake: true,
    batch: 100,
  },
  keySeconds: 360,
  companies: [
    { company: toyCompany('one'), about: 'Main' },
    { company: toyCompany('two'), about: 'Other' },
  ],
  routes: ({ url, api, signIns, kept }) => [
    { prefix: '/sales', answer: (incoming) => api.answer(incoming) },
    { prefix: '/authorize', answer: (incoming) => kept(authorize(signIns, incoming)) },
    { prefix: '/token', answer: (incoming) => kept(token(signIns, incoming, url())) },
    { prefix: '/revoke', answer: (incoming) => kept(revoke(signIns, incoming)) },
    { prefix: '/keys', answer: () => json(200, signIns.signer.keySet()) },
    {
      prefix: '/.well-known/openid-configuration',
      answer: () =>
        discovery(signIns, {
          issuer: url(),
          authorize: `${url()}/authorize`,
          token: `${url()}/token`,
          revoke: `${url()}/revoke`,
          keys: `${url()}/keys`,
        }),
    },
  ],
});

export const toyLimits: Limits = { perMinute: 5, perDay: 8, concurrent: 2 };

export const startToy = (clock: SharedClock, options: Partial<StartOptions> = {}): Promise<Sandbox> =>
  startSandbox(toyProvider(), { clock, limits: null, ...options });

/** Asks the toy's API as the main account's application. Resolves null when the connection broke. */
export const asking = (sandbox: Sandbox, accessToken: string) => ({
  sell: (id: string, headers: Readonly<Record<string, string>> = {}, day = '2026-11-01') =>
    ask(
      `${sandbox.url}/sales`,
      'POST',
      { authorization: `Bearer ${accessToken}`, account: 'one', ...headers },
      JSON.stringify({ id, day, minor: 100 }),
    ),
  list: (headers: Readonly<Record<string, string>> = {}) =>
    ask(`${sandbox.url}/sales`, 'GET', { authorization: `Bearer ${accessToken}`, account: 'one', ...headers }),
});

export interface Heard {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function ask(url: string, method: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Heard | null> {
  try {
    const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch {
    return null;
  }
}
