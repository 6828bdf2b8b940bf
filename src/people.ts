import { randomBytes } from 'node:crypto';
import type { WholeOffice } from './office.ts';
import type { Auth } from './server/auth.ts';
import type { PeopleParts } from './server/auth-desk.ts';
import { ownOrigins } from './server/guards.ts';
import type { Log } from './server/log.ts';
import { authPool, authSecretOf } from './store/people-auth.ts';
import { peopleStore } from './store/people-store.ts';

export interface PeopleWishes {
  readonly publicUrl: string | null;
  readonly version: string;
  readonly address: () => string;
  readonly log: Log;
  /** How many passwords one address may try in a minute. */
  readonly triesPerMinute?: number;
}

type PeopleOffice = Pick<WholeOffice, 'pool' | 'secrets' | 'organisation' | 'clock'>;

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
