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
  { name: 'bank', path: '/bank', opens: true },
  { name: 'bank-rules', path: '/bank?view=rules' },
  { name: 'close', path: '/close' },
  { name: 'log', path: '/log' },
  { name: 'invoices', path: '/invoices', opens: true },
  { name: 'new-invoice', path: '/invoices/new' },
  { name: 'recurring', path: '/recurring' },
  { name: 'new-recurring', path: '/recurring/new' },
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

/** Pages of one record: `{invoice}` and its like stand for an id that `hard-books.ts` knows. */
export const recordPages: readonly ShownPage[] = [
  { name: 'invoice', path: '/invoices/{invoice}' },
  { name: 'invoice-change', path: '/invoices/{draft}?view=edit' },
  { name: 'credit', path: '/credit-notes/new?invoice={invoice}' },
  { name: 'credit-note', path: '/credit-notes/{creditNote}' },
  { name: 'bank-line', path: '/bank?line={line}' },
  { name: 'bank-open', path: '/bank?found=open' },
  { name: 'recurring-one', path: '/recurring/{recurring}' },
  { name: 'contact', path: '/contacts?contact={contact}' },
  { name: 'ledger', path: '/integrations/{ledger}' },
  { name: 'setup-done', path: '/setup/{flow}' },
  { name: 'document', path: '/documents/{flow}/invoice/{invoice}' },
  { name: 'document-both-sides', path: '/documents/{flow}/invoice/{threeWay}' },
  { name: 'mapping-document', path: '/mapping?view=document' },
  { name: 'mapping-history', path: '/mapping?view=history' },
  { name: 'none-found', path: '/documents?search=nothing%20is%20called%20that' },
  { name: 'no-such-invoice', path: '/invoices/inv_none' },
];

export interface ShownDialog extends ShownPage {
  /** What is pressed until it is open, by the names that a person reads. */
  readonly presses: readonly (string | RegExp)[];
}

/** Dialogs and menus, opened from the pages that they belong to. */
export const dialogs: readonly ShownDialog[] = [
  { name: 'search', path: '/', presses: ['Search'] },
  { name: 'person-menu', path: '/', presses: [/profile, theme, sign out/] },
  { name: 'payment', path: '/invoices/{invoice}', presses: ['Record a payment'] },
  { name: 'void', path: '/invoices/{draft}', presses: ['Void'] },
  { name: 'new-contact', path: '/contacts', presses: ['New contact'] },
  { name: 'connect', path: '/integrations', presses: [/QuickBooks/] },
  { name: 'reconnect', path: '/integrations/{ledger}', presses: ['Reconnect'] },
  { name: 'disconnect', path: '/integrations/{ledger}', presses: ['Disconnect'] },
  { name: 'decision', path: '/mapping', presses: [/^Change/] },
  { name: 'import-bank-file', path: '/bank', presses: ['Import a file'] },
  { name: 'bank-by-hand', path: '/bank?line={line}', presses: ['Match by hand'] },
  { name: 'bank-coding', path: '/bank?line={line}', presses: ['Say what it was for'] },
  { name: 'new-rule', path: '/bank?view=rules', presses: [/rule$/i] },
  { name: 'connect-bank', path: '/integrations', presses: [/Plaid/] },
  { name: 'invite', path: '/people?tab=invitations', presses: ['Invite'] },
  { name: 'revoke', path: '/people?tab=invitations', presses: [/^Take back/] },
  { name: 'new-key', path: '/people?tab=keys', presses: ['New key'] },
  { name: 'new-password', path: '/people', presses: [/^A new password/] },
  { name: 'remove-member', path: '/people', presses: [/^Remove/] },
  { name: 'two-factor', path: '/profile', presses: ['Switch on'] },
];

/** Before the sign-in. */
export const entryPages: readonly ShownPage[] = [
  { name: 'welcome', path: '/' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'invitation-over', path: '/invitation?token=unknown' },
];

/** What the pages say of an organisation that has nothing yet. */
export const emptyPages: readonly ShownPage[] = pages.map(({ name, path }) => ({ name: `empty-${name}`, path }));

/** The steps of the set-up, before it is activated. */
export const setupPages: readonly ShownPage[] = [
  'organisation',
  'accounts',
  'taxes',
  'direction',
  'check',
  'clean up',
  'test invoice',
  'activate',
].map((step) => ({ name: `setup-${step.replace(' ', '-')}`, path: `/setup/{flow}?step=${encodeURIComponent(step)}` }));

/** What somebody sees who may look and nothing else. */
export const viewerPages: readonly ShownPage[] = ['overview', 'holds', 'invoice', 'mapping', 'people', 'audit', 'settings'].flatMap(
  (name) => [...pages, ...recordPages].filter((page) => page.name === name).map(({ path }) => ({ name: `viewer-${name}`, path })),
);
