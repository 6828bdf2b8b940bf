import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { InvitationShown } from '../api/people.ts';
import { words } from '../api/people-asked.ts';
import { typed } from './billing-resource.ts';
import { complain, headersOf, oneAtATime, passCookies } from './auth-desk.ts';
import type { Complaint, PeopleParts } from './auth-desk.ts';
import type { Joining, OpenInvitation } from './people-book.ts';

const tags = ['people'];
const token = z.string().min(20).max(200);
const acceptance = z.strictObject({
  token,
  name: words(100).optional(),
  password: z.string().min(10, 'A password has at least 10 characters').max(128).optional(),
});

/** What somebody does who holds the link of an invitation. Whoever has the token may read whom it invites, and nobody else. */
export function invitationRoutes(app: FastifyInstance, parts: PeopleParts): void {
  const { people, now } = parts;
  const reading = { tags, summary: 'Whom a link invites', querystring: z.object({ token }) };
  typed(app).get('/v1/invitation', { schema: reading, config: { may: 'anybody' } }, async ({ query }, reply) => {
    const open = await people.invitationOf(query.token, now());
    if (open === null) return complain(reply, over);
    const { email, organisationName, role, isKnown } = open;
    return { email, organisation: organisationName, role, isKnown } satisfies InvitationShown;
  });
  const queue = oneAtATime();
  const accepting = { tags, summary: 'Accept an invitation: sign up, or join with the account you are signed in to', body: acceptance };
  typed(app).post('/v1/invitation', { schema: accepting, config: { may: 'anybody' } }, (request, reply) =>
    queue(() => accept(parts, { request, reply, asked: request.body })),
  );
}

interface Accepting {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly asked: z.infer<typeof acceptance>;
}

async function accept(parts: PeopleParts, accepting: Accepting): Promise<FastifyReply> {
  const { people, now } = parts;
  const { reply, asked } = accepting;
  let complaint: Complaint = over;
  const joined = await people.joinByInvitation(asked.token, now(), async (open) => {
    const came = open.isKnown ? await signedIn(parts, accepting, open) : await signUp(parts, accepting, open);
    if ('person' in came) return came;
    complaint = came;
    return null;
  });
  return joined === 'joined' ? reply.code(201).send({ joined: true }) : complain(reply, complaint);
}

/** Somebody who has a password here joins with it, signed in: the link alone does not say who opened it. */
async function signedIn({ auth, publicUrl }: PeopleParts, { request }: Accepting, open: OpenInvitation): Promise<Joining | Complaint> {
  const session = await (await auth()).api.getSession({ headers: headersOf(request, publicUrl) });
  if (session === null) return signInFirst;
  return session.user.email === open.email ? { person: session.user.id, name: session.user.name } : somebodyElse;
}

async function signUp({ auth }: PeopleParts, { reply, asked }: Accepting, open: OpenInvitation): Promise<Joining | Complaint> {
  const { name, password } = asked;
  if (name === undefined || password === undefined) return incomplete;
  const { headers, response } = await (await auth()).api.signUpEmail({ body: { email: open.email, name, password }, returnHeaders: true });
  passCookies(headers, reply);
  return { person: response.user.id, name: response.user.name };
}

const over: Complaint = {
  status: 404,
  code: 'no-invitation',
  error: 'This invitation was used, taken back, or is too old.',
  fix: 'Ask an owner for another link.',
};
const signInFirst: Complaint = {
  status: 401,
  code: 'sign-in-first',
  error: 'You have an account here already.',
  fix: 'Sign in with it, and open the link again.',
};
const somebodyElse: Complaint = {
  status: 403,
  code: 'somebody-else',
  error: 'This invitation is for another address than the one you are signed in with.',
  fix: 'Sign out, and open the link again.',
};
const incomplete: Complaint = { status: 400, code: 'invalid-request', error: 'A new account needs a name and a password.' };
