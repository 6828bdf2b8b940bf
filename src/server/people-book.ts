import type { ApiKey, AuditCheck, AuditLine, AuditPage, Invitation, Member, OrganisationSettings, Role } from '../api/people.ts';

import type { IsOwnBatch } from './people-four-eyes.ts';

/** Who changes something, and when; the change writes its line of the audit trail itself. */
export interface By {
  readonly at: number;
  readonly actor: string;
  readonly who: Readonly<Record<string, unknown>>;
}

export interface Deed {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Joining {
  readonly person: string;
  readonly name: string;
}

export interface OpenInvitation {
  readonly organisation: string;
  readonly organisationName: string;
  readonly email: string;
  readonly role: Role;
  readonly isKnown: boolean;
}

export interface Membership {
  readonly organisation: string;
  readonly name: string;
  readonly role: Role;
  readonly seenAt: number | null;
}

type MemberChange = 'done' | 'no such member' | 'last owner';

/** What is kept about people, keys and deeds. Each function but those about one person names the organisation that it is about. */
export interface PeopleBook {
  isAnybodyHere(): Promise<boolean>;
  ownerOfApiKey(key: string, now: number): Promise<{ readonly organisation: string; readonly label: string; readonly role: Role } | null>;
  membershipsOf(person: string): Promise<readonly Membership[]>;
  markSeen(organisation: string, person: string, now: number): Promise<void>;
  /** Runs `becomes` while nobody else can become the first owner. */
  joinAsFirst(organisation: string, at: number, becomes: () => Promise<Joining | null>): Promise<'joined' | 'not first' | 'nobody'>;
  invitationOf(token: string, now: number): Promise<OpenInvitation | null>;
  joinByInvitation(
    token: string,
    at: number,
    becomes: (open: OpenInvitation) => Promise<Joining | null>,
  ): Promise<'joined' | 'no invitation' | 'nobody'>;
  members(organisation: string): Promise<readonly Member[]>;
  setRole(organisation: string, wanted: { readonly person: string; readonly role: Role }, by: By): Promise<MemberChange>;
  removeMember(organisation: string, person: string, by: By): Promise<MemberChange>;
  invitations(organisation: string, now: number): Promise<readonly Invitation[]>;
  invite(
    organisation: string,
    made: { readonly id: string; readonly email: string; readonly role: Role; readonly token: string; readonly expiresAt: number },
    by: By,
  ): Promise<void>;
  revokeInvitation(organisation: string, id: string, by: By): Promise<boolean>;
  apiKeys(organisation: string): Promise<readonly ApiKey[]>;
  addApiKey(
    organisation: string,
    made: { readonly label: string; readonly role: Role; readonly fresh: string },
    by: By,
  ): Promise<{ readonly id: string; readonly key: string }>;
  removeApiKey(organisation: string, id: string, by: By): Promise<boolean>;
  settings(organisation: string): Promise<OrganisationSettings>;
  changeSettings(organisation: string, wanted: Partial<Omit<OrganisationSettings, 'id'>>, by: By): Promise<void>;
  addDeed(organisation: string, deed: Deed): Promise<void>;
  audit(
    organisation: string,
    wanted: { readonly before: number | null; readonly limit: number; readonly actor: string | null; readonly action: string | null },
  ): Promise<AuditPage>;
  auditLines(organisation: string): AsyncIterable<AuditLine>;
  checkAudit(organisation: string): Promise<AuditCheck>;
  /** Lets whoever holds the token set a new password for somebody, once. */
  addResetToken(person: string, token: string, expiresAt: number): Promise<void>;
  isOwnBatch: IsOwnBatch;
  /** Wrong passwords in a row for an address since then. */
  failures(email: string, since: number): Promise<number>;
  addFailure(email: string, at: number, since: number): Promise<void>;
  forgetFailures(email: string): Promise<void>;
}
