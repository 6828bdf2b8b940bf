import { randomUUID } from 'node:crypto';
import { dayIn } from '../../../core/day.ts';
import type { Day, Instant } from '../../../core/day.ts';
import type { Books, Journal, PostingLine, PostingSource } from '../../../sandbox/books.ts';
import type { Change, CompanyRow } from '../../../sandbox/request.ts';
import type { Account, Allocation, BankTransaction, BatchPayment, Contact, ContactGroup, Credit, Invoice, Item, Kept } from './model.ts';
import type { ManualJournal, Note, Payment, Settings, TaxRate, Transfer } from './model.ts';
import { createTable } from './table.ts';
import type { Indexes, Table, Undo } from './table.ts';
import { keptText } from './keeping.ts';

export interface CompanyFacts {
  /** The provider's id of the company: a Xero tenant. */
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly baseCurrency: string;
  /** IANA zone, in which "today" is decided. */
  readonly timeZone: string;
}

/** A change of the books that waits until the whole request is accepted. */
interface Waiting {
  readonly source: PostingSource;
  readonly day: Day;
  /** Null takes back what stands and posts nothing. */
  readonly lines: readonly PostingLine[] | null;
}

export interface State {
  readonly facts: CompanyFacts;
  readonly books: Books;
  readonly now: () => Instant;
  today(): Day;
  newId(): string;
  settings(): Settings;
  set(change: Partial<Settings>): void;
  readonly tables: Tables;
  /** When a journal was posted, for those of this life; the day of the company's start for those taken back from what was saved. */
  postedAt(journal: number): Instant;
  /** Replaces what stands of a document in the books, once the request is accepted. */
  repost(source: PostingSource, day: Day, lines: readonly PostingLine[] | null): void;
  /** Where the request stands now, for `rollBack`. */
  mark(): Mark;
  rollBack(to: Mark): void;
  /** Posts what waited, and says what changed and what to save. */
  settle(): { readonly changed: readonly Change[]; readonly rows: readonly CompanyRow[] };
}

export interface Mark {
  readonly changes: number;
  readonly postings: number;
}

export type Tables = ReturnType<typeof createTables>;

export function createState(of: {
  readonly facts: CompanyFacts;
  readonly books: Books;
  readonly now: () => Instant;
  readonly settings: Settings;
  readonly newId?: () => string;
}): State {
  const undo: Undo[] = [];
  const waiting: Waiting[] = [];
  const tables = createTables(of.now, undo);
  tables.settings.load(of.settings);
  const postedAt: Instant[] = [];
  const settings = (): Settings => tables.settings.get('settings') ?? of.settings;

  return {
    facts: of.facts,
    books: of.books,
    now: of.now,
    today: () => dayIn(of.facts.timeZone, of.now()),
    newId: of.newId ?? randomUUID,
    settings,
    set: (change) => void tables.settings.put({ ...settings(), ...change }),
    tables,
    postedAt: (journal) => postedAt[journal] ?? 0,
    repost: (source, day, lines) => void waiting.push({ source, day, lines }),
    mark: () => ({ changes: undo.length, postings: waiting.length }),
    rollBack(to) {
      while (undo.length > to.changes) undo.pop()?.take();
      waiting.length = to.postings;
    },
    settle() {
      const at = of.now();
      for (const posting of waiting)
        for (const { number } of enterInBooks(of.books, posting, of.newId ?? randomUUID)) postedAt[number] = at;
      waiting.length = 0;
      const settled = { changed: shownChanges(undo, tables), rows: rowsOf(undo, tables) };
      undo.length = 0;
      for (const table of Object.values(tables)) table.compact();
      return settled;
    },
  };
}

