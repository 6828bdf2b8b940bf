import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Session } from '../../contract/connector.ts';
import type { Http } from '../../contract/http.ts';
import type { Sandbox } from '../../contract/sandbox.ts';
import type { StatementLine } from '../../core/bank-records.ts';
import { virtualClock } from '../../sandbox/clock.ts';
import type { SharedClock } from '../../sandbox/clock.ts';
import { withKey } from './api.ts';
import { plaidWith } from './connector.ts';
import { startPlaidSandbox } from './sandbox/server.ts';

export interface Bank {
  readonly clock: SharedClock;
  readonly sandbox: Sandbox;
  readonly session: Session;
  /** Asks as the session does, and tells of each question before it leaves. */
  asking(before: (path: string) => unknown): Session;
  /** A new line of the current account, in Plaid's words. Returns its id. */
  line(fields: Readonly<Record<string, unknown>>): Promise<string>;
  edit(id: string, fields: Readonly<Record<string, unknown>>): Promise<string>;
  takeBack(id: string): Promise<string>;
  set(fields: Readonly<Record<string, unknown>>): Promise<string>;
}

/** Requests signed with a key of the sandbox, over plain HTTP. */
export const signedHttp =
  (url: string, key: string): Http =>
  async (request) => {
    const { method, path, headers, body } = withKey(request, key);
    const response = await fetch(`${url}${path}`, { method, ...(headers && { headers }), ...(body !== undefined && { body }) });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };

/** A sandbox for the tests of one `describe`, on a Monday morning, read in pages of three. */
export function openBank(): Bank {
  let held: Pick<Bank, 'clock' | 'sandbox'> & { readonly http: Http } = nothing;
  before(async () => {
    const clock = virtualClock(Date.parse('2026-11-02T10:00:00Z'));
    const sandbox = await startPlaidSandbox({ clock, limits: null });
    held = { clock, sandbox, http: signedHttp(sandbox.url, (await sandbox.grant()).accessToken) };
  });
  after(() => held.sandbox.close());
  const connector = plaidWith({ pageSize: 3 });
  const open = (http: Http): Session => connector.open({ http, account: held.sandbox.accounts[0] ?? '', timeZone: 'Europe/London' });
  const asking: Bank['asking'] = (first) =>
    open(async (request) => {
      await first(request.path);
      return held.http(request);
    });
  return {
    get clock() {
      return held.clock;
    },
    get sandbox() {
      return held.sandbox;
    },
    get session() {
      return open(held.http);
    },
    asking,
    line: (fields) => held.sandbox.person({ does: 'create', kind: 'statementLine', fields: { name: 'A LINE', ...fields } }),
    edit: (id, fields) => held.sandbox.person({ does: 'edit', kind: 'statementLine', id, fields }),
    takeBack: (id) => held.sandbox.person({ does: 'void', kind: 'statementLine', id }),
    set: (fields) => held.sandbox.person({ does: 'setting', fields }),
  };
}

const nothing = {
  get clock(): never {
    return assert.fail('the sandbox has not started');
  },
  get sandbox(): never {
    return assert.fail('the sandbox has not started');
  },
  get http(): never {
    return assert.fail('the sandbox has not started');
  },
};

export interface News {
  readonly lines: readonly StatementLine[];
  readonly gone: readonly string[];
  readonly next: string;
  readonly pages: number;
}

/** All that is told since a bookmark. */
export async function newsSince(session: Session, cursor: string | null): Promise<News> {
  const lines: StatementLine[] = [];
  const gone: string[] = [];
  let [next, pages] = ['', 0];
  assert.ok(session.readers.statementLine);
  for await (const page of session.readers.statementLine.changes(cursor)) {
    lines.push(...page.seen.map(({ record }) => record));
    gone.push(...(page.gone ?? []));
    next = page.next;
    pages += 1;
  }
  return { lines, gone, next, pages };
}
