import type { Address, Contact, CreditNote, Document, Invoice, TaxRate } from '../core/records.ts';
import { isZero, decimal, subtract, sumAmounts, amount } from '../core/decimal.ts';
import { writingOf } from './figures.ts';
import type { Writing } from './figures.ts';
import { edge, openSheet } from './sheet.ts';
import type { Place, Sheet } from './sheet.ts';

/** What an organisation's own paper says about it. */
export interface Sender {
  readonly name: string;
  readonly address: Address | null;
  readonly taxNumber: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** Where to pay, in as many lines as it takes. */
  readonly payTo: string | null;
}

export interface ToPrint {
  readonly document: Invoice | CreditNote;
  readonly sender: Sender;
  readonly contact: Contact | null;
  /** The rates that its lines name. */
  readonly taxRates: readonly TaxRate[];
  /** The number of the invoice that a credit note corrects. */
  readonly corrects: string | null;
  readonly locale: string;
}

const whole = { x: edge.left, width: edge.right - edge.left } as const;
const half = { x: 320, width: edge.right - 320 } as const;
const soft = '#5c6b7a';

/** An invoice or a credit note as a PDF, written while it is read. The same document always gives the same bytes. */
export function printDocument(print: ToPrint): NodeJS.ReadableStream {
  const { document, sender, locale } = print;
  const writing = writingOf(locale);
  const title = `${document.kind === 'invoice' ? 'Invoice' : 'Credit note'}${document.number === null ? '' : ` ${document.number}`}`;
  const sheet = openSheet({ title, madeOn: document.issuedOn });
  writeHead(sheet, print, { title, writing });
  writeLines(sheet, document, { writing, taxRates: print.taxRates });
  writeTotals(sheet, print, writing);
  writeFoot(sheet, document, sender);
  sheet.end((page, pages) => `${clean(sender.name)} · ${clean(title)} · page ${page} of ${pages}`);
  return sheet.stream;
}

function writeHead(
  sheet: Sheet,
  { document, sender, contact, corrects }: ToPrint,
  { title, writing }: { readonly title: string; readonly writing: Writing },
): void {
  const left = { x: edge.left, width: 250 } as const;
  const ours = (): void => {
    sheet.paragraph(clean(sender.name), { ...half, size: 11, isBold: true });
    for (const line of [...addressLines(sender.address), sender.email, sender.phone, taxLine(sender.taxNumber)])
      if (line !== null) sheet.paragraph(clean(line), { ...half, colour: soft });
  };
  const what = (): void => {
    const stamp = stampOf(document);
    sheet.paragraph(clean(title), { ...left, size: 18, isBold: true });
    if (stamp !== null) sheet.paragraph(stamp, { ...left, size: 14, isBold: true, colour: stamp === 'PAID' ? '#0b6b58' : '#b3261e' });
  };
  const party = (): void => {
    sheet.paragraph(document.kind === 'invoice' ? 'Bill to' : 'Credit to', { ...left, size: 8, colour: soft });
    const lines = contact === null ? ['Counter sale'] : [contact.name, ...addressLines(contact.address), taxLine(contact.taxNumber)];
    lines.forEach((line, index) => line !== null && sheet.paragraph(clean(line), { ...left, isBold: index === 0 }));
  };
  const facts = (): void => {
    for (const [name, value] of factsOf(document, corrects, writing))
      sheet.beside(
        () => sheet.paragraph(name, { x: half.x, width: 95, colour: soft }),
        () => sheet.paragraph(clean(value), { x: half.x + 95, width: half.width - 95, align: 'right' }),
      );
  };
  sheet.beside(ours, what);
  sheet.y += 20;
  sheet.beside(party, facts);
  sheet.y += 20;
}

