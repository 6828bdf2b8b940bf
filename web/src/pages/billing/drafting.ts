import type { AmountsAre, Discount } from '../../../../src/core/records.ts';
import { readFigure, typedFigure } from './figures.ts';
import type { ShownCreditNote, ShownInvoice } from './records.ts';

/** A document while somebody writes it: every field as it is typed. */
export interface Draft {
  readonly contact: string | null;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly currency: string;
  readonly amountsAre: AmountsAre;
  readonly lines: readonly DraftLine[];
  /** '10%', '5.00', or nothing. */
  readonly discount: string;
  readonly reference: string;
  readonly notes: string;
}

export interface DraftLine {
  /** For the page alone. */
  readonly key: number;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly discount: string;
  readonly taxes: readonly string[];
  readonly account: string | null;
  readonly item: string | null;
}

export const emptyLine = (key: number, taxes: readonly string[]): DraftLine => ({
  key,
  description: '',
  quantity: '1',
  unitPrice: '',
  discount: '',
  taxes,
  account: null,
  item: null,
});

type Content = Pick<ShownInvoice, 'contact' | 'issuedOn' | 'currency' | 'amountsAre' | 'discount' | 'reference' | 'notes'> & {
  readonly dueOn: string | null;
  readonly lines: readonly (Pick<
    ShownInvoice['lines'][number],
    'description' | 'quantity' | 'unitPrice' | 'discount' | 'account' | 'item'
  > & {
    readonly taxes: readonly string[];
  })[];
};

/** What is there, as it would be typed. */
export const draftOf = (content: Content, locale: string): Draft => ({
  contact: content.contact,
  issuedOn: content.issuedOn,
  dueOn: content.dueOn ?? '',
  currency: content.currency,
  amountsAre: content.amountsAre,
  discount: typedDiscount(content.discount, locale),
  reference: content.reference ?? '',
  notes: content.notes ?? '',
  lines: content.lines.map((line, key) => ({
    key,
    description: line.description,
    quantity: typedFigure(line.quantity, locale),
    unitPrice: typedFigure(line.unitPrice, locale),
    discount: typedDiscount(line.discount, locale),
    taxes: line.taxes,
    account: line.account,
    item: line.item,
  })),
});

export const contentOf = (record: ShownInvoice | ShownCreditNote): Content => ({
  ...record,
  dueOn: record.kind === 'invoice' ? record.dueOn : null,
  lines: record.lines.map((line) => ({ ...line, taxes: line.taxes.map(({ rate }) => rate) })),
});

/** What the server takes, or which field cannot be read. */
export type Written = { readonly is: 'written'; readonly body: Body } | { readonly is: 'unreadable'; readonly field: string };
export type Body = ReturnType<typeof bodyOf>;

export function written(draft: Draft, locale: string): Written {
  const field = unreadable(draft, locale);
  return field === null ? { is: 'written', body: bodyOf(draft, locale) } : { is: 'unreadable', field };
}

function unreadable({ lines, discount, issuedOn }: Draft, locale: string): string | null {
  const bad = (text: string): boolean => readFigure(text, locale) === null;
  const badDiscount = (text: string): boolean => text.trim() !== '' && bad(text.replace(/%\s*$/, ''));
  if (issuedOn === '') return 'the day of issue';
  for (const [at, line] of lines.entries()) {
    if (bad(line.quantity)) return `the quantity of line ${at + 1}`;
    if (bad(line.unitPrice)) return `the price of line ${at + 1}`;
    if (badDiscount(line.discount)) return `the discount of line ${at + 1}`;
  }
  return badDiscount(discount) ? 'the discount' : null;
}

function bodyOf({ contact, issuedOn, dueOn, currency, amountsAre, lines, discount, reference, notes }: Draft, locale: string) {
  return {
    contact,
    issuedOn,
    dueOn: dueOn === '' ? null : dueOn,
    currency,
    amountsAre,
    discount: discountOf(discount, locale),
    reference: reference.trim() === '' ? null : reference.trim(),
    notes: notes.trim() === '' ? null : notes,
    lines: lines.map((line) => ({
      description: line.description,
      quantity: readFigure(line.quantity, locale) ?? '0',
      unitPrice: readFigure(line.unitPrice, locale) ?? '0',
      discount: discountOf(line.discount, locale),
      taxes: amountsAre === 'noTax' ? [] : line.taxes,
      account: line.account,
      item: line.item,
    })),
  };
}

function discountOf(typed: string, locale: string): Discount | null {
  const figure = readFigure(typed.replace(/%\s*$/, ''), locale);
  return figure === null ? null : typed.trim().endsWith('%') ? { percent: figure } : { amount: figure };
}

function typedDiscount(discount: Discount | null, locale: string): string {
  if (discount === null) return '';
  return 'percent' in discount ? `${typedFigure(discount.percent, locale)}%` : typedFigure(discount.amount, locale);
}
