import type { Instant } from '../../../core/day.ts';
import { childIn, isFields, listIn, refIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';

export const transactionTypes = [
  'Invoice',
  'SalesReceipt',
  'CreditMemo',
  'RefundReceipt',
  'Payment',
  'Deposit',
  'Transfer',
  'Purchase',
  'Bill',
  'VendorCredit',
  'BillPayment',
  'JournalEntry',
] as const;

/** Those that share one series of numbers. */
export const saleTypes: readonly RowType[] = ['Invoice', 'SalesReceipt', 'CreditMemo', 'RefundReceipt'];

const listTypes = [
  'Account',
  'Customer',
  'Vendor',
  'Employee',
  'Item',
  'TaxCode',
  'TaxRate',
  'TaxAgency',
  'CompanyCurrency',
  'ExchangeRate',
  'Term',
  'PaymentMethod',
  'Class',
  'Department',
] as const;

/** What is kept and has no address: the settings, the answers that a requestid brings again, what a person reconciled. */
const innerTypes = ['Settings', 'Replay', 'Cleared'] as const;

export const rowTypes = [...listTypes, ...transactionTypes, ...innerTypes] as const;
export type RowType = (typeof rowTypes)[number];
export type TransactionType = (typeof transactionTypes)[number];

/** One object as it is kept. Never changed in place. */
export interface Row {
  readonly id: string;
  readonly type: RowType;
  readonly syncToken: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** The last change to the millisecond, which no answer shows: for measurements. Not kept beyond a life. */
  readonly exactlyAt?: Instant;
  /** A deleted object is remembered, so that CDC can tell of it. */
  readonly isDeleted: boolean;
  readonly body: Fields;
}

/** Everything that the company holds. What is staged is seen at once, and stays only if it is committed. */
export interface Rows {
  /** Not one that was deleted. */
  get(type: RowType, id: string): Row | undefined;
  any(type: RowType, id: string): Row | undefined;
  /** Those not deleted, in the order of their last change. */
  all(type: RowType): Iterable<Row>;
  /** Deleted ones too. */
  everything(type: RowType): Iterable<Row>;
  /** Those not deleted that `keysOf` files under this key. */
  by(key: string): readonly Row[];
  nextId(type: RowType): string;
  /** The next of the series that QuickBooks numbers sales by, where it is free. */
  nextNumber(): string;
  stage(row: Row): void;
  /** Makes what is staged stay, and returns it. */
  commit(): readonly Row[];
  discard(): void;
  load(row: Row): void;
}

export const nameKey = (name: string): string => `name ${name.toLowerCase()}`;
export const numberKey = (type: RowType, number: string): string => `number ${type} ${number}`;
export const accountKey = (subType: string, currency: string): string => `account ${subType} ${currency}`;
export const customerKey = (id: string): string => `customer ${id}`;
export const vendorKey = (id: string): string => `vendor ${id}`;

/** Under what a row is found without its id. Customers, vendors and employees share one space of names. */
function keysOf({ type, body }: Row): readonly string[] {
  const keys: string[] = [];
  const number = textIn(body, 'DocNumber');
  if (number !== undefined) keys.push(numberKey(type, number));
  const displayName = textIn(body, 'DisplayName');
  if (displayName !== undefined && type !== 'TaxAgency') keys.push(nameKey(displayName));
  const customer = refIn(body, 'CustomerRef');
  if (customer !== undefined) keys.push(customerKey(customer));
  const vendor = refIn(body, 'VendorRef');
  if (vendor !== undefined) keys.push(vendorKey(vendor));
  if (type === 'Account') keys.push(accountKey(textIn(body, 'AccountSubType') ?? '', refIn(body, 'CurrencyRef') ?? ''));
  if (type === 'JournalEntry') keys.push(...listIn(body, 'Line').flatMap(entityOfLine));
  return keys;
}

function entityOfLine(line: Fields): readonly string[] {
  const entity = childIn(childIn(line, 'JournalEntryLineDetail'), 'Entity');
  const id = refIn(entity, 'EntityRef');
  if (id === undefined || !isFields(entity)) return [];
  return [textIn(entity, 'Type') === 'Vendor' ? vendorKey(id) : customerKey(id)];
}

export function createRows(): Rows {
  // In the order of the last change: a row that changes leaves its place and goes to the end.
  const kept = new Map<RowType, Map<string, Row>>(rowTypes.map((type) => [type, new Map()]));
  const filed = new Map<string, Set<Row>>();
  const staged = new Map<string, Row>();
  const sequences = createSequences();
  const none = new Map<string, Row>();

  const keyed = ({ type, id }: Pick<Row, 'type' | 'id'>): string => `${type} ${id}`;
  const any = (type: RowType, id: string): Row | undefined => staged.get(keyed({ type, id })) ?? kept.get(type)?.get(id);
  const keep = (row: Row): void => {
    const before = kept.get(row.type)?.get(row.id);
    if (before && !before.isDeleted) for (const key of keysOf(before)) filed.get(key)?.delete(before);
    kept.get(row.type)?.delete(row.id);
    kept.get(row.type)?.set(row.id, row);
    if (row.isDeleted) return;
    for (const key of keysOf(row)) {
      const others = filed.get(key);
      if (others) others.add(row);
      else filed.set(key, new Set([row]));
    }
  };
  function* everything(type: RowType): Generator<Row> {
    for (const row of (kept.get(type) ?? none).values()) if (!staged.has(keyed(row))) yield row;
    for (const row of staged.values()) if (row.type === type) yield row;
  }

  return {
    any,
    get(type, id) {
      const row = any(type, id);
      return row?.isDeleted ? undefined : row;
    },
    *all(type) {
      for (const row of everything(type)) if (!row.isDeleted) yield row;
    },
    everything,
    by(key) {
      const untouched = [...(filed.get(key) ?? [])].filter((row) => !staged.has(keyed(row)));
      return [...untouched, ...[...staged.values()].filter((row) => !row.isDeleted && keysOf(row).includes(key))];
    },
    nextId: sequences.nextId,
    nextNumber: () => sequences.nextNumber((number) => saleTypes.some((type) => (filed.get(numberKey(type, number))?.size ?? 0) > 0)),
    stage: (row) => void staged.set(keyed(row), row),
    commit() {
      const done = [...staged.values()];
      staged.clear();
      for (const row of done) keep(row);
      return done;
    },
    discard: () => staged.clear(),
    load(row) {
      keep(row);
      sequences.pass(row);
    },
  };
}

interface Sequences {
  nextId(type: RowType): string;
  nextNumber(isTaken: (number: string) => boolean): string;
  /** Goes on behind a row of an earlier life. */
  pass(row: Row): void;
}

const series = 'DocNumber';
const firstNumber = 1001;

function createSequences(): Sequences {
  const last = new Map<string, number>();
  const next = (sequence: string, first = 1): string => {
    const number = (last.get(sequence) ?? first - 1) + 1;
    last.set(sequence, number);
    return String(number);
  };
  const pass = (sequence: string, number: number): void => void last.set(sequence, Math.max(last.get(sequence) ?? 0, number));
  return {
    nextId: (type) => next(sequenceOf(type)),
    nextNumber(isTaken) {
      let number = next(series, firstNumber);
      while (isTaken(number)) number = next(series);
      return number;
    },
    pass({ id, type, body }) {
      const number = saleTypes.includes(type) ? (textIn(body, 'DocNumber') ?? '') : '';
      if (/^\d{4,9}$/.test(number)) pass(series, Number(number));
      if (/^\d+$/.test(id)) pass(sequenceOf(type), Number(id));
    },
  };
}

/** All transactions are numbered in one row; every list has a row of its own, and customers, vendors and employees share theirs. */
function sequenceOf(type: RowType): string {
  if (transactionTypes.some((one) => one === type)) return 'transactions';
  return type === 'Customer' || type === 'Vendor' || type === 'Employee' ? 'names' : type;
}
