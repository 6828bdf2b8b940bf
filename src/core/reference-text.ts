import { isReference } from './fingerprint.ts';

/** Our reference behind the text of whoever wrote the document, for systems that have no field of its own for it. */
export const appended = (text: string | null, reference: string): string =>
  text === null || text === '' ? reference : `${text} ${reference}`;

/** Parts the user's text from ours. */
export function parted(text: string | null): { readonly text: string | null; readonly reference: string | null } {
  if (text === null) return { text: null, reference: null };
  const at = text.lastIndexOf(' ');
  const last = text.slice(at + 1);
  if (!isReference(last)) return { text, reference: null };
  return { text: at <= 0 ? null : text.slice(0, at), reference: last };
}
