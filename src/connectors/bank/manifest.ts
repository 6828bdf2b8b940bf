import type { Ability, Manifest } from '../../contract/manifest.ts';

const readOnly: Ability = { read: true, fetchAtOnce: 500, write: null };

/** Bank accounts whose lines people import as files. There is nothing to sign in to, and a bank is never written to. */
export const bankManifest: Manifest = {
  id: 'bank',
  label: 'Bank accounts',
  role: 'platform',
  auth: { type: 'none', reads: 'rows' },
  limits: null,
  keySeconds: 0,
  settleSeconds: 0,
  requestSeconds: 60,
  // An import or a decision says itself what it changed; the poll is for a process that was not there to hear it.
  poll: { everySeconds: 60, fullPassSeconds: 86_400, overlapSeconds: 0 },
  webhooks: [],
  alsoChanges: {},
  kinds: { organisation: readOnly, contact: readOnly, statementLine: readOnly },
};
