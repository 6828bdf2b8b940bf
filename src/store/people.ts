import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Invitation, Member, OrganisationSettings, Role } from '../api/people.ts';
import { addDeed } from './audit.ts';
import type { Deed } from './audit.ts';
import { inTransaction } from './transaction.ts';

/** Who does it and when; with it every change here writes its line of the audit trail in the same transaction. */
export type By = Pick<Deed, 'at' | 'actor'> & { readonly who: Readonly<Record<string, unknown>> };

export async function membersOf(pool: Pool, organisation: string): Promise<readonly Member[]> {
  const { rows } = await pool.query<{
    id: string;
    name: string;
    email: string;
    role: Role;
    joined_at: string;
    seen_at: string | null;
    two_factor_enabled: boolean | null;
  }>(
    `select p.id, p.name, p.email, p.two_factor_enabled, m.role, m.joined_at, m.seen_at
       from member m join person p on p.id = m.person where m.organisation = $1 order by m.joined_at, p.email`,
    [organisation],
  );
  return rows.map(({ id, name, email, role, joined_at, seen_at, two_factor_enabled }) => ({
    id,
    name,
    email,
    role,
    joinedAt: Number(joined_at),
    lastSeenAt: seen_at === null ? null : Number(seen_at),
    hasTwoFactor: two_factor_enabled === true,
  }));
}

/** Makes somebody a member; a member already keeps the role they have. */
export async function addMember(
  client: PoolClient,
  organisation: string,
  joined: { readonly person: string; readonly role: Role; readonly at: number },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into member (organisation, person, role, joined_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [organisation, joined.person, joined.role, joined.at],
  );
  return rowCount === 1;
}

export type MemberChange = 'done' | 'no such member' | 'last owner';

export const setRole = (
  pool: Pool,
  organisation: string,
  wanted: { readonly person: string; readonly role: Role },
  by: By,
): Promise<MemberChange> =>
  changeMember(pool, organisation, wanted.person, async (client, was) => {
    if (was.role === 'owner' && wanted.role !== 'owner' && (await isLastOwner(client, organisation, wanted.person))) return 'last owner';
    await client.query(`update member set role = $3 where organisation = $1 and person = $2`, [organisation, wanted.person, wanted.role]);
    const action = `made ${was.name} ${wanted.role}`;
    await addDeed(client, organisation, deedOf(by, action, wanted.person, { email: was.email, from: was.role, to: wanted.role }));
    return 'done';
  });

export const removeMember = (pool: Pool, organisation: string, person: string, by: By): Promise<MemberChange> =>
  changeMember(pool, organisation, person, async (client, was) => {
    if (was.role === 'owner' && (await isLastOwner(client, organisation, person))) return 'last owner';
    await client.query(`delete from member where organisation = $1 and person = $2`, [organisation, person]);
    await addDeed(client, organisation, deedOf(by, `removed ${was.name}`, person, { email: was.email, role: was.role }));
    return 'done';
  });

interface Standing {
  readonly role: Role;
  readonly name: string;
  readonly email: string;
}

async function changeMember(
  pool: Pool,
  organisation: string,
  person: string,
  change: (client: PoolClient, was: Standing) => Promise<MemberChange>,
): Promise<MemberChange> {
  return inTransaction(pool, async (client) => {
    // All members are locked: two owners who remove each other at once must not both succeed.
    const { rows } = await client.query<Standing & { person: string }>(
      `select m.person, m.role, p.name, p.email from member m join person p on p.id = m.person
        where m.organisation = $1 order by m.person for update of m`,
      [organisation],
    );
    const was = rows.find((row) => row.person === person);
    return was === undefined ? 'no such member' : change(client, was);
  });
}

async function isLastOwner(client: PoolClient, organisation: string, person: string): Promise<boolean> {
  const { rowCount } = await client.query(`select from member where organisation = $1 and role = 'owner' and person <> $2`, [
    organisation,
    person,
  ]);
  return rowCount === 0;
}

/** Notes that somebody was here. */
export async function markSeen(pool: Pool, organisation: string, person: string, now: number): Promise<void> {
  await pool.query(`update member set seen_at = $3 where organisation = $1 and person = $2`, [organisation, person, now]);
}

export interface NewInvitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly token: string;
  readonly expiresAt: number;
}

/** Makes an invitation; an earlier open one of the same address is taken back. */
export async function invite(pool: Pool, organisation: string, made: NewInvitation, by: By): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(
      `update invitation set revoked_at = $3 where organisation = $1 and email = $2 and accepted_at is null and revoked_at is null`,
      [organisation, made.email, by.at],
    );
    await client.query(
      `insert into invitation (organisation, id, email, role, token_hash, invited_by, made_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [organisation, made.id, made.email, made.role, hashOfToken(made.token), by.actor, by.at, made.expiresAt],
    );
    await addDeed(client, organisation, deedOf(by, `invited ${made.email}`, made.id, { email: made.email, role: made.role }));
  });
}

/** The invitations that can still be used. */
export async function invitationsOf(pool: Pool, organisation: string, now: number): Promise<readonly Invitation[]> {
  const { rows } = await pool.query<{ id: string; email: string; role: Role; invited_by: string; expires_at: string }>(
    `select id, email, role, invited_by, expires_at from invitation
      where organisation = $1 and accepted_at is null and revoked_at is null and expires_at > $2 order by made_at desc, id`,
    [organisation, now],
  );
  return rows.map(({ id, email, role, invited_by, expires_at }) => ({
    id,
    email,
    role,
    invitedBy: invited_by,
    expiresAt: Number(expires_at),
  }));
}

export async function revokeInvitation(pool: Pool, organisation: string, id: string, by: By): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ email: string }>(
      `update invitation set revoked_at = $3 where organisation = $1 and id = $2 and accepted_at is null and revoked_at is null returning email`,
      [organisation, id, by.at],
    );
    const [was] = rows;
    if (was === undefined) return false;
    await addDeed(client, organisation, deedOf(by, `took back the invitation of ${was.email}`, id, { email: was.email }));
    return true;
  });
}

export async function markAccepted(client: PoolClient, organisation: string, id: string, now: number): Promise<void> {
  await client.query(`update invitation set accepted_at = $3 where organisation = $1 and id = $2`, [organisation, id, now]);
}

/** What stands in a link has 256 bits of chance, so a plain hash is enough. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export async function settingsOf(pool: Pool, organisation: string): Promise<OrganisationSettings> {
  const { rows } = await pool.query<{ name: string; locale: string; time_zone: string; four_eyes: boolean }>(
    `select name, locale, time_zone, four_eyes from organisation where organisation = $1`,
    [organisation],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no organisation ${organisation}`);
  return { id: organisation, name: row.name, locale: row.locale, timeZone: row.time_zone, fourEyes: row.four_eyes };
}

export async function changeSettings(
  pool: Pool,
  organisation: string,
  wanted: Partial<Omit<OrganisationSettings, 'id'>>,
  by: By,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(
      `update organisation set name = coalesce($2, name), locale = coalesce($3, locale), time_zone = coalesce($4, time_zone),
              four_eyes = coalesce($5, four_eyes) where organisation = $1`,
      [organisation, wanted.name ?? null, wanted.locale ?? null, wanted.timeZone ?? null, wanted.fourEyes ?? null],
    );
    await addDeed(client, organisation, deedOf(by, 'changed the settings of the organisation', organisation, { ...wanted }));
  });
}

export const deedOf = ({ at, actor, who }: By, action: string, subject: string, more: Deed['detail']): Deed => ({
  at,
  actor,
  action,
  subject,
  detail: { who, ...more },
});
