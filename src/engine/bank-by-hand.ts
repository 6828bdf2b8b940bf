import type { StatementLine } from '../core/bank-records.ts';
import { daysBetween } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import { plainName } from '../core/lookup.ts';
import { amountOf, money, readMoney, sayAmount } from '../core/money.ts';
import { ledgerAccountOf } from '../mapping/bank.ts';
import type { Match, OpenItem } from '../matching/rows.ts';
import { accountName } from '../proof/chart.ts';
import { NotDecided, keepMatch, openLine, withoutSuggestions } from './bank-decide.ts';
import type { Deciding } from './bank-decide.ts';
import type { ItemFacts } from './bank-items.ts';
import { publishLines } from './bank-keep.ts';
import { bankScopeOf, bankWorkOf } from './bank-match.ts';
import type { BankPorts, MatchWork } from './bank-match.ts';
import type { LineDecision, TellingMatch } from './bank-ports.ts';
import { tellMatch } from './bank-telling.ts';

/** Something that a line may be about, as a person chooses among. */
export interface ItemForLine {
  readonly item: string;
  /** 'document' is settled by the line; 'money' stands in the ledger already, or is on its way there. */
  readonly is: ItemFacts['is'];
  readonly kind: string;
  readonly number: string | null;
  readonly counterparty: string | null;
  readonly on: Day;
  /** Without sign: the line says which way it goes. */
  readonly open: Amount;
  readonly currency: string;
}

const mostItems = 100;

/** What is open in the line's direction and currency: the same name and amount first, then whatever is nearest in amount and day. */
export function itemsForLine(
  ports: BankPorts,
  { flow }: Pick<Deciding, 'flow'>,
  { line, search }: { readonly line: string; readonly search: string | null },
): Promise<readonly ItemForLine[]> {
  return ports.bank.work(bankScopeOf(flow), async (book) => {
    const { record } = await openLine(book, line);
    const work = await bankWorkOf(ports, flow, book);
    const words = search === null ? null : plainName(search);
    const found = fittingItems(work, record).filter(
      ({ number, counterparty, open, currency }) =>
        words === null ||
        plainName([number ?? '', counterparty ?? '', amountOf({ minor: absolute(open), currency })].join(' ')).includes(words),
    );
    return nearestFirst(found, record)
      .slice(0, mostItems)
      .map((item) => shown(item, work));
  });
}

/** Money on another bank account is not what this line moved, and what goes out does not settle what comes in. */
function fittingItems({ items, bank, chart }: MatchWork, line: StatementLine): readonly OpenItem[] {
  const named = ledgerAccountOf(bank, line.account);
  const there = named === null ? [] : (items.onAccount.get(accountName(chart, named)) ?? []);
  const { minor } = money(line.amount, line.currency);
  return [...items.anywhere, ...there].filter(({ open, currency }) => currency === line.currency && open > 0n === minor > 0n);
}

function nearestFirst(items: readonly OpenItem[], line: StatementLine): readonly OpenItem[] {
  const name = line.counterparty.name === null ? null : plainName(line.counterparty.name);
  const { minor } = money(line.amount, line.currency);
  const ranked = items.map((item) => ({
    item,
    isNamed: name !== null && item.counterparty !== null && plainName(item.counterparty) === name,
    gap: absolute(item.open - minor),
    days: Math.abs(daysBetween(item.bookedOn, line.bookedOn)),
  }));
  return ranked
    .toSorted(
      (a, b) =>
        Number(b.isNamed) - Number(a.isNamed) ||
        (a.gap < b.gap ? -1 : a.gap > b.gap ? 1 : 0) ||
        a.days - b.days ||
        (named(a.item) < named(b.item) ? -1 : 1),
    )
    .map(({ item }) => item);
}

const named = ({ number, id }: OpenItem): string => `${number ?? ''} ${id}`;

const absolute = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

function shown({ id, number, counterparty, bookedOn, open, currency }: OpenItem, { items }: MatchWork): ItemForLine {
  const facts = items.facts.get(id);
  const kind = facts?.is === 'document' ? facts.document.kind : (facts?.has.kind ?? '');
  return {
    item: id,
    is: facts?.is ?? 'money',
    kind,
    number,
    counterparty,
    on: bookedOn,
    open: amountOf({ minor: absolute(open), currency }),
    currency,
  };
}