function createTables(now: () => Instant, undo: Undo[]) {
  const table = <T extends Kept, I extends string = never>(name: string, indexes: Indexes<T, I>): Table<T, I> =>
    createTable<T, I>({ name, indexes, now, undo });
  return {
    settings: table<Settings>('settings', {}),
    accounts: table<Account, 'code' | 'name' | 'system'>('accounts', {
      code: (row) => (row.status === 'DELETED' ? null : row.code),
      name: (row) => (row.status === 'ACTIVE' ? row.name.toLowerCase() : null),
      system: (row) => row.system,
    }),
    taxRates: table<TaxRate>('taxRates', {}),
    contacts: table<Contact, 'name' | 'number'>('contacts', {
      name: (row) => (row.status === 'ACTIVE' ? row.name.toLowerCase() : null),
      number: (row) => row.number,
    }),
    groups: table<ContactGroup>('groups', {}),
    items: table<Item, 'code'>('items', { code: (row) => (row.isDeleted ? null : row.code) }),
    invoices: table<Invoice, 'number' | 'contact'>('invoices', { number: (row) => row.number, contact: (row) => row.contactId }),
    credits: table<Credit, 'number' | 'contact' | 'kind'>('credits', {
      number: (row) => row.number,
      contact: (row) => row.contactId,
      kind: (row) => row.kind,
    }),
    payments: table<Payment, 'target' | 'batch'>('payments', { target: (row) => row.target.id, batch: (row) => row.batchId }),
    batches: table<BatchPayment>('batches', {}),
    allocations: table<Allocation, 'credit' | 'invoice'>('allocations', {
      credit: (row) => row.credit.id,
      invoice: (row) => row.invoiceId,
    }),
    bankTransactions: table<BankTransaction, 'contact'>('bankTransactions', { contact: (row) => row.contactId }),
    transfers: table<Transfer>('transfers', {}),
    journals: table<ManualJournal>('journals', {}),
    notes: table<Note, 'document'>('notes', { document: (row) => row.documentId }),
  };
}

function enterInBooks(books: Books, { source, day, lines }: Waiting, newId: () => string): readonly Journal[] {
  const reversals = books.reverse(source, newId);
  const felt = (lines ?? []).filter(isFelt);
  return felt.length === 0 ? reversals : [...reversals, books.post({ id: newId(), day, source, lines: felt })];
}

const isFelt = (line: PostingLine): boolean => line.minor !== 0n || (line.foreign?.minor ?? 0n) !== 0n;

// Webhooks exist for these three only; a payment shows as an update of its invoice.
function shownChanges(undo: readonly Undo[], tables: Tables): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const { table, id, isNew, isShown } of undo) {
    const known = changes.get(`${table} ${id}`);
    if (!isShown || (table !== 'contacts' && table !== 'invoices' && table !== 'credits')) continue;
    const credit = table === 'credits' ? tables.credits.get(id) : undefined;
    if (table === 'credits' && credit?.kind !== 'creditNote') continue;
    const row = credit ?? (table === 'credits' ? undefined : tables[table].get(id));
    // An event says the instant that its object says of itself. That the real ones do is likely, and not documented.
    const change = { kind: resources[table], id, isNew: isNew || (known?.isNew ?? false), ...(row && { at: row.updatedAt }) };
    changes.set(`${table} ${id}`, credit ? { ...change, detail: { Type: credit.type, Status: credit.status } } : change);
  }
  return [...changes.values()];
}

const resources = { contacts: 'Contacts', invoices: 'Invoices', credits: 'CreditNotes' } as const;

function rowsOf(undo: readonly Undo[], tables: Tables): readonly CompanyRow[] {
  const all = new Map<string, { get(id: string): Kept | undefined }>(Object.entries(tables));
  const rows = new Map<string, CompanyRow>();
  for (const { table, id } of undo) {
    const key = `${table} ${id}`;
    if (rows.has(key)) continue;
    const row = all.get(table)?.get(id);
    rows.set(key, rowOf(table, id, row));
  }
  return [...rows.values()];
}

// The text is made only when somebody saves it. Rows are never changed in place, so later is not different.
const rowOf = (kind: string, id: string, row: Kept | undefined): CompanyRow => ({
  kind,
  id,
  get body() {
    return row === undefined ? null : keptText(row);
  },
});
