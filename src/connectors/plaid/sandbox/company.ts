import type { PersonEdit } from '../../../contract/sandbox.ts';
import type { Instant } from '../../../core/day.ts';
import { parseJson, writeJson } from '../../../core/json.ts';
import type { Kind } from '../../../core/records.ts';
import type { Company, SandboxReply, SandboxRequest } from '../../../sandbox/request.ts';
import { answers } from './answers.ts';
import { fieldsIn, isFields } from './fields.ts';
import type { Fields } from './fields.ts';
import { editByPerson } from './person.ts';
import { errorOf, Refusal, requestId } from './refusals.ts';
import { accountShapes, itemShape, transactionShape, trialBalance } from './shapes.ts';
import { createState } from './state.ts';
import type { ItemFacts, State } from './state.ts';

export interface PlaidItem extends Company {
  readonly state: State;
}

/** An item: a sign-in at one bank, its accounts and their lines, and how the API answers about them. */
export function createItem(facts: ItemFacts, now: () => Instant): PlaidItem {
  const state = createState(facts, now);
  return {
    account: facts.item_id,
    name: facts.institution_name,
    state,
    answer: (request) => answer(state, request),
    person: (edit) => byPerson(state, edit),
    load: (rows) => {
      for (const row of rows) state.load(row);
    },
    documents: (kind) => documentsOf(state, kind),
    trialBalance: (through) => trialBalance(state, through ?? null),
  };
}

const headers = { 'content-type': 'application/json' } as const;

function answer(state: State, { method, path, body }: SandboxRequest): SandboxReply {
  try {
    const answering = method === 'POST' ? answers[path] : undefined;
    if (answering === undefined)
      throw new Refusal('INVALID_REQUEST', 'NOT_FOUND', `${method} ${path} is not an address of this sandbox`, 404);
    const said = { ...answering(state, fieldsIn(body)), request_id: requestId() };
    return { status: 200, headers, body: writeJson(said), ...state.settle() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, headers, body: writeJson(errorOf(error)), ...state.settle() };
  }
}

function byPerson(state: State, edit: PersonEdit): SandboxReply {
  try {
    return { status: 200, body: editByPerson(state, edit), ...state.settle() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 400, body: error.message, ...state.settle() };
  }
}

function documentsOf(state: State, kind: Kind): readonly Fields[] {
  const shapes =
    kind === 'organisation'
      ? [itemShape(state)]
      : kind === 'account'
        ? accountShapes(state)
        : kind === 'statementLine'
          ? [...state.transactions.values()]
              .filter(({ removedAt }) => removedAt === null)
              .map((line) => transactionShape(state, line, true))
          : [];
  const parsed: unknown = parseJson(writeJson(shapes));
  return Array.isArray(parsed) ? parsed.filter(isFields) : [];
}
