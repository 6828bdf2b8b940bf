import { addDays } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { add, compare, decimal, isZero, negate, subtract, sum, zero } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { placesOf, readMoney } from '../core/money.ts';
import type { SettledDocument } from '../core/bank-records.ts';
import type { Payout } from '../core/processor-records.ts';
import { bookedOn } from '../core/records.ts';
import type { AnyRecord, Contact, CreditNote, Invoice, Kind } from '../core/records.ts';
import { isMatchable } from '../matching/rows.ts';
import type { OpenItem } from '../matching/rows.ts';
import { accountName } from '../proof/chart.ts';
import type { Chart } from '../proof/chart.ts';
import type { LedgerLink, LineDecision } from './bank-ports.ts';

/** What stands behind an item that a line may be about. */
export type ItemFacts =
  | { readonly is: 'document'; readonly document: Omit<SettledDocument, 'amount'>; readonly of: string | null; readonly currency: string }
  /** Money that the ledger has, or will have from elsewhere. */
  | {
      readonly is: 'money';
      readonly has: { readonly kind: string; readonly id: string };
      readonly of: string | null;
      readonly currency: string;
    };

export interface Items {
  /** Invoices, credit notes and payouts: on whichever account their money comes. */
  readonly anywhere: readonly OpenItem[];
  /** Money that the ledger has on a bank account, by the account's name in the chart. */
  readonly onAccount: ReadonlyMap<string, readonly OpenItem[]>;
  /**
   * Documents that decided lines have settled in full, with nothing open: their numbers are shared with others as before. Nobody is
   * shown one. What was settled otherwise was never among the items, and money that lines are about says nothing of later money.
   */
  readonly settled: readonly OpenItem[];
  readonly facts: ReadonlyMap<string, ItemFacts>;
  readonly counterparties: readonly string[];
}

export interface Gathering {
  /** What the ledger last showed, without what is gone. */
  readonly records: readonly AnyRecord[];
  readonly chart: Chart;
  readonly links: readonly LedgerLink[];
  readonly decisions: readonly LineDecision[];
  readonly payouts: readonly ShownPayout[];
  /** Money of before that day has no lines here. */
  readonly since: Day;
}

export interface ShownPayout {
  readonly connection: string;
  readonly payout: Payout;
  /** Whom the bank will name: the processor, as the books call it. */
  readonly of: string | null;
}

/** Everything that bank lines may be about, with what is open of it. Deterministic: by kind, then by id. */
export function gatherItems(of: Gathering): Items {
  const contacts = new Map(of.records.flatMap((record) => (record.kind === 'contact' ? [[record.id, record] as const] : [])));
  const nameOf = (contact: string | null): string | null => (contact === null ? null : (contacts.get(contact)?.name ?? null));
  const facts = new Map<string, ItemFacts>();
  const settling = settledOf(of);
  const documents: OpenItem[] = [];
  const settled: OpenItem[] = [];
  for (const record of of.records) {
    if ((record.kind !== 'invoice' && record.kind !== 'creditNote') || record.state !== 'open') continue;
    const item = documentItem(record, settling, { nameOf, facts });
    if (item !== null) (item.open === 0n ? settled : documents).push(item);
  }
  const payouts = of.payouts.flatMap((shown) => payoutItem(shown, of, facts));
  return {
    anywhere: [...documents, ...payouts],
    onAccount: moneyItems(of, { nameOf, facts }),
    settled,
    facts,
    counterparties: [...contacts.values()].filter(isLive).map(({ name }) => name),
  };
}

const isLive = ({ state }: Contact): boolean => state === 'active';

interface Known {
  readonly nameOf: (contact: string | null) => string | null;
  readonly facts: Map<string, ItemFacts>;
}

/** Null: nothing is open of it, and no line has settled it under a number. */
function documentItem(record: Invoice | CreditNote, settled: Settled, { nameOf, facts }: Known): OpenItem | null {
  const id = `${record.kind}:${record.id}`;
  const open = openOf(record, id, settled);
  const money = readMoney(record.kind === 'invoice' ? open : negate(open), record.currency);
  if (money === null || !isMatchable(money.minor)) return null;
  const { contact, number, currency } = record;
  const item: OpenItem = {
    id,
    number,
    counterparty: nameOf(contact),
    bookedOn: record.issuedOn,
    open: money.minor,
    currency,
    bundle: null,
  };
  if (compare(open, zero) <= 0) return settled.decided.has(id) && number !== null ? { ...item, open: 0n } : null;
  facts.set(id, { is: 'document', document: { kind: record.kind, id: record.id, number, contact }, of: nameOf(contact), currency });
  return item;
}

