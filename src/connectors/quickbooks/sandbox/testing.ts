import { createBooks } from '../../../sandbox/books.ts';
import type { Company, CompanyRow, SandboxReply } from '../../../sandbox/request.ts';
import type { PersonEdit } from '../../../contract/sandbox.ts';
import { parseJson, writeJson } from '../../../core/json.ts';
import { createCompany } from './company.ts';
import { childIn, isFields, listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { americanCompany, britishCompany } from './server.ts';
import type { CompanyFacts } from './state.ts';

/** A company for tests, with a clock that moves one second at each look and can be set. Figures are read as exact texts. */
export interface Bench {
  readonly company: Company;
  readonly clock: { at: number };
  /** Everything that was saved, latest version last. */
  readonly rows: Map<string, CompanyRow>;
  /** Answers with the parsed body. Throws the refusal. */
  ask(path: string, body?: unknown): Fields;
  /** Writes an object and returns it: `write('Invoice', {…})`, `write('Invoice', {…}, 'operation=void')`. */
  write(entity: string, fields: Fields, query?: string): Fields;
  read(entity: string, id: string): Fields;
  /** The rows that a statement finds. */
  find(statement: string): readonly Fields[];
  /** The code of the refusal. */
  refusal(path: string, body?: unknown): string;
  reply(path: string, body?: unknown): SandboxReply;
  person(edit: PersonEdit): string;
  /** The trial balance in lines: 'Checking 100.00'. Accounts at zero are left out. */
  books(through?: string): readonly string[];
}

export const openBench = (facts: Partial<CompanyFacts> = {}): Bench => bench({ ...britishCompany, ...facts });
export const openAmericanBench = (): Bench => bench(americanCompany);

function bench(facts: CompanyFacts): Bench {
  const clock = { at: Date.parse('2026-11-21T10:00:00Z') };
  const company = createCompany({ ...facts, books: createBooks(), now: () => (clock.at += 1000) });
  const rows = new Map<string, CompanyRow>();
  const keep = (reply: SandboxReply): SandboxReply => {
    for (const row of reply.rows) rows.set(`${row.kind} ${row.id}`, { kind: row.kind, id: row.id, body: row.body });
    return reply;
  };
  const reply: Bench['reply'] = (path, body) => {
    const [below = '', query] = path.split('?');
    const text = body === undefined ? '' : typeof body === 'string' ? body : writeJson(body);
    return keep(
      company.answer({
        method: body === undefined ? 'GET' : 'POST',
        path: `/v3/company/${facts.id}/${below}`,
        query: new URLSearchParams(query),
        headers: {},
        body: text,
        app: 'Tests',
      }),
    );
  };
  const ask: Bench['ask'] = (path, body) => {
    const answer = reply(path, body);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.body}`);
    const read = parseJson(answer.body);
    return isFields(read) ? read : {};
  };
  return {
    company,
    clock,
    rows,
    reply,
    ask,
    write: (entity, fields, query = '') => childIn(ask(`${entity.toLowerCase()}?${query}`, fields), entity),
    read: (entity, id) => childIn(ask(`${entity.toLowerCase()}/${id}`), entity),
    find(statement) {
      const found = childIn(ask('query', statement), 'QueryResponse');
      return Object.values(found).flatMap((value) => (Array.isArray(value) ? value.filter(isFields) : []));
    },
    refusal(path, body) {
      const answer = reply(path, body);
      return answer.status === 400 ? codeIn(parseJson(answer.body)) : `answered ${answer.status}`;
    },
    person(edit) {
      const answer = keep(company.person(edit));
      if (answer.status !== 200) throw new Error(answer.body);
      return answer.body;
    },
    books: (through) =>
      Object.entries(company.trialBalance(through))
        .filter(([, amount]) => amount !== '0.00')
        .map(([account, amount]) => `${account} ${amount}`)
        .toSorted((a, b) => a.localeCompare(b)),
  };
}

const codeIn = (body: unknown): string =>
  (isFields(body) ? listIn(childIn(body, 'Fault'), 'Error') : []).map((error) => textIn(error, 'code') ?? '').join(' ');

/** A line of a sale: so many, at a price, with a tax code. */
export const saleLine = (amount: string, taxCode: string, more: Fields = {}): Fields => ({
  Amount: amount,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: taxCode }, ...more },
});
