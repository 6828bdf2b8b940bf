import { isReference } from '../../core/fingerprint.ts';

/**
 * Where our reference stands: a party has it as its code, an invoice as its description, which Tryton prints for the customer;
 * a move has no other text than its description either, so there it follows the user's own words.
 */
export const ours = (text: string | null): string | null => (text !== null && isReference(text) ? text : null);

/** Finds moves whose description ends with one of our references. */
export const behindText = (references: readonly string[]): readonly unknown[] => [
  'OR',
  ...references.map((one) => [['description', 'like', `%${one}`]]),
];
