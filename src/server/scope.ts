import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Permission } from '../api/people.ts';
import { permissionsOf } from './permissions.ts';
import type { Actor } from './permissions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a route under /v1 asks of who calls it; `anybody`: nothing, not even to be known. */
    may?: Permission | 'anybody';
    /** What the audit trail calls it ('approved a batch'); null: it decides nothing, though it is no GET. Left out: method and path. */
    deed?: string | null;
    /** It is asked again and again until something is done: an answer of 202 says that nothing is yet, and is no deed. */
    isAskedUntilDone?: boolean;
    /** Whoever made what the batch in the address writes may not, in organisations that want two people to see it. */
    fourEyes?: boolean;
  }
  interface FastifyRequest {
    /** Whose books the request is about. Set before any handler runs; routes know no other way to name an organisation. */
    organisation: string;
    /** Who asks. `nameOf` gives the name under which a decision is recorded. */
    actor: Actor;
    /** The ids of the records that a handler has made, for the audit trail; null where the answer itself says it. */
    made: readonly string[] | null;
    /** Whether whoever asks would still be let in: for an answer that goes on. */
    isStillLetIn: () => Promise<boolean>;
  }
}

/** For whom a request may speak, by its session or its API key. */
export type Scope =
  | { readonly is: 'known'; readonly organisation: string; readonly actor: Actor }
  | { readonly is: 'stranger' }
  /** Somebody we know, who asks about an organisation that is not theirs, whether or not there is one of that name. */
  | { readonly is: 'no member' };

/** A session that is renewed on the way is told to the browser through the reply; null once the answer has begun. */
export type ScopeOf = (request: FastifyRequest, reply: FastifyReply | null) => Promise<Scope>;

/**
 * Puts the organisation and the actor on every request of this server, or of this part of it, and turns away those that may not
 * do what the route asks for. Each route says what that is in its `config.may`; one that says nothing is refused when it is made.
 */
export function scopeRequests(app: FastifyInstance, scopeOf: ScopeOf): void {
  app.decorateRequest('organisation', '');
  app.decorateRequest('actor');
  app.decorateRequest('made', null);
  app.decorateRequest('isStillLetIn');
  app.addHook('onRoute', demandPermission);
  app.addHook('onRequest', async (request, reply) => {
    request.actor = stranger;
    const { may } = request.routeOptions.config;
    if (may === 'anybody') return;
    // Where there is no route there is no permission either, and nothing to find out.
    if (may === undefined) return reply.callNotFound();
    const scope = await scopeOf(request, reply);
    if (scope.is !== 'known') return turnAway(reply, scope.is === 'stranger' ? notKnown : notTheirs);
    request.organisation = scope.organisation;
    request.actor = scope.actor;
    request.isStillLetIn = async () => isLetIn(await scopeOf(request, null), scope.organisation, may);
    if (!permissionsOf(scope.actor).includes(may)) return turnAway(reply, notAllowed(may));
  });
}

const isLetIn = (scope: Scope, organisation: string, may: Permission): boolean =>
  scope.is === 'known' && scope.organisation === organisation && permissionsOf(scope.actor).includes(may);

/** For a route whose body decides what it takes: answers, and gives back false, when the actor may not. */
export function isAllowed(request: FastifyRequest, reply: FastifyReply, may: Permission): boolean {
  if (permissionsOf(request.actor).includes(may)) return true;
  turnAway(reply, notAllowed(may));
  return false;
}

const stranger: Actor = { kind: 'stranger' };

/** A route that forgets to say what it asks for must not be open, nor closed by a guess of ours. */
function demandPermission({ method, url, config }: RouteOptions): void {
  if (config?.may === undefined) throw new Error(`${String(method)} ${url} does not say in its config.may what it asks for`);
}

interface TurnedAway {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly expected: string | null;
  readonly fix: string;
}

const notKnown: TurnedAway = {
  status: 401,
  code: 'no-organisation',
  message: 'The request does not say whose book it is for.',
  expected: null,
  fix: 'Sign in, or send an API key of the organisation.',
};
const notTheirs: TurnedAway = {
  status: 403,
  code: 'not-a-member',
  message: 'You are not a member of this organisation.',
  expected: null,
  fix: 'Choose one of yours, or ask an owner of this one for an invitation.',
};

const words: Readonly<Record<Permission, string>> = {
  read: 'who may look at the books',
  create: 'who may make documents in billing',
  keep: 'who may keep the books: answer, map, connect',
  approve: 'who may approve what is written, go live and undo',
  own: 'an owner, signed in',
};

const notAllowed = (may: Permission): TurnedAway => ({
  status: 403,
  code: 'not-allowed',
  message: 'Your role does not allow this.',
  expected: words[may],
  fix: 'Ask somebody who may, or an owner for another role.',
});

/** Sent at once and in one form, whatever the error handler of the route: `error` for the page, `code` for programs. */
function turnAway(reply: FastifyReply, { status, code, message, expected, fix }: TurnedAway): FastifyReply {
  const told = { error: message, code, message, seen: null, expected, fix };
  return reply.code(status).type('application/json').serializer(JSON.stringify).send(told);
}
