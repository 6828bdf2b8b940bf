import type { Ability, Manifest } from '../../contract/manifest.ts';

const readOnly: Ability = { read: true, fetchAtOnce: 500, write: null };

/** Files that people import. There is nothing to sign in to, and nothing can be written. */
export const csvManifest: Manifest = {
  id: 'csv',
  label: 'CSV or Excel import',
  role: 'platform',
  auth: { type: 'none', reads: 'rows' },
  limits: null,
  keySeconds: 0,
  settleSeconds: 0,
  requestSeconds: 60,
  // An import says itself what it changed; the poll is for a process that was not there to hear it.
  poll: { everySeconds: 300, fullPassSeconds: 86_400, overlapSeconds: 0 },
  webhooks: [],
  alsoChanges: {},
  kinds: { organisation: readOnly, contact: readOnly, invoice: readOnly, creditNote: readOnly },
};
