export interface ShownPage {
  readonly name: string;
  readonly path: string;
  /** The first row of its table is opened as well, for a second picture. */
  readonly opens?: true;
}

/** The pages behind the sign-in. Screenshots and axe walk this list. */
export const pages: readonly ShownPage[] = [
  { name: 'overview', path: '/' },
  { name: 'holds', path: '/holds' },
  { name: 'batches', path: '/batches', opens: true },
  { name: 'documents', path: '/documents?kind=invoice', opens: true },
  { name: 'proof', path: '/proof' },
  { name: 'parallel-run', path: '/parallel' },
  { name: 'log', path: '/log' },
  { name: 'invoices', path: '/invoices', opens: true },
  { name: 'new-invoice', path: '/invoices/new' },
  { name: 'recurring', path: '/recurring' },
  { name: 'credit-notes', path: '/credit-notes', opens: true },
  { name: 'payments', path: '/payments', opens: true },
  { name: 'contacts', path: '/contacts', opens: true },
  { name: 'integrations', path: '/integrations' },
  { name: 'mapping', path: '/mapping' },
  { name: 'people', path: '/people' },
  { name: 'invitations', path: '/people?tab=invitations' },
  { name: 'api-keys', path: '/people?tab=keys' },
  { name: 'audit', path: '/audit', opens: true },
  { name: 'settings', path: '/settings' },
  { name: 'profile', path: '/profile' },
  { name: 'missing', path: '/there-is-no-such-page' },
];
