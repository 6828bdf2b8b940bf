import type { Permission, Role } from '../api/people.ts';

// An approver does not draft and a bookkeeper does not approve, so that two people see what enters the ledger. An owner may both;
// "four eyes" of the organisation keeps also an owner from approving what they planned themselves.
// What each permission covers is told at `Permission`. `scope.ts` enforces this table before any handler runs, and nothing else does.
const granted: Readonly<Record<Role, readonly Permission[]>> = {
  owner: ['read', 'create', 'keep', 'approve', 'own'],
  approver: ['read', 'keep', 'approve'],
  bookkeeper: ['read', 'create', 'keep'],
  creator: ['read', 'create'],
  viewer: ['read'],
};

/** Who asks. Every request under /v1 has one before its handler runs. */
export type Actor =
  | { readonly kind: 'person'; readonly person: string; readonly name: string; readonly role: Role }
  | { readonly kind: 'key'; readonly label: string; readonly role: Role }
  /** This process itself: the engine at billing's own API. */
  | { readonly kind: 'inside' }
  /** Nobody we know; only at routes that are for anybody. */
  | { readonly kind: 'stranger' };

/** What somebody may do, in the order of the table. */
export function permissionsOf(actor: Actor): readonly Permission[] {
  switch (actor.kind) {
    case 'person':
      return granted[actor.role];
    case 'key':
      // A key that leaks must not be able to let its thief in as a person.
      return granted[actor.role].filter((permission) => permission !== 'own');
    case 'inside':
      return granted.owner;
    case 'stranger':
      return [];
  }
}

/** The name under which a decision is recorded, and shown ever after. */
export function nameOf(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return actor.name;
    case 'key':
      return `the key "${actor.label}"`;
    case 'inside':
      return 'Tieout';
    case 'stranger':
      return 'somebody who was not signed in';
  }
}
