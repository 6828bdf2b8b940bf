import { createBooks } from '../../../sandbox/books.ts';
import type { Company, SandboxReply } from '../../../sandbox/request.ts';
import type { PersonEdit } from '../../../contract/sandbox.ts';
import { parseJson, writeJson } from '../../../core/json.ts';
import { createCompany } from './company.ts';
import type { CompanyFacts } from './state.ts';
import { isFields, listIn } from './fields.ts';
import type { Fields } from './fields.ts';

/** A company for tests, with a clock that moves one second at each look and can be set. Figures are read as exact texts. */
export interface Bench {
  readonly company: Company;
  /** Answers with the parsed body; refuses to go on when the status is not the one that is expected. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    options?: { readonly expect?: number; readonly headers?: Readonly<Record<string, string>> },
  ): Fields;
  /** The first element of the named list of an answer. */
  first(method: string, path: string, body?: unknown): Fields;
  /** The messages of a refused write. */
  refusal(method: string, path: string, body?: unknown): readonly string[];
  reply(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): SandboxReply;
  person(edit: PersonEdit): string;
  /** As `person`, where a refusal is as good. */
  attempt(edit: PersonEdit): SandboxReply;
  readonly clock: { at: number };
  /** Everything that was saved, latest version last. */
  readonly rows: Map<string, SandboxReply['rows'][number]>;
}

const london: CompanyFacts = {
  id: '6f2f7c3e-1b0d-4c8f-9a51-000000000001',
  name: 'Demo Company (UK)',
  country: 'GB',
  baseCurrency: 'GBP',
  timeZone: 'Europe/London',
};

export function openBench(facts: Partial<CompanyFacts> = {}): Bench {
  const clock = { at: Date.parse('2026-11-21T10:00:00Z') };
  const company = createCompany({ ...london, ...facts, books: createBooks(), now: () => (clock.at += 1000) });
  const rows = new Map<string, SandboxReply['rows'][number]>();

  const keep = (reply: SandboxReply): SandboxReply => {
    for (const row of reply.rows) rows.set(`${row.kind} ${row.id}`, row);
    return reply;
  };
  const reply = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): SandboxReply => {
    const [below = '', query] = path.split('?');
    const text = body === undefined ? '' : writeJson(body);
    return keep(
      company.answer({ method, path: `/api.xro/2.0/${below}`, query: new URLSearchParams(query), headers, body: text, app: 'Tests' }),
    );
  };
  const ask: Bench['ask'] = (method, path, body, options = {}) => {
    const answer = reply(method, path, body, options.headers);
    if (answer.status !== (options.expect ?? 200)) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body}`);
    const read = answer.body.startsWith('{') ? parseJson(answer.body) : {};
    return isFields(read) ? read : {};
  };
  return {
    company,
    clock,
    rows,
    reply,
    ask,
    first: (method, path, body) => elementsIn(ask(method, path, body))[0] ?? {},
    refusal: (method, path, body) => (listIn(ask(method, path, body, { expect: 400 }), 'Elements') ?? []).flatMap(messagesIn),
    attempt: (edit) => keep(company.person(edit)),
    person(edit) {
      const answer = keep(company.person(edit));
      if (answer.status !== 200) throw new Error(answer.body);
      return answer.body;
    },
  };
}

/** The elements of the one list that an answer holds. */
export function elementsIn(answer: Fields): readonly Fields[] {
  for (const value of Object.values(answer)) if (Array.isArray(value)) return value.filter(isFields);
  return [];
}

/** The messages of one refused element. */
export const messagesIn = (element: Fields): readonly string[] =>
  (listIn(element, 'ValidationErrors') ?? []).map((error) => String(error['Message']));

/** An approved sales invoice of one line; what is given replaces. */
export const invoiceOf = (fields: Fields = {}): Fields => ({
  Type: 'ACCREC',
  Status: 'AUTHORISED',
  Contact: { Name: 'Ada Ltd' },
  Date: '2026-11-01',
  DueDate: '2026-12-01',
  LineItems: [{ Description: 'Work', Quantity: 1, UnitAmount: 100, AccountCode: '200' }],
  ...fields,
});
