import type { Day, Instant } from '../../../core/day.ts';
import { writeJson } from '../../../core/json.ts';
import type { Books } from '../../../sandbox/books.ts';
import type { Company, SandboxReply, SandboxRequest } from '../../../sandbox/request.ts';
import type { PersonEdit } from '../../../contract/sandbox.ts';
import type { Ask, Payload } from './asking.ts';
import { documentsOf } from './documents.ts';
import { envelope, failure } from './envelope.ts';
import { loadRows } from './loading.ts';
import { messages } from './messages.ts';
import { editByPerson } from './person.ts';
import { Missing } from './refusals.ts';
import { resources } from './resources.ts';
import { seedAccounts, seedSettings, seedTaxRates } from './seed.ts';
import { createState } from './state.ts';
import type { CompanyFacts, State } from './state.ts';
import { plainCents } from './wire.ts';

export interface CompanyOptions extends CompanyFacts {
  /** Empty books, which from now on belong to the company. */
  readonly books: Books;
  readonly now: () => Instant;
  /** For tests and simulations that need the same ids again; a random one otherwise. */
  readonly newId?: () => string;
}

const root = '/api.xro/2.0/';

/** A Xero organisation: its documents, its settings and its books, and how the Accounting API answers about them. */
export function createCompany(options: CompanyOptions): Company {
  const { books, now, newId, ...facts } = options;
  const state = createState({ facts, books, now, settings: seedSettings(facts), ...(newId ? { newId } : {}) });
  for (const account of seedAccounts(facts)) state.tables.accounts.load(account);
  for (const rate of seedTaxRates(facts)) state.tables.taxRates.load(rate);
  for (const table of Object.values(state.tables)) table.arrange();

  return {
    account: facts.id,
    name: facts.name,
    answer: (request) => answer(state, request),
    person: (edit) => byPerson(state, edit),
    load: (rows) => loadRows(state, rows),
    documents: (kind) => documentsOf(state, kind),
    trialBalance: (through) => trialBalance(state, through),
  };
}

function answer(state: State, request: SandboxRequest): SandboxReply {
  const start = state.mark();
  try {
    const payload = route(state, request);
    const isRefused = payload.kind === 'invalid';
    const body =
      payload.kind === 'nothing' ? '' : writeJson(isRefused ? failure.validation(payload.elements) : envelope(state, request.app, payload));
    if (isRefused) state.rollBack(start);
    return {
      status: isRefused ? 400 : payload.kind === 'nothing' ? 204 : 200,
      body,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      ...state.settle(),
    };
  } catch (error) {
    state.rollBack(start);
    return failure.reply(error);
  }
}

function route(state: State, request: SandboxRequest): Payload {
  if (!request.path.startsWith(root)) throw new Missing(messages.notFound);
  const [resource = '', ...steps] = request.path
    .slice(root.length)
    .split('/')
    .filter((step) => step !== '')
    .map(decoded);
  const ask: Ask = {
    state,
    method: request.method,
    steps,
    query: request.query,
    headers: request.headers,
    body: request.body,
    app: request.app,
    by: 'app',
  };
  const answerResource = resources[resource];
  if (!answerResource) throw new Missing(messages.notFound);
  return answerResource(ask);
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    throw new Missing(messages.notFound);
  }
}

function byPerson(state: State, edit: PersonEdit): SandboxReply {
  const start = state.mark();
  try {
    const id = editByPerson(state, edit);
    return { status: 200, body: id, ...state.settle() };
  } catch (error) {
    state.rollBack(start);
    const reply = failure.reply(error);
    return { ...reply, body: error instanceof Error ? error.message : reply.body };
  }
}

function trialBalance(state: State, through: Day | undefined): Readonly<Record<string, string>> {
  const balances = [...state.books.trialBalance({ from: null, through: through ?? null })];
  return Object.fromEntries(
    balances.map(([id, minor]) => {
      const account = state.tables.accounts.get(id);
      return [account?.code ?? account?.name ?? id, plainCents(minor)];
    }),
  );
}
