import { parseJson, writeJson } from '../../../core/json.ts';
import type { Instant } from '../../../core/day.ts';
import type { PersonEdit } from '../../../contract/sandbox.ts';
import type { Books } from '../../../sandbox/books.ts';
import type { Company, SandboxReply, SandboxRequest } from '../../../sandbox/request.ts';
import { answerBatch } from './batch.ts';
import { answerChanges } from './changes.ts';
import { documentsOf, trialBalanceOf } from './documents.ts';
import { entityNamed } from './entities.ts';
import type { Entity } from './entities.ts';
import { exchangeRateOn } from './exchange-rates.ts';
import { faultShape } from './failing.ts';
import { Fault, faults } from './faults.ts';
import type { Fields } from './fields.ts';
import { loadRows } from './loading.ts';
import { companyInfo, preferences } from './organisation.ts';
import { editByPerson } from './person.ts';
import { answerQuery, objectIn, readOne, withTime } from './reading.ts';
import { remembered } from './replays.ts';
import { answerReport } from './reports.ts';
import { seed } from './seed.ts';
import { sendDocument } from './sending.ts';
import { createState } from './state.ts';
import type { CompanyFacts, State } from './state.ts';
import { createTaxCode } from './tax-service.ts';
import { written } from './written.ts';

export interface CompanyOptions extends CompanyFacts {
  /** Empty books, which from now on belong to the company. */
  readonly books: Books;
  readonly now: () => Instant;
}

/** A QuickBooks company: its objects, its settings and its books, and how the Accounting API answers about them. */
export function createCompany({ books, now, ...facts }: CompanyOptions): Company {
  const state = createState({ facts, books, now });
  seed(state);
  return {
    account: facts.id,
    name: facts.name,
    answer: (request) => answer(state, request),
    person: (edit) => byPerson(state, edit),
    load: (rows) => loadRows(state, rows),
    documents: (kind) => documentsOf(state, kind),
    trialBalance: (through) => trialBalanceOf(state, through),
  };
}

function answer(state: State, request: SandboxRequest): SandboxReply {
  try {
    const body = remembered(state, request, () => writeJson(route(state, request)));
    return { status: 200, body, headers: json, ...state.settle() };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const settled = state.settle();
    return { status: 400, body: writeJson(withTime(state, { Fault: faultShape(error) })), headers: json, ...settled };
  }
}

const json = { 'content-type': 'application/json;charset=UTF-8' };

function route(state: State, request: SandboxRequest): Fields {
  // '', 'v3', 'company', realm, then what is asked for.
  const [resource = '', ...steps] = request.path.split('/').slice(4);
  const name = resource.toLowerCase();
  if (name === 'query') return withTime(state, { QueryResponse: answerQuery(state, statementIn(request)) });
  if (name === 'batch') return answerBatch(state, parsed(request.body));
  if (name === 'cdc') return withTime(state, answerChanges(state, request.query));
  if (name === 'reports') return answerReport(state, steps[0] ?? '', request.query);
  const isRead = request.method === 'GET';
  if (!isRead && (request.method !== 'POST' || name === 'companyinfo' || name === 'preferences'))
    throw faults.operation(`${request.method} ${resource}`);
  if (name === 'companyinfo') return withTime(state, { CompanyInfo: companyInfo(state) });
  if (name === 'preferences') return withTime(state, { Preferences: preferences(state) });
  if (name === 'taxservice') return state.attempt(() => createTaxCode(state, parsed(request.body)));
  if (name === 'exchangerate' && isRead) return withTime(state, exchangeRateOn(state, request.query));
  const entity = entityNamed(name);
  if (!entity) throw faults.operation(resource);
  return withTime(state, isRead ? readOne(state, entity, steps[0] ?? '') : writeOne(state, entity, request, steps));
}

const statementIn = ({ method, query, body }: SandboxRequest): string => {
  const statement = method === 'POST' && body.trim() !== '' ? body : query.get('query');
  if (statement === null || statement.trim() === '') throw faults.parse('Encountered "<EOF>": there is no statement.');
  return statement;
};

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    throw faults.badValue('body', 'the request is not JSON');
  }
}

function writeOne(state: State, entity: Entity, request: SandboxRequest, steps: readonly string[]): Fields {
  if (steps[1] === 'send')
    return state.attempt(() => ({ [entity.type]: sendDocument(state, entity, steps[0] ?? '', request.query.get('sendTo')) }));
  const operation = request.query.get('operation');
  const options = new Set((request.query.get('include') ?? '').split(',').filter((option) => option !== ''));
  const sent = objectIn(parsed(request.body), entity);
  return state.attempt(() => ({ [entity.type]: written(state, entity, { sent, operation, options }) }));
}

function byPerson(state: State, edit: PersonEdit): SandboxReply {
  try {
    const id = state.attempt(() => editByPerson(state, edit));
    return { status: 200, body: id, ...state.settle() };
  } catch (error) {
    const why = error instanceof Fault ? error.detail : error instanceof Error ? error.message : String(error);
    return { status: 400, body: why, ...state.settle() };
  }
}
