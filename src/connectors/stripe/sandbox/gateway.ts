import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../contract/sandbox.ts';
import { json } from '../../../sandbox/host.ts';
import type { Answer, Incoming, Outgoing } from '../../../sandbox/host.ts';
import type { Running } from '../../../sandbox/start.ts';
import { permissionsFor } from './access.ts';
import { accountHeader } from './dialect.ts';
import { keyOf } from './keys.ts';

/** What stands before the API: keys become sign-ins, every answer has its number, a repeated one says so. */
export function createGateway(
  { api }: Running,
  { account, signedIn, clock }: { readonly account: string; readonly signedIn: (incoming: Incoming) => Incoming; readonly clock: Clock },
): (incoming: Incoming) => Promise<Outgoing> {
  return async (incoming) => {
    const id = `req_${randomBytes(9).toString('base64url').replaceAll(/[-_]/g, 'x')}`;
    const known = signedIn(incoming);
    const headers = { ...known.headers, [accountHeader]: known.headers[accountHeader] ?? account, 'x-sandbox-request': id };
    const answer = await api.answer({ ...known, headers });
    return 'status' in answer ? dated(numbered(named(answer, incoming, account), id), clock) : answer;
  };
}

/** The time of the answer is the account's, which a virtual clock may keep. */
const dated = (answer: Answer, clock: Clock): Answer => ({
  ...answer,
  headers: { ...answer.headers, date: new Date(clock.now()).toUTCString() },
});

/** The answer of an earlier request carries that request's number. */
function numbered(answer: Answer, id: string): Answer {
  const first = answer.headers?.['request-id'];
  const isRepeated = first !== undefined && first !== id;
  return {
    ...answer,
    headers: { ...answer.headers, 'request-id': id, ...(isRepeated && { 'idempotent-replayed': 'true', 'original-request': first }) },
  };
}

/** A key that lacks a permission is told which. */
function named(answer: Answer, incoming: Incoming, account: string): Answer {
  if (answer.status !== 403 || !answer.body.includes('more_permissions_required')) return answer;
  const key = keyOf(incoming);
  const [permission = ''] = permissionsFor(incoming.method, incoming.path);
  return json(403, {
    error: {
      type: 'invalid_request_error',
      code: 'more_permissions_required',
      message:
        `The provided key '${key.slice(0, 8)}***${key.slice(-4)}' does not have the required permissions for this endpoint on account ` +
        `'${account}'. Having the 'rak_${permission}' permission would allow this request to continue.`,
    },
  });
}