/**
 * What is open of a document. What lines were decided to settle counts from then on, also while the payment is on its way; and of the
 * others' payments the larger of what the document says and what the payments say, because the two are read one after the other.
 */
function openOf(record: Invoice | CreditNote, item: string, settled: Settled): Decimal {
  const ours = absolute(sum((settled.decided.get(item) ?? []).map((minor) => minorOf(minor, record.currency))));
  const others = settled.byOthers.get(item) ?? zero;
  const told = subtract(decimal(record.paid), ours);
  const paid = compare(told, others) > 0 ? told : others;
  return subtract(subtract(subtract(decimal(record.totals.gross), decimal(record.credited)), ours), paid);
}

/** What settles documents, by their items: what was decided about lines, and the ledger's other payments. */
interface Settled {
  readonly decided: ReadonlyMap<string, readonly string[]>;
  readonly byOthers: ReadonlyMap<string, Decimal>;
}

function settledOf({ records, decisions, links }: Gathering): Settled {
  const parts = decisions.flatMap((decision) => decision.parts);
  const decided = new Map([...Map.groupBy(parts, ({ item }) => item)].map(([item, some]) => [item, some.map(({ minor }) => minor)]));
  const mine = new Set(links.flatMap(({ kind, targetKind, targetId }) => (kind === 'statementLine' ? [`${targetKind} ${targetId}`] : [])));
  const byOthers = new Map<string, Decimal>();
  const paid = (item: string, by: string): void => void byOthers.set(item, add(byOthers.get(item) ?? zero, decimal(by)));
  for (const record of records) {
    if (mine.has(`${record.kind} ${record.id}`)) continue;
    if (record.kind === 'payment' && record.state === 'made')
      for (const { invoice, amount: by } of record.allocations) paid(`invoice:${invoice}`, by);
    if (record.kind === 'refund' && record.state === 'made' && record.creditNote !== null)
      paid(`creditNote:${record.creditNote}`, record.amount);
  }
  return { decided, byOthers };
}

const absolute = (value: Decimal): Decimal => (value.units < 0n ? negate(value) : value);

const minorOf = (minor: string, currency: string): Decimal => ({ units: BigInt(minor), scale: placesOf(currency) });

/** A payout that the ledger does not have yet: whoever books payouts will bring it. */
function payoutItem(
  { connection, payout, of: processor }: ShownPayout,
  { links, decisions }: Gathering,
  facts: Map<string, ItemFacts>,
): readonly OpenItem[] {
  const id = `payout:${connection}:${payout.id}`;
  const isThere = links.some((link) => link.kind === 'payout' && link.source === connection && link.id === payout.id);
  const isDecided = decisions.some(({ parts }) => parts.some(({ item }) => item === id));
  const isComing = payout.state === 'inTransit' || payout.state === 'paid' || payout.state === 'pending';
  const money = readMoney(payout.amount, payout.currency);
  if (isThere || isDecided || !isComing || money === null || money.minor === 0n) return [];
  facts.set(id, { is: 'money', has: { kind: 'payout', id: `${connection}:${payout.id}` }, of: processor, currency: payout.currency });
  const { arrivesOn, currency, reference } = payout;
  return [{ id, number: reference, counterparty: processor, bookedOn: arrivesOn, open: money.minor, currency, bundle: null }];
}

interface Moved {
  readonly kind: Kind;
  readonly id: string;
  /** The side of a transfer; '' elsewhere. */
  readonly side: '' | ':out' | ':in';
  readonly account: string | null;
  readonly by: Decimal;
  readonly currency: string;
  readonly contact: string | null;
  readonly number: string | null;
  readonly day: Day;
}

