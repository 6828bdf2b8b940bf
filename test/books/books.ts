import assert from 'node:assert/strict';
import { desire } from '../../src/booking/book.ts';
import type { BookingContext } from '../../src/booking/context.ts';
import type { Desire, Wanted } from '../../src/booking/desire.ts';
import { xero } from '../../src/connectors/xero/connector.ts';
import { add, amount, decimal, isZero } from '../../src/core/decimal.ts';
import type { Decimal } from '../../src/core/decimal.ts';
import { formatMoney, money } from '../../src/core/money.ts';
import type { BalanceTransaction, Payout } from '../../src/core/processor-records.ts';
import type { Account, AnyRecord, TaxRate } from '../../src/core/records.ts';
import { mappingOf } from '../../src/mapping/read.ts';
import { chartOf } from '../../src/proof/chart.ts';
import { postingsOf, sourcePostings } from '../../src/proof/postings.ts';
import { wholeDocument } from '../../src/proof/posting.ts';

/** Accounts are called by their roles, so that the books of a test read like those of a textbook. */
const account = (code: string, rest: Partial<Account> = {}): Account => ({
  kind: 'account',
  id: `id-${code}`,
  code,
  name: code,
  class: 'asset',
  currency: null,
  isBank: false,
  takesPayments: false,
  system: null,
  defaultTax: null,
  state: 'active',
  ...rest,
});

const banks = ['clearing', 'transit', 'bank', 'second_bank'].map((code) => account(code, { isBank: true, takesPayments: true }));
const assets = ['disputed', 'reserve', 'withheld', 'returned', 'unclassified', 'loan'].map((code) => account(code));
const results = ['sales', 'refunds', 'fees', 'dispute_fees', 'chargebacks', 'finance_cost', 'moved_on'].map((code) =>
  account(code, { class: 'revenue' }),
);
export const accounts: readonly Account[] = [
  ...banks,
  ...assets,
  ...results,
  account('ar', { system: 'receivable' }),
  account('tax', { system: 'tax' }),
];

const rate = (id: string, percent: string): TaxRate => ({
  kind: 'taxRate',
  id,
  name: id,
  percent,
  components: [],
  appliesTo: ['revenue', 'expense', 'asset'],
  state: 'active',
});

export const agreed = `
kinds: [contact, invoice, creditNote, balanceTransaction, settlement, payout, dispute]
accounts: { sales: sales }
taxes:
  - { source: us_tax, target: US }
  - { source: vat20, target: VAT20 }
  - { source: null, target: NONE }
processor:
  contact: The processor
  sales: { tax: NONE }
  accounts:
    clearing: clearing
    transit: transit
    banks: { default: bank, byDestination: { ba_second: second_bank } }
    fees: fees
    disputeFees: dispute_fees
    refunds: refunds
    disputed: disputed
    chargebacks: chargebacks
    reserve: reserve
    loan: loan
    financeCost: finance_cost
    withheldTax: withheld
    returnedPayments: returned
    topUps: bank
    transfers: moved_on
    unclassified: unclassified
`;

/** Mappings differ from the agreed one by a few words each. */
export const agreedBut = (...changes: readonly (readonly [from: string, to: string])[]): string =>
  changes.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `the agreed mapping does not say ${from}`);
    return text.replace(from, to);
  }, agreed);

export interface Known {
  readonly mapping?: string;
  /** What the ledger has already: 'invoice in_1', 'payout po_1 main'. Contacts are always there. */
  readonly linked?: readonly string[];
  readonly asked?: Readonly<Record<string, AnyRecord>>;
  readonly shown?: readonly AnyRecord[];
  readonly accounts?: readonly Account[];
  readonly today?: string;
  readonly startsOn?: string;
}

export function knowing(known: Known = {}): BookingContext {
  return {
    organisation: 'harbour',
    agreement: 'processor and ledger',
    targetRole: 'ledger',
    mapping: mappingOf(known.mapping ?? agreed),
    startsOn: known.startsOn ?? '2026-01-01',
    today: known.today ?? '2026-11-30',
    ledger: {
      organisation: null,
      accounts: known.accounts ?? accounts,
      taxRates: [rate('US', '8.25'), rate('VAT20', '20'), rate('NONE', '0')],
    },
    abilities: Object.fromEntries(
      Object.entries(xero.manifest.kinds).flatMap(([kind, ability]) => (ability.write ? [[kind, ability.write]] : [])),
    ),
    linked: ({ kind, id }, part = 'main') =>
      kind === 'contact' || known.linked?.some((name) => name === `${kind} ${id}` || name === `${kind} ${id} ${part}`)
        ? { kind, id: `ledger-${id}` }
        : null,
    asked: (part) => known.asked?.[part] ?? null,
    seen: () => null,
    shown: ({ kind, id }) => known.shown?.find((record) => record.kind === kind && record.id === id) ?? null,
    isExcluded: () => false,
    isDoubted: () => false,
    isArchived: () => false,
  };
}

