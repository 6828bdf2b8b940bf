import { amount } from '../core/decimal.ts';
import type { AnyRecord, Document, Line } from '../core/records.ts';

/** What people call the things that a record only names by id. */
export interface Names {
  contact(id: string): string;
  account(id: string): string;
  taxRate(id: string): string;
  document(id: string): string;
}

export interface ReadField {
  readonly text: string;
  /** What two sides are compared by. A ledger may write a line in its own way, such as with the discount in the price: its amount counts. */
  readonly counts: string;
}

/** A record field by field, as a person reads it, in a fixed order. What the two sides call differently has one name here. */
export function readable(record: AnyRecord, names: Names): ReadonlyMap<string, ReadField> {
  return new Map(
    fieldsOf(record, names).flatMap(([field, text, counts = text]) =>
      text === null || text === '' ? [] : [[field, { text, counts: counts ?? text }] as const],
    ),
  );
}

type Field = readonly [field: string, text: string | null, counts?: string];

const called = (id: string | null, name: (id: string) => string): string | null => (id === null ? null : name(id));

function fieldsOf(record: AnyRecord, names: Names): readonly Field[] {
  switch (record.kind) {
    case 'invoice':
      return [...headOf(record, names), ['due', record.dueOn], ...bodyOf(record, names)];
    case 'creditNote':
      return [...headOf(record, names), ...bodyOf(record, names)];
    case 'payment':
      return [
        ['paid on', record.paidOn],
        ['amount', amount(record.amount)],
        ['currency', record.currency],
        ['account', called(record.account, names.account)],
        ...record.allocations.map((each): Field => [`for ${names.document(each.invoice)}`, amount(each.amount)]),
        ['state', record.state],
      ];
    case 'refund':
      return [
        ['refunded on', record.refundedOn],
        ['amount', amount(record.amount)],
        ['currency', record.currency],
        ['account', called(record.account, names.account)],
        ['of', called(record.creditNote, names.document)],
        ['state', record.state],
      ];
    case 'allocation':
      return [
        ['from', names.document(record.from.id)],
        ['to', names.document(record.invoice)],
        ['amount', amount(record.amount)],
        ['currency', record.currency],
        ['state', record.state],
      ];
    case 'contact':
      return [
        ['name', record.name],
        ['given name', record.givenName],
        ['family name', record.familyName],
        ['e-mail', record.email],
        ['phone', record.phone],
        ['tax number', record.taxNumber],
        ['state', record.state],
      ];
    case 'bankTransaction':
    case 'transfer':
    case 'journal':
    case 'item':
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'statementLine':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
      return plainFields(record, '', names);
  }
}

const headOf = (document: Document, names: Names): readonly Field[] => [
  ['number', document.number],
  ['customer', called(document.contact, names.contact)],
  ['dated', document.issuedOn],
];

const bodyOf = (document: Document, names: Names): readonly Field[] => [
  ['currency', document.currency],
  ...document.lines.map((line, index): Field => [
    `line ${index + 1}`,
    lineText(line, `${amount(line.quantity)} × ${amount(line.unitPrice)} = ${amount(line.amount)}`, names),
    lineText(line, amount(line.amount), names),
  ]),
  ['net', amount(document.totals.net)],
  ['tax', amount(document.totals.tax)],
  ['total', amount(document.totals.gross)],
  ['reference', document.reference],
  ['state', document.state],
];

const lineText = ({ description, account, taxes }: Line, comesTo: string, names: Names): string =>
  [description, comesTo, ...(account === null ? [] : [names.account(account)]), ...taxes.map((tax) => names.taxRate(tax.rate))].join(' · ');

/** The rarer kinds: every value, named by where it stands. */
function plainFields(value: unknown, name: string, names: Names): readonly Field[] {
  if (value === null || value === undefined || name === 'id' || name === 'kind') return [];
  if (typeof value !== 'object') return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const inside = name === '' ? wordsOf(key) : `${name} ${Array.isArray(value) ? Number(key) + 1 : wordsOf(key)}`;
    if (typeof inner === 'string' && key === 'account') return [[inside, names.account(inner)] as const];
    if (typeof inner === 'string' && key === 'contact') return [[inside, names.contact(inner)] as const];
    return plainFields(inner, inside, names);
  });
}

/** 'madeOn' is 'made on'. */
const wordsOf = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
