import type { Pool } from 'pg';
import { invitationOfToken, isAnybodyHere, membershipsOf, ownerOfApiKey } from './across.ts';
import { addApiKey, apiKeysOf, hashOfApiKey, removeApiKey } from './api-keys.ts';
import { addDeed, addDeedAlone, auditLines, auditPage, checkAudit } from './audit.ts';
import type { Deed } from './audit.ts';
import { isOwnBatch } from './people-four-eyes.ts';
import { joinAsFirst, joinByInvitation } from './people-joining.ts';
import type { Joining } from './people-joining.ts';
import type { OpenInvitation } from './across.ts';
import { addFailure, addResetToken, failuresOf, forgetFailures, personOfEmail } from './people-passwords.ts';
import {
  changeSettings,
  deedOf,
  hashOfToken,
  invitationsOf,
  invite,
  markSeen,
  membersOf,
  removeMember,
  revokeInvitation,
  setRole,
  settingsOf,
} from './people.ts';
import type { By, NewInvitation } from './people.ts';
import type { OrganisationSettings, Role } from '../api/people.ts';
import { inTransaction } from './transaction.ts';

/** Everything about people, keys and deeds, as the server asks for it. */
export const peopleStore = (pool: Pool) => ({
  isAnybodyHere: () => isAnybodyHere(pool),
  ownerOfApiKey: (key: string, now: number) => ownerOfApiKey(pool, hashOfApiKey(key), now),
  membershipsOf: (person: string) => membershipsOf(pool, person),
  markSeen: (organisation: string, person: string, now: number) => markSeen(pool, organisation, person, now),
  joinAsFirst: (organisation: string, at: number, becomes: () => Promise<Joining | null>) => joinAsFirst(pool, organisation, at, becomes),
  invitationOf: (token: string, now: number) => inTransaction(pool, (client) => invitationOfToken(client, hashOfToken(token), now)),
  joinByInvitation: (token: string, at: number, becomes: (open: OpenInvitation) => Promise<Joining | null>) =>
    joinByInvitation(pool, token, at, becomes),
  members: (organisation: string) => membersOf(pool, organisation),
  setRole: (organisation: string, wanted: { readonly person: string; readonly role: Role }, by: By) =>
    setRole(pool, organisation, wanted, by),
  removeMember: (organisation: string, person: string, by: By) => removeMember(pool, organisation, person, by),
  invitations: (organisation: string, now: number) => invitationsOf(pool, organisation, now),
  invite: (organisation: string, made: NewInvitation, by: By) => invite(pool, organisation, made, by),
  revokeInvitation: (organisation: string, id: string, by: By) => revokeInvitation(pool, organisation, id, by),
  apiKeys: (organisation: string) => apiKeysOf(pool, organisation),
  addApiKey: (organisation: string, made: { readonly label: string; readonly role: Role; readonly fresh: string }, by: By) =>
    inTransaction(pool, async (client) => {
      const { id, key } = await addApiKey(client, organisation, { ...made, by: by.actor, now: by.at });
      await addDeed(client, organisation, deedOf(by, `made the API key "${made.label}"`, id, { label: made.label, role: made.role }));
      return { id, key };
    }),
  removeApiKey: (organisation: string, id: string, by: By) =>
    inTransaction(pool, async (client) => {
      const label = await removeApiKey(client, organisation, id);
      if (label === null) return false;
      await addDeed(client, organisation, deedOf(by, `took back the API key "${label}"`, id, { label }));
      return true;
    }),
  settings: (organisation: string) => settingsOf(pool, organisation),
  changeSettings: (organisation: string, wanted: Partial<Omit<OrganisationSettings, 'id'>>, by: By) =>
    changeSettings(pool, organisation, wanted, by),
  addDeed: (organisation: string, deed: Deed) => addDeedAlone(pool, organisation, deed),
  audit: (organisation: string, wanted: Parameters<typeof auditPage>[2]) => auditPage(pool, organisation, wanted),
  auditLines: (organisation: string) => auditLines(pool, organisation),
  checkAudit: (organisation: string) => checkAudit(pool, organisation),
  addResetToken: (person: string, token: string, expiresAt: number) => addResetToken(pool, person, token, expiresAt),
  isOwnBatch: (organisation: string, asked: Parameters<typeof isOwnBatch>[2]) => isOwnBatch(pool, organisation, asked),
  personOfEmail: (email: string) => personOfEmail(pool, email),
  failures: (email: string, since: number) => failuresOf(pool, email, since),
  addFailure: (email: string, at: number, since: number) => addFailure(pool, email, at, since),
  forgetFailures: (email: string) => forgetFailures(pool, email),
});
