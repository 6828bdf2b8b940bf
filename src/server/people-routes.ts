import type { FastifyInstance, FastifyRequest } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { roles } from '../api/people.ts';
import { words } from '../api/people-asked.ts';
import type { Invitation, Me, ResetLink, Start } from '../api/people.ts';
import { isTimeZone } from '../core/day.ts';
import { answerErrors } from './billing-answers.ts';
import { typed } from './billing-resource.ts';
import { complain } from './auth-desk.ts';
import type { Complaint, PeopleParts } from './auth-desk.ts';
import { invitationRoutes } from './people-invitation.ts';
import { auditRoutes } from './people-trail.ts';
import { whoIs } from './people-audit.ts';
import type { By } from './people-book.ts';
import { nameOf, permissionsOf } from './permissions.ts';

const tags = ['people'];
const role = z.enum(roles);
const idParams = z.object({ id: words(100) });
const settingsChange = z
  .strictObject({
    name: words(100),
    locale: z.string().refine(isLocale, 'is no language tag such as "en-GB"'),
    timeZone: z.string().refine(isTimeZone, 'is no time zone such as "Europe/London"'),
    fourEyes: z.boolean(),
  })
  .partial();

/** Who belongs to an organisation and what each may do; keys; the organisation's own settings; the audit trail. */
export function peopleRoutes(parts: PeopleParts): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
    app.setErrorHandler(answerErrors(parts.log));
    addStart(app, parts);
    addMe(app, parts);
    addMembers(app, parts);
    addInvitations(app, parts);
    addKeys(app, parts);
    addOrganisation(app, parts);
    invitationRoutes(app, parts);
    auditRoutes(app, parts);
  };
}

function addStart(app: FastifyInstance, { people, version, auth }: PeopleParts): void {
  const schema = { tags, summary: 'What the first page shows' };
  app.get('/v1/start', { schema, config: { may: 'anybody' } }, async (): Promise<Start> => {
    // A page was opened: somebody will sign in, and the library takes a moment to load.
    auth().catch(() => undefined);
    return { isFirst: !(await people.isAnybodyHere()), version };
  });
}

function addMe(app: FastifyInstance, { people, auth }: PeopleParts): void {
  app.get('/v1/me', { schema: { tags, summary: 'Who asks, and what they may' }, config: { may: 'read' } }, async (request, reply) => {
    const { actor, organisation } = request;
    if (actor.kind !== 'person') return complain(reply, forPeople);
    const [settings, memberships, members] = await Promise.all([
      people.settings(organisation),
      people.membershipsOf(actor.person),
      people.members(organisation),
    ]);
    const { name = actor.name, email = '', hasTwoFactor = false } = members.find(({ id }) => id === actor.person) ?? {};
    return {
      person: { id: actor.person, name, email, hasTwoFactor },
      organisation: settings,
      organisations: memberships.map(({ organisation: id, name: called, role: as }) => ({ id, name: called, role: as })),
      role: actor.role,
      may: permissionsOf(actor),
    } satisfies Me;
  });
  const change = { tags, summary: 'Change your name', body: z.strictObject({ name: words(100) }) };
  typed(app).patch('/v1/me', { schema: change, config: { may: 'read', deed: 'changed their name' } }, async (request, reply) => {
    const { actor, body } = request;
    if (actor.kind !== 'person') return complain(reply, forPeople);
    const headers = new Headers({ cookie: request.headers.cookie ?? '' });
    await (await auth()).api.updateUser({ headers, body: { name: body.name } });
    return { name: body.name };
  });
}

function addMembers(app: FastifyInstance, parts: PeopleParts): void {
  const { people } = parts;
  app.get(
    '/v1/members',
    { schema: { tags, summary: 'Who belongs here' }, config: { may: 'read' } },
    async ({ organisation, actor }, reply) => (actor.kind === 'key' ? complain(reply, forPeople) : people.members(organisation)),
  );
  const change = { tags, summary: 'Give a member another role', params: idParams, body: z.strictObject({ role }) };
  typed(app).patch('/v1/members/:id', { schema: change, config: { may: 'own', deed: null } }, async (request, reply) => {
    const { organisation, params, body } = request;
    const changed = await people.setRole(organisation, { person: params.id, role: body.role }, byOf(request, parts));
    return changed === 'done' ? { id: params.id, role: body.role } : complain(reply, memberComplaints[changed]);
  });
  const removal = { tags, summary: 'Remove a member', params: idParams };
  typed(app).delete('/v1/members/:id', { schema: removal, config: { may: 'own', deed: null } }, async (request, reply) => {
    const { organisation, params } = request;
    const changed = await people.removeMember(organisation, params.id, byOf(request, parts));
    return changed === 'done' ? { id: params.id } : complain(reply, memberComplaints[changed]);
  });
  const reset = { tags, summary: 'Make a link to a new password, shown once', params: idParams };
  const deed = 'made a link to a new password';
  typed(app).post('/v1/members/:id/reset', { schema: reset, config: { may: 'own', deed } }, async ({ organisation, params }, reply) => {
    const member = (await people.members(organisation)).find(({ id }) => id === params.id);
    if (member === undefined) return complain(reply, memberComplaints['no such member']);
    // Somebody who also belongs elsewhere is not ours alone: an owner here must not become them there.
    if ((await people.membershipsOf(member.id)).length > 1) return complain(reply, belongsElsewhere);
    const [token, expiresAt] = [parts.fresh(), parts.now() + dayMilliseconds];
    await people.addResetToken(member.id, token, expiresAt);
    return { link: `${parts.address()}/auth/reset?token=${token}`, expiresAt } satisfies ResetLink;
  });
}

