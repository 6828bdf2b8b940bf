import type { Pool } from 'pg';
import { invitationOfToken, isAnybodyHere } from './across.ts';
import type { OpenInvitation } from './across.ts';
import { addDeed } from './audit.ts';
import { addMember, deedOf, hashOfToken, markAccepted } from './people.ts';
import { inTransaction } from './transaction.ts';

/** Somebody who has just proven who they are. */
export interface Joining {
  readonly person: string;
  readonly name: string;
}

/**
 * Makes whoever `becomes` gives back the first owner, unless somebody belongs here already: of two who come at once one is refused,
 * also when they come to two servers. `becomes` may write through other connections, but must not wait for this one.
 */
export async function joinAsFirst(
  pool: Pool,
  organisation: string,
  at: number,
  becomes: () => Promise<Joining | null>,
): Promise<'joined' | 'not first' | 'nobody'> {
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('first owner', 0))`);
    if (await isAnybodyHere(client)) return 'not first';
    const joining = await becomes();
    if (joining === null) return 'nobody';
    const { person, name } = joining;
    await addMember(client, organisation, { person, role: 'owner', at });
    await addDeed(client, organisation, deedOf({ at, actor: name, who: { person } }, 'signed up as the first owner', person, {}));
    return 'joined';
  });
}

/** Uses an invitation, once. Whoever `becomes` gives back is made a member; null leaves the invitation as it is. */
export async function joinByInvitation(
  pool: Pool,
  token: string,
  at: number,
  becomes: (open: OpenInvitation) => Promise<Joining | null>,
): Promise<'joined' | 'no invitation' | 'nobody'> {
  return inTransaction(pool, async (client) => {
    const open = await invitationOfToken(client, hashOfToken(token), at);
    if (open === null) return 'no invitation';
    const joining = await becomes(open);
    if (joining === null) return 'nobody';
    const { person, name } = joining;
    const { organisation, id, role, email } = open;
    await addMember(client, organisation, { person, role, at });
    await markAccepted(client, organisation, id, at);
    await addDeed(client, organisation, deedOf({ at, actor: name, who: { person } }, 'accepted an invitation', id, { email, role }));
    return 'joined';
  });
}
