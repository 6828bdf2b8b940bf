import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { OfficePeople } from './cli/office.ts';
import type { EdgeClock } from './engine/edge-ports.ts';
import type { Auth } from './server/auth.ts';
import type { PeopleParts } from './server/auth-desk.ts';
import { ownOrigins } from './server/guards.ts';
import type { Log } from './server/log.ts';
import { authPool, authSecretOf } from './store/people-auth.ts';
import { peopleStore } from './store/people-store.ts';
import type { Secrets } from './store/secrets.ts';

export interface PeopleWishes {
  readonly publicUrl: string | null;
  readonly version: string;
  readonly address: () => string;
  readonly log: Log;
  /** How many passwords one address may try in a minute. */
  readonly triesPerMinute?: number;
}

interface PeopleOffice {
  readonly pool: Pool;
  readonly secrets: Secrets;
  readonly organisation: string;
  readonly clock: EdgeClock;
}

/** What the server needs to know people: the store, and the auth library when somebody first signs in. */
export function peopleOf({ pool, secrets, organisation, clock }: PeopleOffice, wishes: PeopleWishes): PeopleParts {
  const { publicUrl, version, address, log, triesPerMinute = 20 } = wishes;
  const fresh = (): string => randomBytes(32).toString('base64url');
  let loading: Promise<Auth> | null = null;
  const load = async (): Promise<Auth> => {
    // Some tens of megabytes, which a server that only programs call does without.
    const { createAuth } = await import('./server/auth.ts');
    return createAuth({
      database: authPool(pool),
      secret: await authSecretOf(pool, secrets, fresh()),
      address: address(),
      originsOf: (host) => ownOrigins(host, { publicUrl }),
      triesPerMinute,
      onTrouble: (message) => log('warn', 'a sign-in was refused', { message }),
    });
  };
  return {
    people: peopleStore(pool),
    auth: () => (loading ??= load()),
    organisation,
    publicUrl,
    address,
    now: () => clock.now(),
    fresh,
    version,
    log,
  };
}

const dayMilliseconds = 86_400_000;

/** What the command line may do about people: whoever can read the data folder may let them in. */
export function officePeople({ pool, clock, organisation, by }: Omit<PeopleOffice, 'secrets'> & { readonly by: string }): OfficePeople {
  const people = peopleStore(pool);
  const fresh = (): string => randomBytes(32).toString('base64url');
  const said = () => ({ at: clock.now(), actor: by, who: { at: 'the command line' } });
  return {
    members: () => people.members(organisation),
    invite: async (email, role) => {
      const made = { id: fresh().slice(0, 16), email: email.trim().toLowerCase(), role, token: fresh() };
      const expiresAt = clock.now() + 7 * dayMilliseconds;
      await people.invite(organisation, { ...made, expiresAt }, said());
      return { token: made.token, expiresAt };
    },
    reset: async (email) => {
      const found = await people.personOfEmail(email);
      if (found === null) return null;
      const [token, expiresAt] = [fresh(), clock.now() + dayMilliseconds];
      await people.addResetToken(found.id, token, expiresAt);
      const { at, actor, who } = said();
      const deed = { at, actor, action: 'made a link to a new password', subject: found.id, detail: { who } };
      for (const { organisation: theirs } of await people.membershipsOf(found.id)) await people.addDeed(theirs, deed);
      return { token, expiresAt };
    },
    audit: () => people.auditLines(organisation),
    checkAudit: () => people.checkAudit(organisation),
  };
}