function factsOf(document: Invoice | CreditNote, corrects: string | null, { day }: Writing): readonly (readonly [string, string])[] {
  const facts: (readonly [string, string | null])[] = [
    ['Date', day(document.issuedOn)],
    ['Due', document.kind === 'invoice' && document.dueOn !== null ? day(document.dueOn) : null],
    ['Corrects invoice', corrects],
    ['Your reference', document.reference],
    ['Currency', document.currency],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

/** From left to right; what it says, and how wide it is. */
const columns = [
  { name: 'Description', place: { x: edge.left, width: 205 } },
  { name: 'Quantity', place: { x: 260, width: 55, align: 'right' } },
  { name: 'Price', place: { x: 320, width: 70, align: 'right' } },
  { name: 'Discount', place: { x: 395, width: 50, align: 'right' } },
  { name: 'Tax', place: { x: 448, width: 32, align: 'right' } },
  { name: 'Amount', place: { x: 482, width: 63, align: 'right' } },
] as const satisfies readonly { readonly name: string; readonly place: Place }[];

interface Reading {
  readonly writing: Writing;
  readonly taxRates: readonly TaxRate[];
}

function writeLines(sheet: Sheet, document: Document, reading: Reading): void {
  const head = (): void => {
    writeRow(
      sheet,
      columns.map(({ name }) => name),
      { size: 8, colour: soft },
    );
    sheet.rule();
  };
  sheet.need(40);
  head();
  sheet.atTop = head;
  for (const cells of cellsOf(document, reading)) {
    const height = Math.max(...cells.map((text, index) => sheet.heightOf(text, placeOf(index, {}))));
    if (height <= keptTogether) sheet.need(height);
    writeRow(sheet, cells, {});
    sheet.y += 4;
  }
  sheet.atTop = null;
  sheet.rule();
}

/** A line of this height stands on one page; a higher one begins where it is, and goes on over as many as it takes. */
const keptTogether = 200;

const placeOf = (index: number, look: Pick<Place, 'size' | 'colour'>): Place => ({ ...(columns[index]?.place ?? whole), ...look });

function writeRow(sheet: Sheet, cells: readonly string[], look: Pick<Place, 'size' | 'colour'>): void {
  sheet.beside(...cells.map((text, index) => () => sheet.paragraph(text, placeOf(index, look))));
}

function cellsOf({ lines, currency }: Document, { writing, taxRates }: Reading): readonly (readonly string[])[] {
  return lines.map(({ description, quantity, unitPrice, discount, taxes, amount: net }) => [
    clean(description),
    writing.figure(quantity),
    writing.money(unitPrice, currency),
    discount === null ? '' : 'percent' in discount ? `${writing.figure(discount.percent)} %` : writing.money(discount.amount, currency),
    taxes.map(({ rate }) => percentOf(rate, taxRates, writing)).join(' + '),
    writing.money(net, currency),
  ]);
}

function percentOf(rate: string, taxRates: readonly TaxRate[], { figure }: Writing): string {
  const found = taxRates.find(({ id }) => id === rate);
  return found === undefined ? clean(rate) : `${figure(found.percent)} %`;
}

function writeTotals(sheet: Sheet, { document, taxRates }: ToPrint, writing: Writing): void {
  const { currency, totals, discount, amountsAre } = document;
  const money = (text: string): string => `${writing.money(text, currency)} ${currency}`;
  const byRate = Map.groupBy(
    document.lines.flatMap(({ taxes }) => taxes),
    ({ rate }) => rate,
  );
  const taxed = [...byRate].map(([rate, taxes]): readonly [string, string] => {
    const found = taxRates.find(({ id }) => id === rate);
    const name = found === undefined ? rate : `${found.name} (${writing.figure(found.percent)} %)`;
    return [name, money(sumAmounts(taxes.map((tax) => tax.amount)))];
  });
  const open = amount(subtract(subtract(decimal(totals.gross), decimal(document.paid)), decimal(document.credited)));
  const isSettled = !isZero(decimal(document.paid)) || !isZero(decimal(document.credited));
  const rows: readonly (readonly [string, string])[] = [
    ...(discount === null
      ? []
      : [['Discount', 'percent' in discount ? `${writing.figure(discount.percent)} %` : money(discount.amount)] as const]),
    ['Net', money(totals.net)],
    ...taxed,
    [amountsAre === 'inclusive' ? 'Total, tax included' : 'Total', money(totals.gross)],
    ...(isZero(decimal(document.paid)) ? [] : [[document.kind === 'invoice' ? 'Paid' : 'Paid back', money(document.paid)] as const]),
    ...(isZero(decimal(document.credited))
      ? []
      : [[document.kind === 'invoice' ? 'Credited' : 'Set against invoices', money(document.credited)] as const]),
    ...(isSettled ? [['Still open', money(open)] as const] : []),
  ];
  for (const [name, value] of rows) {
    const isBold = name.startsWith('Total') || name === 'Still open';
    sheet.beside(
      () => sheet.paragraph(clean(name), { x: half.x - 40, width: 150, isBold }),
      () => sheet.paragraph(value, { x: half.x + 110, width: half.width - 110, align: 'right', isBold }),
    );
  }
}

function writeFoot(sheet: Sheet, { notes, kind }: Invoice | CreditNote, { payTo }: Sender): void {
  const parts = [
    { title: 'Notes', text: notes },
    { title: 'How to pay', text: kind === 'invoice' ? payTo : null },
  ];
  for (const { title, text } of parts) {
    if (text === null || text.trim() === '') continue;
    sheet.need(40);
    sheet.y += 14;
    const head = (): void => sheet.paragraph(title, { ...whole, size: 8, colour: soft });
    head();
    sheet.atTop = head;
    for (const line of text.split('\n')) sheet.paragraph(clean(line), whole);
    sheet.atTop = null;
  }
}

/** What is settled says so in large letters; so does what is none yet, or none any more. */
function stampOf({ state, paid, totals, kind }: Invoice | CreditNote): 'PAID' | 'VOID' | 'DRAFT' | null {
  if (state === 'void') return 'VOID';
  if (state === 'draft') return 'DRAFT';
  const isPaid = kind === 'invoice' && !isZero(decimal(totals.gross)) && isZero(subtract(decimal(totals.gross), decimal(paid)));
  return isPaid ? 'PAID' : null;
}

function addressLines(address: Address | null): readonly string[] {
  if (address === null) return [];
  const { lines, city, region, postalCode, country } = address;
  const town = [postalCode, city].filter((part) => part !== null && part !== '').join(' ');
  return [...lines, town, region ?? '', country ?? ''].filter((line) => line.trim() !== '');
}

const taxLine = (taxNumber: string | null): string | null => (taxNumber === null || taxNumber === '' ? null : `Tax number ${taxNumber}`);

/** Without what a font cannot draw and what would turn the line around. */
const clean = (text: string): string => text.replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu, '');
