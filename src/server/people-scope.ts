import type { FastifyReply, FastifyRequest } from 'fastify';
import { headersOf, passCookies } from './auth-desk.ts';
import type { PeopleParts } from './auth-desk.ts';
import { apiKeyOf } from './server.ts';
import type { Scope, ScopeOf } from './scope.ts';

/** Who somebody with several organisations asks for; a page that cannot set headers says it in the address instead. */
const organisationHeader = 'x-tieout-organisation';

const seenMilliseconds = 5 * 60_000;

/** For whom a request may speak: by an API key if it brings one, else by a session. */
export function scopeOfPeople(parts: PeopleParts): ScopeOf {
  return async (request, reply) => {
    if (request.headers.authorization !== undefined) return scopeOfKey(parts, request);
    // A stranger costs nothing: the library is not even loaded for one.
    if (!(request.headers.cookie ?? '').includes('tieout.session_token=')) return { is: 'stranger' };
    return scopeOfSession(parts, request, reply);
  };
}

async function scopeOfKey({ people, now }: PeopleParts, request: FastifyRequest): Promise<Scope> {
  const key = apiKeyOf(request);
  const owner = key === null ? null : await people.ownerOfApiKey(key, now());
  if (owner === null) return { is: 'stranger' };
  const { organisation, label, role } = owner;
  return isAskedFor(request, organisation) ? { is: 'known', organisation, actor: { kind: 'key', label, role } } : { is: 'no member' };
}

async function scopeOfSession(parts: PeopleParts, request: FastifyRequest, reply: FastifyReply | null): Promise<Scope> {
  const { people, auth, publicUrl, now } = parts;
  const { headers, response } = await (await auth()).api.getSession({ headers: headersOf(request, publicUrl), returnHeaders: true });
  if (reply !== null) passCookies(headers, reply);
  if (response === null) return { is: 'stranger' };
  const { id: person, name } = response.user;
  const memberships = await people.membershipsOf(person);
  const membership = memberships.find(({ organisation }) => isAskedFor(request, organisation));
  if (membership === undefined) return { is: 'no member' };
  const { organisation, role, seenAt } = membership;
  if (now() - (seenAt ?? 0) > seenMilliseconds) await people.markSeen(organisation, person, now());
  return { is: 'known', organisation, actor: { kind: 'person', person, name, role } };
}

function isAskedFor(request: FastifyRequest, organisation: string): boolean {
  const asked = request.headers[organisationHeader] ?? new URLSearchParams(request.url.split('?')[1]).get('organisation');
  return asked === null || asked === organisation;
}
