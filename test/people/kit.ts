import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openOffice } from '../../src/office.ts';
import type { WholeOffice } from '../../src/office.ts';
import { recurringInvoices } from '../../src/recurring-invoices.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { serverWith } from '../../src/serving.ts';
import type { TieoutServer } from '../../src/server/server.ts';
import { addMember } from '../../src/store/people.ts';
import { addOrganisation } from '../../src/store/organisations.ts';
import { secretsUnder } from '../../src/store/secrets.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import type { Role } from '../../src/api/people.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly cookies: readonly string[];
}

/** A browser: it keeps its cookies, and says where its pages come from. */
export interface Browser {
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  readonly cookie: () => string;
  setCookie(cookie: string): void;
}

export interface Kit {
  readonly office: WholeOffice;
  readonly server: TieoutServer;
  /** Every line that the server wrote into its log. */
  readonly said: readonly string[];
  browser(): Browser;
  /** Signs up the first owner, Ada, of 'acme', in a browser of hers. */
  first(): Promise<Browser>;
  /** Somebody with a password who belongs to 'acme', or elsewhere, in a browser of theirs. */
  person(name: string, role: Role, organisation?: string): Promise<Browser & { readonly id: string; readonly email: string }>;
}

export const password = 'a long enough password';
const host = '127.0.0.1:8484';

interface Wishes {
  readonly publicUrl?: string;
  readonly triesPerMinute?: number;
}

/** The real server, as `tieout serve` makes it, on a database of its own. It closes with the test. */
export async function openPeople(t: TestContext, { publicUrl, triesPerMinute = 1_000 }: Wishes = {}): Promise<Kit> {
  const database = await testDatabase();
  const dataFolder = await mkdtemp(join(tmpdir(), 'tieout-people-'));
  const stopped = new Promise<never>(() => undefined);
  const office = await openOffice({
    database: { ...database, keyed: database.pool, isOwner: false, describe: 'a test', stopped },
    secrets: secretsUnder(randomBytes(32)),
    clock: realClock(),
    wanted: { dataFolder, organisation: 'acme', by: 'a test', role: 'server' },
  });
  const said: string[] = [];
  const server = await serverWith(office, {
    publicUrl: publicUrl ?? null,
    version: 'test',
    log: (level, what, detail) => void said.push(`${level} ${what} ${JSON.stringify(detail)}`),
    token: 'control',
    wake: () => undefined,
    hear: () => undefined,
    recurring: recurringInvoices(office),
    stop: () => undefined,
    triesPerMinute,
  });
  await server.app.ready();
  t.after(async () => {
    await server.close();
    await office.close();
    await rm(dataFolder, { recursive: true });
  });
  const kit: Kit = {
    office,
    server,
    said,
    browser: () => browserOf(server, publicUrl ?? null),
    first: async () => {
      const browser = kit.browser();
      const body = { name: 'Ada', email: 'ada@example.com', password };
      await expectStatus(browser.ask('POST', '/auth/sign-up/email', body), 200);
      return browser;
    },
    person: (name, role, organisation = 'acme') => joined(kit, { name, role, organisation }),
  };
  return kit;
}

/** Fails with what was answered when the status is another one. */
export async function expectStatus(asked: Promise<Answer>, status: number): Promise<Answer> {
  const answer = await asked;
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text}`);
  return answer;
}

function browserOf(server: TieoutServer, publicUrl: string | null): Browser {
  const jar = new Map<string, string>();
  const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const ours = publicUrl === null ? { host, origin: `http://${host}` } : { host: new URL(publicUrl).host, origin: publicUrl };
  const keep = (line: string): void => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  };
  return {
    cookie,
    setCookie: keep,
    ask: async (method, path, body, headers = {}) => {
      const answer = await server.app.inject({
        method: methodOf(method),
        url: path,
        headers: {
          host: ours.host,
          ...(method === 'GET' ? {} : { origin: ours.origin }),
          ...(jar.size > 0 && { cookie: cookie() }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      });
      const cookies = [answer.headers['set-cookie'] ?? []].flat();
      cookies.forEach(keep);
      return { status: answer.statusCode, body: bodyOf(answer.body), text: answer.body, cookies };
    },
  };
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
function methodOf(text: string): (typeof methods)[number] {
  const found = methods.find((method) => method === text);
  if (found === undefined) throw new Error(`${text} is no method`);
  return found;
}

function bodyOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? { ...read } : { list: read };
  } catch {
    return {};
  }
}

/** Comes in through an account that the test makes by hand, since only owners invite; signs in like anybody. */
async function joined(
  kit: Kit,
  { name, role, organisation }: { readonly name: string; readonly role: Role; readonly organisation: string },
) {
  const { office } = kit;
  const email = `${name.toLowerCase()}@example.com`;
  const { password: hashed } = await import('better-auth/crypto').then(async ({ hashPassword }) => ({
    password: await hashPassword(password),
  }));
  const id = `id-${name}`;
  await addOrganisation(office.pool, organisation, 0);
  await inTransaction(office.pool, async (client) => {
    await client.query('insert into person (id, name, email, email_verified) values ($1, $2, $3, false)', [id, name, email]);
    await client.query(
      `insert into person_credential (id, person, account_id, provider_id, password, updated_at) values ($1, $1, $1, 'credential', $2, now())`,
      [id, hashed],
    );
    await addMember(client, organisation, { person: id, role, at: 0 });
  });
  const browser = kit.browser();
  await expectStatus(browser.ask('POST', '/auth/sign-in/email', { email, password }), 200);
  return { ...browser, id, email };
}
