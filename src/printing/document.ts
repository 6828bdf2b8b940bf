import type { Address, Contact, CreditNote, Invoice, TaxRate } from '../core/records.ts';
import { isZero, decimal, subtract } from '../core/decimal.ts';
import { clean, writingOf } from './figures.ts';
import type { Writing } from './figures.ts';
import { writeLines } from './line-table.ts';
import { edge, openSheet } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { writeTotals } from './totals.ts';

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
  writeTotals(sheet, document, { writing, taxRates: print.taxRates });
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
    for (const line of [...addressLines(sender.address, writing), sender.email, sender.phone, taxLine(sender.taxNumber)])
      if (line !== null) sheet.paragraph(clean(line), { ...half, colour: soft });
  };
  const what = (): void => {
    const stamp = stampOf(document);
    sheet.paragraph(clean(title), { ...left, size: 18, isBold: true });
    if (stamp !== null) sheet.paragraph(stamp, { ...left, size: 14, isBold: true, colour: stamp === 'PAID' ? '#0b6b58' : '#b3261e' });
  };
  const party = (): void => {
    sheet.paragraph(document.kind === 'invoice' ? 'Bill to' : 'Credit to', { ...left, size: 8, colour: soft });
    const lines =
      contact === null ? ['Counter sale'] : [contact.name, ...addressLines(contact.address, writing), taxLine(contact.taxNumber)];
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

function addressLines(address: Address | null, { country: countryName }: Writing): readonly string[] {
  if (address === null) return [];
  const { lines, city, region, postalCode, country } = address;
  const town = [postalCode, city].filter((part) => part !== null && part !== '').join(' ');
  return [...lines, town, region ?? '', country === null ? '' : countryName(country)].filter((line) => line.trim() !== '');
}

const taxLine = (taxNumber: string | null): string | null => (taxNumber === null || taxNumber === '' ? null : `Tax number ${taxNumber}`);
