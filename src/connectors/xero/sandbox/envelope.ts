import type { SandboxReply } from '../../../sandbox/request.ts';
import type { Payload } from './asking.ts';
import { messages } from './messages.ts';
import { BadQuery, Invalid, Malformed, Missing, NothingSent, WrongMethod } from './refusals.ts';
import type { State } from './state.ts';
import { wireBareInstant } from './wire.ts';
import { writeJson } from '../../../core/json.ts';

/** What stands around every collection that the Accounting API answers. */
export function envelope(state: State, app: string, payload: Extract<Payload, { readonly kind: 'collection' | 'bare' }>): unknown {
  if (payload.kind === 'bare') return payload.content;
  return {
    Id: state.newId(),
    Status: 'OK',
    ProviderName: app,
    DateTimeUTC: wireBareInstant(state.now()),
    ...(payload.paging ? { pagination: payload.paging } : {}),
    [payload.name]: payload.elements,
  };
}

const exception = (ErrorNumber: number, Type: string, Message: string) => ({ ErrorNumber, Type, Message });

const refusal = (status: number, body: unknown): SandboxReply => ({
  status,
  body: typeof body === 'string' ? body : writeJson(body),
  headers: { 'content-type': typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8' },
  changed: [],
  rows: [],
});

/** How a refusal looks on the wire. An error that is none of ours is a mistake of the sandbox and is thrown on. */
export const failure = {
  validation: (elements: readonly unknown[]) => ({
    ...exception(10, 'ValidationException', 'A validation exception occurred'),
    Elements: elements,
  }),
  reply(error: unknown): SandboxReply {
    if (error instanceof Invalid) {
      return refusal(
        400,
        failure.validation([{ HasValidationErrors: true, ValidationErrors: error.messages.map((Message) => ({ Message })) }]),
      );
    }
    if (error instanceof Malformed) return refusal(400, exception(17, 'PostDataInvalidException', error.message));
    if (error instanceof NothingSent) return refusal(400, exception(14, 'NoDataProcessedException', messages.nothingSent));
    if (error instanceof BadQuery) return refusal(400, exception(16, 'QueryParseException', error.message));
    if (error instanceof Missing) return refusal(404, error.message === '' ? messages.notFound : error.message);
    if (error instanceof WrongMethod) return refusal(405, 'The resource does not support this method');
    throw error;
  },
};
