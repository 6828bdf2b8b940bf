import type { Reason } from '../../contract/refused.ts';

/**
 * What Xero's sentences mean. Its validation errors have no codes, so the words are all there is; the first row that fits wins,
 * and everything else is `invalid`. Most sentences are not documented: correct them here.
 */
const sentences: readonly (readonly [RegExp, Reason])[] = [
  [/lock date|locked period|period (is|has been) locked/i, 'locked'],
  [/must be unique|already assigned|already exists|unique (name|code)/i, 'conflict'],
  // The document is no longer what we believed: somebody paid, allocated, reconciled, approved or removed it meanwhile.
  [/exceeds the amount outstanding|already been paid off|greater than amount outstanding|amount is greater than/i, 'conflict'],
  [/not of valid status|cannot be changed to|has a payment|already been deleted|reconciled|part of a batch/i, 'conflict'],
  [/could not be found|cannot be found|does not exist in this organisation/i, 'missing'],
];

/** A tax code or account that is not there is a wrong setting, not a missing document. */
const settings = /account code|tax ?type|tax ?rate|item code|currency|bank account/i;

export function reasonOf(message: string): Reason {
  const found = sentences.find(([pattern]) => pattern.test(message))?.[1] ?? 'invalid';
  return found === 'missing' && settings.test(message) ? 'invalid' : found;
}

/** Of several sentences about one object, the one that says most: a lock first, then a conflict. */
export function worstOf(messages: readonly string[]): Reason {
  const reasons = messages.map(reasonOf);
  return (['locked', 'conflict', 'missing'] as const).find((reason) => reasons.includes(reason)) ?? 'invalid';
}