/** A person's own match: which documents a line settles, with how much each, and what becomes of what they do not share. */
export interface SaidMatch {
  readonly line: string;
  readonly items: readonly { readonly item: string; readonly amount: Amount }[];
  /** What is more than the documents goes on the customer's account; what is less was kept as a fee. Null: nothing may be left. */
  readonly rest: 'onAccount' | 'fee' | null;
}

/** Books a line as the payment of what a person has chosen. Nothing is used above what is open of it. */
export function settleByHand(ports: BankPorts, { flow, by }: Deciding, said: SaidMatch): Promise<TellingMatch> {
  return ports.bank.work(bankScopeOf(flow), async (book) => {
    const { record } = await openLine(book, said.line);
    const work = await bankWorkOf(ports, flow, book);
    const match = chosenMatch(said, record, work);
    const lines = new Map([[record.id, record]]);
    const ledgerAccount = (account: string): string | null => ledgerAccountOf(work.bank, account);
    const told: TellingMatch = {
      ...tellMatch(match, { lines, facts: work.items.facts, ledgerAccount, hasFees: work.bank.fees !== null }),
      by: 'hand',
      evidence: [`${by} has chosen it`],
      runnerUp: 'a person decided',
    };
    if (told.bookings === null) throw new NotDecided(`It cannot be booked like this: ${told.whyNot ?? ''}.`);
    await keepMatch(ports, book, { flow, by }, { line: said.line, match: told, work });
    return told;
  });
}

function chosenMatch({ items, rest }: SaidMatch, line: StatementLine, work: MatchWork): Match {
  const { minor: moved } = money(line.amount, line.currency);
  const fitting = new Map(fittingItems(work, line).map((item) => [item.id, item]));
  if (new Set(items.map(({ item }) => item)).size < items.length) throw new NotDecided('A document is chosen twice.');
  const parts = items.map(({ item, amount }) => {
    const known = fitting.get(item);
    if (known === undefined)
      throw new NotDecided('One of the documents is not open any more, or not of this currency and direction: look again.');
    const given = readMoney(amount, line.currency);
    if (given === null || given.minor <= 0n) throw new NotDecided(`${amount} is no amount in ${line.currency} that could be settled.`);
    const open = amountOf({ minor: absolute(known.open), currency: line.currency });
    if (given.minor > absolute(known.open))
      throw new NotDecided(
        `${sayAmount(amount, line.currency)} are more than what is open of ${known.number ?? known.id}: ${sayAmount(open, line.currency)}.`,
      );
    if (work.items.facts.get(item)?.is === 'money' && given.minor < absolute(known.open))
      throw new NotDecided(
        `The ledger has ${sayAmount(open, line.currency)} there, and ${sayAmount(amount, line.currency)} was chosen: money that it has stands for a line as a whole, or is corrected in the ledger first.`,
      );
    return { item, minor: moved > 0n ? given.minor : -given.minor };
  });
  if (parts.length === 0) throw new NotDecided('Choose at least one document.');
  const rested = absolute(moved) - absolute(parts.reduce((sum, { minor }) => sum + minor, 0n));
  const left = amountOf({ minor: absolute(rested), currency: line.currency });
  if (rested > 0n && rest !== 'onAccount')
    throw new NotDecided(
      `${sayAmount(left, line.currency)} of the line would be left: choose more, or put the rest on the customer's account.`,
    );
  if (rested < 0n && rest !== 'fee')
    throw new NotDecided(
      `The documents are ${sayAmount(left, line.currency)} more than the line: settle less of them, or say that it is a fee.`,
    );
  const difference: Match['difference'] =
    rested === 0n ? { kind: 'none' } : rested > 0n ? { kind: 'overpaid', minor: -rested } : { kind: 'fee', minor: -rested };
  return { by: 'amount', lines: [line.id], parts, difference, doubtPerMillion: 0, evidence: [], runnerUp: { kind: 'none' } };
}

/** A person says that a line is nothing for these books, and why. It is known from then on, and books nothing. */
export function leaveOut(
  { engine, bank }: BankPorts,
  { flow, by }: Deciding,
  { line, because }: { readonly line: string; readonly because: string },
): Promise<void> {
  return bank.work(bankScopeOf(flow), async (book) => {
    const kept = await openLine(book, line);
    const said = { decision: engine.chance.id(), decidedAt: engine.clock.now(), decidedBy: by, means: 'person' } as const;
    const decision: LineDecision = { line, ...said, parts: [], match: null, booked: { does: 'stand', why: because, has: [] } };
    await book.addDecisions([decision]);
    await withoutSuggestions(book, line);
    await publishLines(book, [kept]);
  });
}