export const booked = (record: AnyRecord, known: Known = {}): Desire => desire(record, knowing(known));

export function wantedOf(record: AnyRecord, known: Known = {}): Wanted {
  const wished = booked(record, known);
  assert.ok(wished.is === 'wanted', `${record.kind} ${record.id}: ${JSON.stringify(wished)}`);
  return wished;
}

export const chart = chartOf(accounts);

/**
 * What records are booked as, in the house notation: debits before credits, each by account, one line for each document. A line
 * that does not balance is refused. Compares as text, so that a test shows the books as they are.
 */
export function booksOf(wished: Wanted): string {
  return wished.parts
    .map(({ record }) => lineOf(postingsOf(record, chart).filter((posting) => posting.account !== wholeDocument)))
    .join('\n');
}

interface Moved {
  readonly account: string;
  readonly currency: string;
  readonly amount: string;
}

function lineOf(moved: readonly Moved[]): string {
  const debits = moved.filter((each) => decimal(each.amount).units > 0n);
  const credits = moved.filter((each) => decimal(each.amount).units < 0n);
  const currencies = new Set(moved.map(({ currency }) => currency));
  if (currencies.size === 1)
    assert.ok(isZero(moved.reduce((total, each) => add(total, decimal(each.amount)), decimal('0'))), 'a line balances');
  const text = (each: Moved, sign: bigint): string => {
    const { minor, currency } = money(each.amount, each.currency);
    return `${each.account} ${formatMoney({ minor: minor * sign, currency })}${currencies.size > 1 ? ` ${currency}` : ''}`;
  };
  return [...debits.map((each) => `Dr ${text(each, 1n)}`), ...credits.map((each) => `Cr ${text(each, -1n)}`)].join(' | ');
}

/** A tagged block of books: each line trimmed, empty lines left out, and debits and credits of a line in the order of booking. */
export const books = (strings: TemplateStringsArray): string =>
  strings
    .join('')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

/** The same as sorted sides, so that the order in which a document names its accounts does not matter. */
export const inOrder = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const entries = line.split(' | ');
      return [
        ...entries.filter((each) => each.startsWith('Dr')).toSorted(),
        ...entries.filter((each) => each.startsWith('Cr')).toSorted(),
      ].join(' | ');
    })
    .join('\n');

/** Books the records one after the other and compares with what the books should say. */
export function assertBooks(records: readonly AnyRecord[], expected: string, known: Known = {}): void {
  const seen = records.map((record) => booksOf(wantedOf(record, known))).filter((text) => text !== '');
  assert.equal(inOrder(seen.join('\n')), inOrder(expected));
}

/** What an account stands at after these books. */
export function balanceOn(named: string, records: readonly AnyRecord[], known: Known = {}): string {
  let total: Decimal = decimal('0');
  for (const record of records)
    for (const { record: want } of wantedOf(record, known).parts)
      for (const posting of postingsOf(want, chart)) if (posting.account === named) total = add(total, decimal(posting.amount));
  return amount(total);
}

/** What a record leaves of its own total: nothing, when its parts come to its net amount in the mirror of the balance. */
export const restOf = (record: AnyRecord, wished: Wanted): readonly string[] =>
  sourcePostings(
    record,
    wished.parts.map((want) => want.record),
    chart,
    { mirror: wished.mirror ?? null, apart: wished.apart ?? '0' },
  )
    .filter((posting) => posting.kind === record.kind && posting.account === wholeDocument)
    .map((posting) => posting.amount);

let made = 0;

export function transaction(does: BalanceTransaction['does'], gross: string, rest: Partial<BalanceTransaction> = {}): BalanceTransaction {
  made += 1;
  const fee = rest.fee ?? '0';
  return {
    kind: 'balanceTransaction',
    id: `txn_${made}`,
    does,
    category: does,
    madeOn: '2026-10-20',
    currency: 'USD',
    amount: gross,
    fee,
    fees: fee === '0' ? [] : [{ for: 'processing', description: null, amount: fee }],
    net: amount({ ...add(decimal(gross), { ...decimal(fee), units: -decimal(fee).units }) }),
    presented: null,
    contact: null,
    about: null,
    charge: null,
    invoices: [],
    creditNote: null,
    taxes: [],
    description: null,
    payout: null,
    state: 'available',
    ...rest,
  };
}

export const payout = (id: string, gross: string, rest: Partial<Payout> = {}): Payout => ({
  kind: 'payout',
  id,
  amount: gross,
  currency: 'USD',
  createdOn: '2026-10-22',
  arrivesOn: '2026-10-24',
  destination: 'ba_1',
  reference: null,
  out: null,
  back: null,
  state: 'paid',
  ...rest,
});
