import type { AnyRecord } from '../../core/records.ts';
import type { Outcome, Reader, Seen, Step, Writer } from '../../contract/connector.ts';
import type { HttpRequest, HttpResponse } from '../../contract/http.ts';
import { startChain } from './chain.ts';
import type { Chain, Path } from './chain.ts';
import { readAnswer, rowsIn } from './rpc.ts';
import type { Line } from './rpc.ts';
import type { Wire } from './wire.ts';

/** How one kind is written: each step as a chain of its own, whose last link reads what stands then. Pure. */
export interface Writing<R extends AnyRecord> {
  readonly chain: (step: Step<R>, chain: Chain) => void;
  /** The record in the last link's row. Throws where the row does not tell enough. */
  readonly landed: (row: Wire, step: Step<R>) => Seen<R>;
}

export interface Looking<R extends AnyRecord> {
  readonly reader: Reader<R>;
  /** New documents by our reference. May return more. */
  readonly byReference: (references: readonly string[]) => Promise<readonly Seen<R>[]>;
  readonly seek: Writer<R>['seek'];
}

export function writerOf<R extends AnyRecord>(line: Line, writing: Writing<R>, { reader, byReference, seek }: Looking<R>): Writer<R> {
  return {
    calls: (steps) => steps.map((step, index) => ({ request: requestFor(line, writing, step), elements: [index] })),
    outcomes: (steps, response) => steps.map((step) => outcomeOf(step, steps.length, response, writing)),
    find: async (steps) => {
      const references = steps.flatMap((step) => (step.do === 'create' ? [step.reference] : []));
      const ids = steps.flatMap((step) => (step.do === 'create' ? [] : [step.id]));
      const made = references.length === 0 ? [] : await byReference(references);
      const known = ids.length === 0 ? [] : await reader.fetch(ids);
      return [...made.filter(({ reference }) => reference !== null && references.includes(reference)), ...known];
    },
    seek,
  };
}

function requestFor<R extends AnyRecord>(line: Line, writing: Writing<R>, step: Step<R>): HttpRequest {
  const chain = startChain(line.company);
  writing.chain(step, chain);
  return chain.request();
}

function outcomeOf<R extends AnyRecord>(step: Step<R>, count: number, response: HttpResponse, writing: Writing<R>): Outcome<R> {
  const answer = readAnswer(response);
  switch (answer.kind) {
    case 'no':
      return { state: 'refused', reason: answer.reason, message: answer.message, retryAfterSeconds: answer.retryAfterSeconds };
    case 'unclear':
      return { state: 'unknown', message: answer.message };
    case 'ok':
      break;
  }
  if (count > 1) return { state: 'unknown', message: 'Tryton takes one document in a call' };
  try {
    const [row, ...more] = rowsIn(answer.result);
    if (row === undefined || more.length > 0) return { state: 'unknown', message: 'Tryton did not show the document after the write' };
    const seen = writing.landed(row, step);
    if (step.do === 'create' ? seen.reference !== step.reference : seen.record.id !== step.id)
      return { state: 'unknown', message: `Tryton answered with another document, ${seen.record.id}` };
    return { state: 'landed', seen, warnings: [] };
  } catch (error) {
    return { state: 'unknown', message: error instanceof Error ? error.message : 'the answer cannot be read' };
  }
}

/** The account of a code; of an id where it has no code. */
export const accountIn = (chain: Chain, named: string): Path =>
  chain.find('account.account', [
    ['company', '=', Number(chain.company)],
    [
      'OR',
      ['code', '=', named],
      [
        ['code', '=', null],
        ['id', '=', /^\d{1,15}$/.test(named) ? Number(named) : -1],
      ],
    ],
  ]);

export const currencyIn = (chain: Chain, code: string): Path => chain.find('currency.currency', [['code', '=', code]]);

/** A change that says on which version it is based: Tryton refuses it when there is a newer one. */
export const basedOn = (chain: Chain, model: string, step: { readonly id: string; readonly version: string }) =>
  chain.context({ _timestamp: { [`${model},${step.id}`]: step.version } });
