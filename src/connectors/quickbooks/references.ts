/**
 * Our reference ends the PrivateNote of a document (Notes of a customer), which only staff see; a person's own text stands before
 * it. Money on account says so behind it: once it is set against an invoice it would look like any other payment.
 */
export interface Note {
  readonly text: string | null;
  readonly reference: string | null;
  readonly isOnAccount: boolean;
  /** QuickBooks writes this itself when it empties a document. */
  readonly isVoided: boolean;
}

const voided = /^Voided(?:\s*[-:]\s*|\s+|$)/;
const ours = /(?:^|\s)(T[a-z2-7]{16})( on account)?$/;

export function readNote(note: string | null): Note {
  const whole = note ?? '';
  const rest = whole.replace(voided, '');
  const found = ours.exec(rest);
  const text = (found ? rest.slice(0, found.index) : rest).trimEnd();
  return {
    text: text === '' ? null : text,
    reference: found?.[1] ?? null,
    isOnAccount: found?.[2] !== undefined,
    isVoided: rest.length < whole.length,
  };
}

export const writeNote = (text: string | null, reference: string | null, isOnAccount = false): string =>
  [text, reference, isOnAccount ? 'on account' : null].filter((part) => part !== null && part !== '').join(' ');
