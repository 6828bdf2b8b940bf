import type { Tone } from '../../parts/badge.tsx';

/** 'creditNote': 'credit note', within a sentence. */
export const kindText = (kind: string): string => spaced(kind);

/** 'credit notes' */
export const kindsText = (kind: string): string => (kind === 'currency' ? 'currencies' : `${spaced(kind)}s`);

export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** '1 document', '1,204 documents' */
export const counted = (count: number, one: string, shown: (count: number) => string): string =>
  `${shown(count)} ${count === 1 ? one : `${one}s`}`;

export interface Happening {
  readonly title: string;
  readonly tone: Tone;
  /** Which of a few pictures stands beside it. */
  readonly sign: 'seen' | 'planned' | 'sent' | 'landed' | 'refused' | 'question' | 'answer' | 'proof' | 'gone' | 'other';
}

/** The engine's short names for what happened ('landed: create creditNote'), as a line that reads by itself. */
export function happeningOf(what: string): Happening {
  const plain = what.replaceAll(/\b[a-z]+[A-Z]\w*\b/g, kindText);
  const [head = '', tail = ''] = plain.split(/: (.*)/s);
  const title = capital(tail === '' ? plain : `${head}: ${tail}`);
  for (const { begins, sign, tone } of signs) if (begins.test(head)) return { title, sign, tone };
  return { title, sign: 'other', tone: 'neutral' };
}

const signs: readonly { readonly begins: RegExp; readonly sign: Happening['sign']; readonly tone: Tone }[] = [
  { begins: /^question/, sign: 'question', tone: 'warn' },
  { begins: /^(refused|unknown|vanished|failed)/, sign: 'refused', tone: 'bad' },
  { begins: /^(landed|the ledger shows it)/, sign: 'landed', tone: 'good' },
  { begins: /^gone/, sign: 'gone', tone: 'neutral' },
  { begins: /^(seen|changed|webhook|edited|recoded)/, sign: 'seen', tone: 'accent' },
  { begins: /^planned/, sign: 'planned', tone: 'neutral' },
  { begins: /^sent/, sign: 'sent', tone: 'accent' },
  { begins: /^(answered|approved|declined|adopted|undone|undo)/, sign: 'answer', tone: 'neutral' },
  { begins: /^proof/, sign: 'proof', tone: 'neutral' },
];

/** The details of a happening are noted as data: 'action {"do": "putBack", "part": "main"}, by Robin' is read as 'put ours back, by Robin'. */
export const detailText = (detail: string): string =>
  detail.replaceAll(/action (?:\{[^{}]*"do": "(\w+)"[^{}]*\}|(\w+))/g, (_, noted: string | undefined, plain: string | undefined) =>
    actionText(noted ?? plain ?? ''),
  );

const actionWords: Readonly<Record<string, string>> = {
  retry: 'look again',
  exclude: 'leave it out',
  adopt: 'take the one in the ledger',
  acceptTarget: 'accept what the ledger shows',
  putBack: 'put ours back',
  moveTo: 'move the date',
  mapTax: 'map the tax code',
  byHand: 'done by hand',
  roundingLine: 'add a rounding line',
};
const actionText = (action: string): string => actionWords[action] ?? spaced(action);

const fieldWords: Readonly<Record<string, string>> = {
  number: 'Number',
  contact: 'Customer',
  issuedOn: 'Date',
  dueOn: 'Due',
  paidOn: 'Paid on',
  refundedOn: 'Refunded on',
  madeOn: 'Date',
  allocatedOn: 'Date',
  arrivesOn: 'Arrives on',
  currency: 'Currency',
  exchangeRate: 'Exchange rate',
  amountsAre: 'Amounts are',
  totals: 'Total',
  gross: 'gross',
  net: 'net',
  unitPrice: 'unit price',
  accountAmount: 'Amount on the account',
  isReconciled: 'Reconciled',
  isCustomer: 'Customer',
  isSupplier: 'Supplier',
  givenName: 'Given name',
  familyName: 'Family name',
  taxNumber: 'Tax number',
  mergedInto: 'Merged into',
  postalCode: 'postal code',
};
const manyOf: Readonly<Record<string, string>> = { lines: 'Line', taxes: 'tax', allocations: 'Allocation', components: 'component' };

/** 'lines.0.unitPrice' and 'lines[0].unitPrice': 'Line 1, unit price'. Positions count from zero, people from one. */
export function fieldText(field: string): string {
  const steps = field.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  const words: string[] = [];
  for (const [at, step] of steps.entries()) {
    const position = readPosition(step);
    const before = steps[at - 1];
    if (position !== null && before !== undefined) words[words.length - 1] = `${manyOf[before] ?? spaced(before)} ${position}`;
    else words.push(fieldWords[step] ?? spaced(step));
  }
  return capital(words.join(', '));
}

/** A sentence of the engine that names fields as the books do ('dueOn was changed in the ledger'), as people say it. */
export const plainText = (text: string): string =>
  capital(text.replaceAll(/\b[a-z]+[A-Z]\w*\b/g, (word) => fieldWords[word]?.toLowerCase() ?? word));

const readPosition = (step: string): string | null => (/^\d+$/.test(step) ? (BigInt(step) + 1n).toString() : null);

const spaced = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
