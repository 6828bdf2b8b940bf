import type { Health } from '../../../../src/api/office.ts';
import type { Kind } from '../../../../src/core/records.ts';
import type { Tone } from '../../parts/badge.tsx';

const plurals: Partial<Readonly<Record<Kind, string>>> = {
  taxRate: 'tax rates',
  currency: 'currencies',
  balanceTransaction: 'balance transactions',
};

/** 'creditNote': 'credit notes'. */
function kindsWord(kind: Kind): string {
  return plurals[kind] ?? `${kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}s`;
}

/** 'contacts, invoices and payments'. */
export function kindsSentence(kinds: readonly Kind[]): string {
  const words = kinds.map(kindsWord);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

export const healthTone: Readonly<Record<Health['is'], Tone>> = { well: 'good', busy: 'accent', 'needs a person': 'warn' };
export const healthLabel: Readonly<Record<Health['is'], string>> = { well: 'Well', busy: 'Busy', 'needs a person': 'Needs you' };