function moneyItems(of: Gathering, { nameOf, facts }: Known): ReadonlyMap<string, readonly OpenItem[]> {
  const numbers = new Map(of.records.flatMap((record) => (record.kind === 'invoice' ? [[record.id, record] as const] : [])));
  const keyOf = new Map(of.links.map((link) => [`${link.targetKind} ${link.targetId}`, link]));
  // What was written for a line may have another link too, when it also goes back to a platform.
  const ours = new Set(of.links.flatMap((link) => (link.kind === 'statementLine' ? [`${link.targetKind} ${link.targetId}`] : [])));
  const payouts = new Map(of.payouts.map((each) => [`${each.connection} ${each.payout.id}`, each]));
  const used = new Set(of.decisions.flatMap(({ parts }) => parts.map(({ item }) => item)));
  const moved = of.records
    .flatMap((record) => movesOf(record, numbers))
    .filter(({ kind, id, side, day }) => {
      const link = keyOf.get(`${kind} ${id}`);
      const isOurs = ours.has(`${kind} ${id}`);
      const wasExpected = link?.kind === 'payout' && used.has(`payout:${link.source}:${link.id}`) && side === ':in';
      return day >= of.since && !isOurs && !wasExpected && !used.has(`${kind}:${id}${side}`);
    });
  const keys = Map.groupBy(moved, ({ kind, id, account }) => {
    const link = keyOf.get(`${kind} ${id}`);
    return link === undefined ? `${kind} ${id}` : `${link.source} ${link.kind} ${link.id} ${accountName(of.chart, account)}`;
  });
  const items = [...keys].flatMap(([key, parts]) =>
    parts.flatMap((part): readonly (readonly [string, OpenItem])[] => {
      const money = readMoney(part.by, part.currency);
      if (money === null || isZero(part.by) || part.account === null) return [];
      const id = `${part.kind}:${part.id}${part.side}`;
      const link = keyOf.get(`${part.kind} ${part.id}`);
      const payout = link?.kind === 'payout' ? payouts.get(`${link.source} ${link.id}`) : undefined;
      const counterparty = payout?.of ?? nameOf(part.contact);
      facts.set(id, { is: 'money', has: { kind: part.kind, id: part.id }, of: counterparty, currency: part.currency });
      const bundle = parts.length > 1 ? key : null;
      const item = {
        id,
        number: payout?.payout.reference ?? part.number,
        counterparty,
        bookedOn: part.day,
        open: money.minor,
        currency: part.currency,
        bundle,
      };
      return [[accountName(of.chart, part.account), item]];
    }),
  );
  return new Map([...Map.groupBy(items, ([account]) => account)].map(([account, some]) => [account, some.map(([, item]) => item)]));
}

/** What a record of the ledger moved on bank accounts, seen from the bank. */
function movesOf(record: AnyRecord, invoices: ReadonlyMap<string, Invoice>): readonly Moved[] {
  const day = bookedOn(record);
  if (day === null || !('state' in record) || record.state !== 'made') return [];
  const plain = { kind: record.kind, id: record.id, day, side: '' } as const;
  if (record.kind === 'payment') {
    const first = invoices.get(record.allocations[0]?.invoice ?? '');
    const { amount: by, currency } = record.accountAmount ?? record;
    const number = record.allocations.length === 1 ? (first?.number ?? record.reference) : record.reference;
    return [{ ...plain, account: record.account, by: decimal(by), currency, contact: record.contact ?? first?.contact ?? null, number }];
  }
  if (record.kind === 'refund') {
    const { account, currency, contact, reference } = record;
    return [{ ...plain, account, by: negate(decimal(record.amount)), currency, contact, number: reference }];
  }
  if (record.kind === 'bankTransaction') {
    const { account, currency, contact, reference, totals } = record;
    const by = record.does === 'spend' ? negate(decimal(totals.gross)) : decimal(totals.gross);
    return [{ ...plain, account, by, currency, contact, number: reference }];
  }
  if (record.kind !== 'transfer') return [];
  const shared = { ...plain, currency: record.currency, contact: null, number: record.reference };
  return [
    { ...shared, side: ':out', account: record.fromAccount, by: negate(decimal(record.amount)) },
    { ...shared, side: ':in', account: record.toAccount, by: decimal(record.amount) },
  ];
}

/** Money in the ledger may be dated some days before the bank shows it. */
export const beforeLines = (first: Day): Day => addDays(first, -10);
