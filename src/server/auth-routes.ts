import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { words } from '../api/people-asked.ts';
import { complain, headersOf, oneAtATime, passCookies } from './auth-desk.ts';
import type { PeopleParts } from './auth-desk.ts';
import { resetPages } from './auth-reset.ts';

/**
 * The library's paths that can be reached, and no others, each with what the audit trail calls it. What is not here has no use for
 * us, or would let somebody in who was not invited.
 */
const open: readonly { readonly method: 'GET' | 'POST'; readonly path: string; readonly deed: string | null }[] = [
  { method: 'POST', path: '/sign-out', deed: null },
  { method: 'GET', path: '/get-session', deed: null },
  { method: 'GET', path: '/list-sessions', deed: null },
  { method: 'POST', path: '/revoke-session', deed: 'ended a session of theirs' },
  { method: 'POST', path: '/revoke-sessions', deed: 'ended all their sessions' },
  { method: 'POST', path: '/revoke-other-sessions', deed: 'ended their other sessions' },
  { method: 'POST', path: '/change-password', deed: 'changed their password' },
  { method: 'POST', path: '/reset-password', deed: null },
  { method: 'POST', path: '/two-factor/enable', deed: 'began to set up a second factor' },
  { method: 'POST', path: '/two-factor/disable', deed: 'gave up their second factor' },
  { method: 'POST', path: '/two-factor/get-totp-uri', deed: null },
  { method: 'POST', path: '/two-factor/generate-backup-codes', deed: 'made new backup codes' },
  { method: 'POST', path: '/two-factor/verify-totp', deed: 'gave a code of their second factor' },
  { method: 'POST', path: '/two-factor/verify-backup-code', deed: 'used a backup code' },
];

/** Sign-in and what belongs to it, at `/auth`. */
export function authRoutes(parts: PeopleParts): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    // The library reads the body itself, as it came.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 65_536 }, (_request, body, done) => done(null, body));
    app.addHook('preValidation', async (request, reply) => {
      const isJson = request.url.startsWith('/auth/reset?') || request.url === '/auth/reset' || jsonOf(request.body) !== null;
      if (request.method === 'POST' && !isJson) return complain(reply, noJson);
      // The database takes no NUL; the library would call that a mistake of its own, with a stack on the screen.
      if (typeof request.body === 'string' && nul.test(request.body)) return complain(reply, noLetter);
    });
    for (const { method, path, deed } of open)
      app.route({
        method,
        url: `/auth${path}`,
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          const asked = await ask(parts, request, path);
          if (asked.response.ok && deed !== null) await note(parts, asked.person, deed);
          return answer(asked, reply);
        },
      });
    app.post('/auth/sign-in/email', (request, reply) => signIn(parts, request, reply));
    const queue = oneAtATime();
    app.post('/auth/sign-up/email', (request, reply) => queue(() => signUpFirst(parts, request, reply)));
    await app.register(resetPages(parts));
  };
}

interface Who {
  readonly id: string;
  readonly name: string;
}

/** Asks the library; gives its answer, and who asked or has just come in. */
async function ask(
  { auth, publicUrl, address }: PeopleParts,
  request: FastifyRequest,
  path: string,
): Promise<{ readonly response: Response; readonly text: string; readonly person: Who | null }> {
  const library = await auth();
  const headers = headersOf(request, publicUrl);
  const before = request.headers.cookie === undefined ? null : await library.api.getSession({ headers }).catch(() => null);
  const asked = new Request(`${address()}/auth${path}`, {
    method: request.method,
    headers,
    ...(typeof request.body === 'string' && { body: request.body }),
  });
  const response = await library.handler(asked);
  const text = await response.text();
  const known = before?.user ?? whoCameIn(text);
  return { response, text, person: known };
}

const cameIn = z.object({ user: z.object({ id: z.string(), name: z.string() }) });

function whoCameIn(text: string): Who | null {
  const read = cameIn.safeParse(jsonOf(text));
  return read.success ? read.data.user : null;
}

