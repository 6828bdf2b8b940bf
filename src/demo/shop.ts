import { addDays, firstDayOf } from '../core/day.ts';
import { seededChance } from '../sandbox/chance.ts';
import { monthAfter } from './year.ts';

/** What a shop's till exports: rows with semicolons and decimal commas, dates by the day first, some sales without a customer. */
export function inventShopFile(fromMonth: string, seed: number): string {
  const chance = seededChance(seed + 1);
  const between = (low: number, high: number): number => low + Math.floor(chance() * (high - low + 1));
  const rows: string[] = [];
  let number = 0;
  for (let month = 0; month < 12; month += 1) {
    const first = firstDayOf(monthAfter(fromMonth, month));
    const days = Array.from({ length: between(5, 7) }, () => between(0, 27)).toSorted((a, b) => a - b);
    for (const day of days) {
      number += 1;
      const isReturn = chance() < 0.07;
      const customer = chance() < 0.2 ? '' : `K${between(100, 118)}`;
      const [year, monthNumber, dayNumber] = addDays(first, day).split('-');
      const document = `${isReturn ? 'R' : 'S'}-${String(number).padStart(4, '0')}`;
      for (let line = between(1, 4); line > 0; line -= 1) {
        const [item, price] = goods[between(0, goods.length - 1)] ?? ['Card', '2,50'];
        const quantity = isReturn ? -1 : between(1, 6);
        rows.push([document, `${dayNumber}.${monthNumber}.${year}`, customer, item, String(quantity), price].join(';'));
      }
    }
  }
  // Rows that are the same are real: somebody bought the same thing twice.
  const [again] = rows;
  return `Receipt;Date;Customer;Item;Quantity;Price\n${again ?? ''}\n${rows.join('\n')}\n`;
}

const goods: readonly (readonly [string, string])[] = [
  ['Letterpress card', '3,50'],
  ['Sketchbook A5', '12,95'],
  ['Brass ruler', '18,00'],
  ['Fountain pen', '49,90'],
  ['Ink, bottle', '9,75'],
  ['Poster, large', '24,00'],
  ['Wrapping paper', '4,20'],
];

export const shopProfile = `name: Shop till
currency: GBP
country: GB
timeZone: Europe/London
amountsAre: noTax
document: { number: Receipt, date: Date, dueDays: 0 }
kind:
  rules:
    - { when: { test: numberStartsWith, text: R }, is: creditNote }
  otherwise: invoice
  creditNotesAre: negative
contact: { id: Customer, name: { template: "Shop customer {Customer}" } }
line: { quantity: Quantity, unitPrice: Price, description: Item }
`;

export const shopMapping = `# The shop's receipts.
kinds: [contact, invoice, creditNote]
accounts:
  sales:
    default: "260"
    decision: { by: Robin, because: the shop is not the main business }
taxes:
  - { source: null, target: NONE, decision: { by: Robin, because: the till shows no VAT } }
contacts: { whenMissing: Counter sales }
`;