const dayMilliseconds = 86_400_000;
const weekMilliseconds = 7 * dayMilliseconds;

function addInvitations(app: FastifyInstance, parts: PeopleParts): void {
  const { people, now, fresh, address } = parts;
  app.get(
    '/v1/invitations',
    { schema: { tags, summary: 'Invitations that can still be used' }, config: { may: 'own' } },
    ({ organisation }) => people.invitations(organisation, now()),
  );
  const making = { tags, summary: 'Invite somebody; the link is shown once', body: z.strictObject({ email: z.email().max(320), role }) };
  typed(app).post('/v1/invitations', { schema: making, config: { may: 'own', deed: null } }, async (request, reply) => {
    const { organisation, body } = request;
    const email = body.email.toLowerCase();
    if ((await people.members(organisation)).some((member) => member.email === email)) return complain(reply, isMember);
    const [token, by] = [fresh(), byOf(request, parts)];
    const made = { id: fresh().slice(0, 16), email, role: body.role, token, expiresAt: now() + weekMilliseconds };
    await people.invite(organisation, made, by);
    const link = `${address()}/invitation?token=${token}`;
    const { id, expiresAt } = made;
    return reply.code(201).send({ id, email, role: body.role, invitedBy: by.actor, expiresAt, link } satisfies Invitation);
  });
  const revoking = { tags, summary: 'Take an invitation back', params: idParams };
  typed(app).delete('/v1/invitations/:id', { schema: revoking, config: { may: 'own', deed: null } }, async (request, reply) =>
    (await people.revokeInvitation(request.organisation, request.params.id, byOf(request, parts)))
      ? { id: request.params.id }
      : complain(reply, notFound),
  );
}

function addKeys(app: FastifyInstance, parts: PeopleParts): void {
  const { people, fresh } = parts;
  app.get('/v1/api-keys', { schema: { tags, summary: 'Keys of programs' }, config: { may: 'own' } }, ({ organisation }) =>
    people.apiKeys(organisation),
  );
  const making = { tags, summary: 'Make a key; it is shown once', body: z.strictObject({ label: words(100), role }) };
  typed(app).post('/v1/api-keys', { schema: making, config: { may: 'own', deed: null } }, async (request, reply) => {
    const { organisation, body } = request;
    const by = byOf(request, parts);
    const { id, key } = await people.addApiKey(organisation, { ...body, fresh: fresh() }, by);
    return reply.code(201).send({ id, ...body, madeAt: by.at, lastUsedAt: null, key });
  });
  const revoking = { tags, summary: 'Take a key back', params: idParams };
  typed(app).delete('/v1/api-keys/:id', { schema: revoking, config: { may: 'own', deed: null } }, async (request, reply) =>
    (await people.removeApiKey(request.organisation, request.params.id, byOf(request, parts)))
      ? { id: request.params.id }
      : complain(reply, notFound),
  );
}

function addOrganisation(app: FastifyInstance, parts: PeopleParts): void {
  const schema = { tags, summary: 'Change the settings of the organisation', body: settingsChange };
  typed(app).patch('/v1/organisation', { schema, config: { may: 'own', deed: null } }, async (request) => {
    const { organisation, body } = request;
    const { name, locale, timeZone, fourEyes } = body;
    const wanted = {
      ...(name !== undefined && { name }),
      ...(locale !== undefined && { locale }),
      ...(timeZone !== undefined && { timeZone }),
      ...(fourEyes !== undefined && { fourEyes }),
    };
    await parts.people.changeSettings(organisation, wanted, byOf(request, parts));
    return parts.people.settings(organisation);
  });
}

const byOf = ({ actor }: FastifyRequest, { now }: PeopleParts): By => ({ at: now(), actor: nameOf(actor), who: whoIs(actor) });

const forPeople: Complaint = {
  status: 403,
  code: 'for-people',
  error: 'This is for people who are signed in, not for programs with a key.',
};
const notFound: Complaint = { status: 404, code: 'not-found', error: 'There is none of this id here.' };
const isMember: Complaint = { status: 409, code: 'is-member', error: 'Somebody with this address is a member already.' };
const belongsElsewhere: Complaint = {
  status: 409,
  code: 'belongs-elsewhere',
  error: 'They also belong to another organisation, so their password is not for you to reset.',
  fix: 'Whoever runs this Tieout makes a link with "tieout people reset".',
};
const memberComplaints: Readonly<Record<'no such member' | 'last owner', Complaint>> = {
  'no such member': notFound,
  'last owner': {
    status: 409,
    code: 'last-owner',
    error: 'They are the last owner, and an organisation keeps at least one.',
    fix: 'Make somebody else an owner first.',
  },
};

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
