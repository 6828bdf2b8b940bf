import { isReference } from '../../core/fingerprint.ts';

/**
 * Where our reference stands in a Xero document. Invoices, bank transactions and manual journals have `Url`, which only
 * staff see, as a link "Go to Tieout". Credit notes, payments and transfers have no such field (Xero's specification lists
 * no Url for them): there it follows the user's own text in `Reference`.
 */
export const linkTo = (base: string, reference: string): string => `${base}${reference}`;

/** The reference in a link, whatever address the link had when it was written. */
export function referenceInLink(link: string | null): string | null {
  const last = link?.split('/').at(-1) ?? '';
  return isReference(last) ? last : null;
}
