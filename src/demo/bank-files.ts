import { addDays, firstDayOf, lastDayOf, monthOf } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { add, amount, decimal, negate, zero } from '../core/decimal.ts';
import type { Payout } from '../core/processor-records.ts';
import type { Contact, CreditNote, Invoice, Payment, Refund } from '../core/records.ts';
import { formatMoney, money } from '../core/money.ts';
import { seededChance } from '../sandbox/chance.ts';
import { monthAfter } from './year.ts';

/** What happened with money, as far as a bank sees it. */
export interface Happened {
  readonly from: Day;
  readonly through: Day;
  readonly contacts: readonly Contact[];
  readonly invoices: readonly Invoice[];
  readonly creditNotes: readonly CreditNote[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly payouts: readonly Payout[];
}

interface Entry {
  readonly on: Day;
  readonly name: string;
  readonly text: string;
  readonly amount: string;
}

/** The files of the business's two bank accounts, as a bank would write them. */
export interface BankFiles {
  readonly current: string;
  readonly savings: string;
}

/**
 * A bank shows the money and little more: names in capitals, a number where the payer wrote one, a day or two after the books have it.
 * Between it stand the bank's own fee, the rent, money that goes to the savings account, what some customers paid and nobody has
 * recorded yet, and two lines that nobody can know.
 */
export function inventBankFiles(happened: Happened, seed: number): BankFiles {
  const chance = seededChance(seed + 3);
  const months = Array.from({ length: 12 }, (_, index) => monthAfter(monthOf(happened.from), index));
  const saved = months.filter((_, index) => index % 4 === 3).map((month): Entry => savedIn(month));
  const current = [
    ...customersMoney(happened, chance),
    ...notRecorded(happened),
    ...happened.payouts.map(({ arrivesOn, amount: size, reference }): Entry => ({
      on: arrivesOn,
      name: 'STRIPE PAYMENTS UK',
      text: `PAYOUT ${reference ?? ''}`.trim(),
      amount: size,
    })),
    ...months.flatMap((month): readonly Entry[] => [
      { on: lastDayOf(month), name: '', text: 'MONTHLY ACCOUNT FEE', amount: '-12.5' },
      { on: addDays(firstDayOf(month), 2), name: 'HARBOUR ESTATES', text: `STUDIO RENT ${month}`, amount: '-850' },
    ]),
    ...saved,
    { on: addDays(happened.through, -11), name: '', text: 'CASH PAID IN AT COUNTER', amount: '63.2' },
    { on: addDays(happened.through, -9), name: 'BRIGHT TOOLS', text: 'CARD 4411', amount: '-41.17' },
  ];
  const savings = saved.map(({ on, amount: size }): Entry => ({
    on: addDays(on, 1),
    name: 'HARBOUR STUDIO LTD',
    text: 'FROM CURRENT ACCOUNT',
    amount: amount(negate(decimal(size))),
  }));
  return { current: fileOf(current), savings: fileOf(savings) };
}

const savedIn = (month: string): Entry => ({
  on: addDays(firstDayOf(month), 19),
  name: 'HARBOUR STUDIO LTD',
  text: 'TO SAVINGS',
  amount: '-1500',
});

function customersMoney({ contacts, invoices, creditNotes, payments, refunds }: Happened, chance: () => number): readonly Entry[] {
  const nameOf = namesOf(contacts);
  const numbers = new Map([...invoices, ...creditNotes].map(({ id, number }) => [id, number ?? '']));
  const late = (on: Day): Day => addDays(on, Math.floor(chance() * 3));
  const received = payments.map(({ paidOn, contact, allocations, amount: size }): Entry => {
    const named = allocations.map(({ invoice }) => numbers.get(invoice) ?? '').join(' ');
    return { on: late(paidOn), name: nameOf(contact), text: chance() < 0.7 ? `INVOICE ${named}` : 'BANK TRANSFER', amount: size };
  });
  const paidBack = refunds.map(({ refundedOn, contact, creditNote, amount: size }): Entry => {
    const text = `REFUND ${numbers.get(creditNote ?? '') ?? ''}`.trim();
    const whose = contact ?? creditNotes.find(({ id }) => id === creditNote)?.contact ?? null;
    return { on: refundedOn, name: nameOf(whose), text, amount: amount(negate(decimal(size))) };
  });
  return [...received, ...paidBack];
}

/** Three customers have paid, and nobody has told billing: the bank is the first to know. */
function notRecorded({ contacts, invoices, through }: Happened): readonly Entry[] {
  const nameOf = namesOf(contacts);
  return invoices
    .filter(({ state, currency, paid, credited }) => state === 'open' && currency === 'GBP' && paid === '0' && credited === '0')
    .toSorted((a, b) => (a.issuedOn < b.issuedOn ? -1 : 1))
    .slice(0, 3)
    .map(({ contact, number, totals, dueOn, issuedOn }): Entry => {
      const on = dueOn === null || dueOn > through ? addDays(issuedOn, 1) : dueOn;
      return { on, name: nameOf(contact), text: `PAYMENT ${number ?? ''}`, amount: totals.gross };
    });
}

function namesOf(contacts: readonly Contact[]): (contact: string | null) => string {
  const names = new Map(contacts.map(({ id, name }) => [id, name.toUpperCase()]));
  return (contact) => names.get(contact ?? '') ?? '';
}

function fileOf(entries: readonly Entry[]): string {
  let balance = zero;
  const rows = entries
    .toSorted((a, b) => (a.on === b.on ? (a.text < b.text ? -1 : 1) : a.on < b.on ? -1 : 1))
    .map(({ on, name, text, amount: size }) => {
      balance = add(balance, decimal(size));
      const [year, month, day] = on.split('-');
      return [`${day}/${month}/${year}`, text, name, formatMoney(money(size, 'GBP')), formatMoney(money(balance, 'GBP'))].join(',');
    });
  return `Date,Description,Name,Amount,Balance\n${rows.join('\n')}\n`;
}
