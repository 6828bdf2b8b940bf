import type { Action } from '../booking/desire.ts';
import type { Kind } from '../core/records.ts';

/** What an answer to a question will write, in a bookkeeper's words; null where the answer itself writes nothing. */
export function effectOf(action: Action): string | null {
  switch (action.do) {
    case 'retry':
    case 'exclude':
    case 'byHand':
    case 'acceptTarget':
      return null;
    case 'adopt':
      return `Takes the ${nameOf(action.targetKind)} that is there as this one; it is changed only where it differs, and none is made.`;
    case 'createAnyway':
      return 'Makes a document of its own, beside the one that is there already.';
    case 'makeAgain':
      return 'Makes the document again, as the source shows it now.';
    case 'putBack':
      return 'Changes the document back to what the source says.';
    case 'moveTo':
      return `Makes the document with the date ${action.day}.`;
    case 'mapTax':
      return `Adds a line to the mapping: ${taxOf(action)} becomes ${action.target}${action.percent === '' ? '' : ` (${action.percent}%)`}. All documents with this tax are planned again.`;
    case 'useContact':
      return 'Makes the document for the customer that is there already; no other customer is made.';
    case 'roundingLine':
      return 'Makes the document with one more line, for the rounding, so that it comes to its total.';
  }
}

const taxOf = ({ source }: Extract<Action, { do: 'mapTax' }>): string => (source === null ? 'a line without tax' : `the tax ${source}`);

const names: { readonly [K in Kind]?: string } = {
  creditNote: 'credit note',
  taxRate: 'tax rate',
  bankTransaction: 'bank transaction',
  balanceTransaction: 'balance transaction',
  statementLine: 'statement line',
};

const nameOf = (kind: Kind): string => names[kind] ?? kind;
