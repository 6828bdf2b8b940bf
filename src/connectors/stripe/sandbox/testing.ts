import type { PersonEdit } from '../../../contract/sandbox.ts';
import type { Kind } from '../../../core/records.ts';
import type { SandboxReply } from '../../../sandbox/request.ts';
import { createCompany } from './company.ts';
import type { StripeCompany } from './company.ts';
import { isFields } from './fields.ts';
import type { Fields } from './fields.ts';
import { sandboxAccount } from './server.ts';
import type { AccountFacts } from './state.ts';

export interface Bench {
  readonly company: StripeCompany;
  readonly clock: { at: number };
  /** Moves the clock. */
  pass(days: number, seconds?: number): void;
  get(path: string): Fields;
  /** What a list holds. */
  list(path: string): readonly Fields[];
  post(path: string, form?: Readonly<Record<string, string>>): Fields;
  /** The error object of a refused request. */
  refusal(method: string, path: string, form?: Readonly<Record<string, string>>): Fields;
  create(kind: Kind, fields: Fields): string;
  edit(kind: Kind, id: string, fields: Fields): string;
  person(edit: PersonEdit): string;
  /** As `person`, where a refusal is as good. */
  attempt(edit: PersonEdit): SandboxReply;
  readonly balance: () => string;
  /** Everything that was saved, latest version last. */
  readonly rows: Map<string, SandboxReply['rows'][number]>;
}

/** An account at ten on a Monday morning, UTC. */
export function openBench(facts: Partial<AccountFacts> = {}): Bench {
  const clock = { at: Date.parse('2026-11-02T10:00:00Z') };
  const company = createCompany({ facts: { ...sandboxAccount, ...facts }, now: () => clock.at });
  const rows = new Map<string, SandboxReply['rows'][number]>();
  const keep = (reply: SandboxReply): SandboxReply => {
    for (const row of reply.rows) rows.set(`${row.kind} ${row.id}`, row);
    return reply;
  };
  const ask = (
    method: string,
    path: string,
    form: Readonly<Record<string, string>> = {},
  ): { readonly status: number; readonly body: Fields } => {
    const [below = '', query] = path.split('?');
    const body = new URLSearchParams(form).toString();
    const reply = keep(
      company.answer({ method, path: `/v1/${below}`, query: new URLSearchParams(query), headers: {}, body, app: 'Tests' }),
    );
    const read: unknown = JSON.parse(reply.body);
    return { status: reply.status, body: isFields(read) ? read : {} };
  };
  const good = (method: string, path: string, form?: Readonly<Record<string, string>>): Fields => {
    const { status, body } = ask(method, path, form);
    if (status !== 200) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const person = (edit: PersonEdit): string => {
    const reply = keep(company.person(edit));
    if (reply.status !== 200) throw new Error(reply.body);
    return reply.body;
  };
  return {
    company,
    clock,
    rows,
    pass: (days, seconds = 0) => void (clock.at += days * 86_400_000 + seconds * 1000),
    get: (path) => good('GET', path),
    list: (path) => listIn(good('GET', path), 'data'),
    post: (path, form) => good('POST', path, form),
    refusal: (method, path, form) => childOf(ask(method, path, form).body, 'error'),
    create: (kind, fields) => person({ does: 'create', kind, fields }),
    edit: (kind, id, fields) => person({ does: 'edit', kind, id, fields }),
    person,
    attempt: (edit) => keep(company.person(edit)),
    balance: () => company.trialBalance()['usd'] ?? '',
  };
}

export function listIn(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function childOf(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : {};
}

/** The id of an object; 'none' of what is not there. */
export const idIn = (fields: Fields | undefined): string => (typeof fields?.['id'] === 'string' ? fields['id'] : 'none');
