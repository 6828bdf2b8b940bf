import type { Instant } from '../core/day.ts';

/** Who creates and who approves are different questions; what each role may is a table in `server/permissions.ts`. */
export const roles = ['owner', 'approver', 'bookkeeper', 'creator', 'viewer'] as const;
export type Role = (typeof roles)[number];

/**
 * What a route asks for. `read`: look. `create`: make documents in billing. `keep`: answer questions, map, connect, match.
 * `approve`: let writes leave, go live, undo, lock a month. `own`: people, keys, the organisation itself.
 */
export type Permission = 'read' | 'create' | 'keep' | 'approve' | 'own';

/** GET /v1/start, open to anybody: what the first page shows. */
export interface Start {
  /** Nobody has signed up yet: the next page is the first owner's. */
  readonly isFirst: boolean;
  readonly version: string;
}

/** GET /v1/me */
export interface Me {
  readonly person: { readonly id: string; readonly name: string; readonly email: string; readonly hasTwoFactor: boolean };
  readonly organisation: OrganisationSettings;
  readonly organisations: readonly { readonly id: string; readonly name: string; readonly role: Role }[];
  readonly role: Role;
  readonly may: readonly Permission[];
}

/** PATCH /v1/organisation takes any of these but the id. */
export interface OrganisationSettings {
  readonly id: string;
  readonly name: string;
  /** BCP 47 ('en-GB'): how dates and money are written. */
  readonly locale: string;
  /** IANA ('Europe/London'). */
  readonly timeZone: string;
  /** Whoever planned a batch may not approve it. */
  readonly fourEyes: boolean;
}

/** GET /v1/members; PATCH /v1/members/:id {role}; DELETE /v1/members/:id */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly joinedAt: Instant;
  readonly lastSeenAt: Instant | null;
  readonly hasTwoFactor: boolean;
}

/** GET and POST /v1/invitations {email, role}; DELETE /v1/invitations/:id. The link is shown once, in the answer of POST. */
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly expiresAt: Instant;
  readonly link?: string;
}

/** GET /v1/invitation?token=… (open): whom a link invites. POST /v1/invitation {token, name, password} (open) signs up and in. */
export interface InvitationShown {
  readonly email: string;
  readonly organisation: string;
  readonly role: Role;
  /** They have a password already and only need to sign in. */
  readonly isKnown: boolean;
}

/** GET and POST /v1/api-keys {label, role}; DELETE /v1/api-keys/:id. The key itself is shown once, in the answer of POST. */
export interface ApiKey {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
  readonly madeAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly key?: string;
}

/** GET /v1/audit?before=&limit=&actor=&action= ; GET /v1/audit/export (JSON Lines); GET /v1/audit/check */
export interface AuditLine {
  readonly number: number;
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

export interface AuditPage {
  readonly lines: readonly AuditLine[];
  /** `before` of the next page; null at the end. */
  readonly before: number | null;
}

/** Whether each line still follows from the one before it. */
export interface AuditCheck {
  readonly lines: number;
  readonly isWhole: boolean;
  /** The first line that does not. */
  readonly brokenAt: number | null;
  /** The hash of the last line. Kept elsewhere, it shows later that no lines were taken off the end. */
  readonly head: string | null;
}

/** POST /v1/members/:id/reset : a link to a new password, for somebody who is locked out. Shown once; valid for a day, once. */
export interface ResetLink {
  readonly link: string;
  readonly expiresAt: Instant;
}