function jsonOf(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

const said = z.object({ message: z.string(), code: z.string().optional() });

/** The library's answer as ours; a refusal also says `error`, like every other of our refusals. */
function answer({ response, text }: { readonly response: Response; readonly text: string }, reply: FastifyReply): FastifyReply {
  passCookies(response.headers, reply);
  const retry = response.headers.get('x-retry-after');
  if (retry !== null) reply.header('retry-after', retry);
  if (response.ok) return reply.code(response.status).type('application/json').header('cache-control', 'no-store').send(text);
  const read = said.safeParse(jsonOf(text));
  return complain(reply, {
    status: response.status,
    code: read.success ? (read.data.code ?? 'refused') : 'refused',
    error: read.success ? read.data.message : 'That was refused.',
  });
}

const mostFailures = 10;
const failuresLastMilliseconds = 15 * 60_000;
const credentials = z.object({ email: z.string().min(1).max(320) });

/** As many wrong passwords as one account gets, from however many addresses they come. */
async function signIn(parts: PeopleParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { people, now } = parts;
  const read = credentials.safeParse(jsonOf(request.body));
  const email = read.success ? read.data.email : '';
  const since = now() - failuresLastMilliseconds;
  if ((await people.failures(email, since)) >= mostFailures)
    return complain(reply, {
      status: 429,
      code: 'too-many-failures',
      error: 'There were too many wrong passwords for this address.',
      fix: 'Wait a quarter of an hour, or have an owner make a link to a new password.',
    });
  const asked = await ask(parts, request, '/sign-in/email');
  if (asked.response.status === 401) await people.addFailure(email, now(), since);
  if (asked.response.ok) {
    await people.forgetFailures(email);
    await note(parts, whoCameIn(asked.text), 'signed in');
  }
  return answer(asked, reply);
}

/** The first who comes becomes the owner, and nobody after them. */
async function signUpFirst(parts: PeopleParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { people, organisation, publicUrl, now } = parts;
  // Whoever finds a public address first is not yet the owner of the books.
  if (publicUrl !== null && !(await people.isAnybodyHere())) return complain(reply, notFromOutside);
  if (!named.safeParse(jsonOf(request.body)).success) return complain(reply, noName);
  let asked: Awaited<ReturnType<typeof ask>> | null = null;
  const joined = await people.joinAsFirst(organisation, now(), async () => {
    asked = await ask(parts, request, '/sign-up/email');
    const came = asked.response.ok ? whoCameIn(asked.text) : null;
    return came === null ? null : { person: came.id, name: came.name };
  });
  if (joined === 'not first' || asked === null) return complain(reply, closed);
  return answer(asked, reply);
}

const named = z.object({ name: words(100) });
const noName = { status: 400, code: 'invalid-request', error: 'A name has 1 to 100 characters that can be shown.' };
const noJson = { status: 400, code: 'invalid-request', error: 'The request has no body in JSON.' };
// oxlint-disable-next-line no-control-regex
const nul = /\u0000|\\u0000|(?:^|[=&])%00/;
const noLetter = { status: 400, code: 'invalid-request', error: 'The request holds a character that is none.' };
const closed = {
  status: 403,
  code: 'sign-up-closed',
  error: 'Sign-up is closed: somebody is the owner already.',
  fix: 'Ask an owner for an invitation.',
};
const notFromOutside = {
  status: 403,
  code: 'sign-up-closed',
  error: 'The first owner does not sign up under a public address.',
  fix: 'Make a link with "tieout people invite <e-mail address>" on the machine where Tieout runs, and open it.',
};

/** Told to the trail of every organisation that they belong to: it is one person who signs in to all of them. */
async function note({ people, now }: PeopleParts, who: Who | null, action: string): Promise<void> {
  if (who === null) return;
  for (const { organisation } of await people.membershipsOf(who.id))
    await people.addDeed(organisation, { at: now(), actor: who.name, action, subject: who.id, detail: { who: { person: who.id } } });
}
