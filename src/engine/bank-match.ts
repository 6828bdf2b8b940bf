import type { StatementLine } from '../core/bank-records.ts';
import { plainName } from '../core/lookup.ts';
import { readMoney } from '../core/money.ts';
import type { AnyRecord, Contact } from '../core/records.ts';
import { feeContact, isNamed } from '../booking/bank-lines.ts';
import { ledgerAccountOf } from '../mapping/bank.ts';
import type { BankMapping } from '../mapping/bank.ts';
import { matchLines } from '../matching/match.ts';
import { isMatchable } from '../matching/rows.ts';
import type { BankLine, Learned, Match, OpenItem } from '../matching/rows.ts';
import { accountName, chartOf } from '../proof/chart.ts';
import type { Chart } from '../proof/chart.ts';
import { beforeLines, gatherItems } from './bank-items.ts';
import type { Items, ShownPayout } from './bank-items.ts';
import { publishLines } from './bank-keep.ts';
import { provenNames } from './bank-names.ts';
import type { ProvenLine } from './bank-names.ts';
import type { BankBook, BankStore, LineDecision, LineSuggestion } from './bank-ports.ts';
import { mirrorFeeds } from './bank-feeds.ts';
import { ruleFor } from './bank-rules.ts';
import { tellMatch } from './bank-telling.ts';
import { ledgerFacts } from './facts.ts';
import type { Engine } from './parts.ts';
import type { Flow } from './ports.ts';

export interface BankPorts {
  readonly engine: Engine;
  readonly bank: BankStore;
  /** Connections whose feeds show bank lines, and those that show payouts. */
  readonly feeds: readonly string[];
}

export interface MatchReport {
  /** Lines that were open before. */
  readonly open: number;
  readonly matched: number;
  readonly byRule: number;
  readonly suggested: number;
}

/** The flow that carries bank lines into a ledger, and with it whose ledger and which mapping. */
export const bankScopeOf = ({ organisation, source }: Flow) => ({ organisation, connection: source });

/**
 * Finds out what open lines are about: by themselves where there is proof, by a person's rule, else as suggestions. What was decided
 * before stays; run again over the same books and one account it decides nothing more. Of several accounts, what a later one settles
 * may prove more on an earlier one in the next run.
 */
export function matchBank(ports: BankPorts, flow: Flow, by = 'tieout'): Promise<MatchReport> {
  const { engine, bank } = ports;
  return bank.work(bankScopeOf(flow), async (book) => {
    await mirrorFeeds(ports, flow, book);
    const { work, matched } = await matchWithNames(await bankWorkOf(ports, flow, book), book);
    const moved = matchTransfers(work, matched.left);
    const { decisions, suggestions, byRule } = decide(work, [...matched.made, ...moved.made], [...matched.offered, ...moved.offered]);
    const at = { decidedAt: engine.clock.now(), decidedBy: by };
    await book.addDecisions(decisions.map((each) => ({ ...each, ...at })));
    await book.keepSuggestions(suggestions);
    const named = new Set(decisions.map(({ line }) => line));
    await publishContacts(book, work.bank, decisions);
    await publishLines(book, await book.linesNamed([...named]));
    return { open: work.lines.length, matched: decisions.length - byRule, byRule, suggested: suggestions.length };
  });
}

/** What one matching works with. */
export interface MatchWork {
  readonly engine: Engine;
  readonly bank: BankMapping;
  readonly lines: readonly StatementLine[];
  readonly items: Items;
  readonly learned: Learned;
  /** What numbers on lines that are decided have proven. */
  readonly proven: readonly ProvenLine[];
  readonly chart: Chart;
  readonly contacts: readonly Contact[];
}

export async function bankWorkOf({ engine }: BankPorts, flow: Flow, book: BankBook): Promise<MatchWork> {
  const { organisation, target } = flow;
  const { bank } = flow.mapping;
  if (bank === null)
    throw new Error(`The mapping of ${flow.flow} has no section 'bank': say there which accounts of the ledger these are.`);
  const facts = await ledgerFacts(engine.store, organisation, target);
  const chart = chartOf(facts.accounts);
  const kinds = ['contact', 'invoice', 'creditNote', 'payment', 'refund', 'bankTransaction', 'transfer'] as const;
  const observed = await engine.store.records(organisation, target, kinds);
  const records = observed.flatMap(({ record, goneAt }) => (goneAt === null ? [record] : []));
  const lines = (await book.lines({ account: null, from: null, through: null, isOpen: true })).map(({ record }) => record);
  const all = await book.lines({ account: null, from: null, through: null, isOpen: false });
  const decisions = await book.decisions(null);
  const items = gatherItems({
    records,
    chart,
    links: await book.linksInto(target),
    decisions,
    payouts: await payoutsOf(engine, flow),
    since: beforeLines(all[0]?.record.bookedOn ?? '9999-12-31'),
  });
  const learned: Learned = {
    aliases: await book.aliases(),
    counterparties: items.counterparties,
    declined: await book.declined(),
    ownNames: bank.ownNames,
    habits: null,
  };
  const nameOf = new Map(all.map(({ record }) => [record.id, record.counterparty.name]));
  const proven = decisions.flatMap(({ line, match }): readonly ProvenLine[] =>
    match?.by === 'reference' ? [{ line, name: nameOf.get(line) ?? null, of: match.parts.map(({ counterparty }) => counterparty) }] : [],
  );
  return { engine, bank, lines, items, learned, proven, chart, contacts: records.filter((record) => record.kind === 'contact') };
}

async function payoutsOf(engine: Engine, { organisation, target }: Flow): Promise<readonly ShownPayout[]> {
  const into = (await engine.store.flows(organisation)).filter((flow) => flow.target === target && flow.kinds.includes('payout'));
  const found = await Promise.all(
    into.map(async ({ source, startsOn, mapping }) =>
      (await engine.store.records(organisation, source, 'payout')).flatMap(({ record, goneAt }) =>
        record.kind === 'payout' && goneAt === null && record.arrivesOn >= startsOn
          ? [{ connection: source, payout: record, of: mapping.processor?.contact ?? null }]
          : [],
      ),
    ),
  );
  return found.flat();
}

/** What is proven by numbers may say who a name is, and that may prove more: until nothing is learned any more. */
async function matchWithNames(begun: MatchWork, book: BankBook): Promise<{ readonly work: MatchWork; readonly matched: Matched }> {
  const known = namesKnown(begun);
  let work = begun;
  for (let learned = 0; ;) {
    const matched = await matchDocuments(work, book);
    const names = provenNames([...begun.proven, ...provenBy(begun, matched.made)], known);
    if (names.length <= learned) return { work, matched };
    learned = names.length;
    work = { ...begun, learned: { ...begun.learned, aliases: [...begun.learned.aliases, ...names] } };
  }
}

function provenBy({ lines, items }: MatchWork, made: readonly Match[]): readonly ProvenLine[] {
  const nameOf = new Map(lines.map(({ id, counterparty }) => [id, counterparty.name]));
  return made.flatMap((match) =>
    match.by === 'reference'
      ? match.lines.map((line) => ({
          line,
          name: nameOf.get(line) ?? null,
          of: match.parts.map(({ item }) => items.facts.get(item)?.of ?? null),
        }))
      : [],
  );
}

/** What a person has said about a name counts, and names of the books stand for themselves. */
const namesKnown = ({ learned, items }: MatchWork): readonly string[] => [
  ...learned.aliases.map(({ name }) => name),
  ...items.counterparties,
  ...[...items.facts.values()].flatMap(({ of }) => (of === null ? [] : [of])),
];

interface Matched {
  readonly made: readonly Match[];
  readonly offered: readonly { readonly line: string; readonly choices: readonly Match[] }[];
  readonly left: readonly StatementLine[];
}

/** Account after account, because money that the ledger has stands on one of them; documents wait for money on any. */
async function matchDocuments({ lines, items, learned, bank, chart }: MatchWork, book: BankBook): Promise<Matched> {
  const made: Match[] = [];
  const offered: Matched['offered'][number][] = [];
  const open = new Map(items.anywhere.map((item) => [item.id, item.open]));
  for (const account of await book.accounts()) {
    const own = lines.filter((line) => line.account === account.account);
    const named = ledgerAccountOf(bank, account.account);
    const there = named === null ? [] : (items.onAccount.get(accountName(chart, named)) ?? []);
    const anywhere = items.anywhere.map((item) => leftOf(item, open.get(item.id) ?? 0n));
    if (own.length === 0) continue;
    const matching = matchLines({
      items: [...there, ...anywhere, ...items.settled],
      lines: own.flatMap(lineFor),
      learned: { ...learned, habits: account.habits },
      rates: [],
    });
    if (account.habits === null) await book.keepAccount({ ...account, habits: matching.habits });
    for (let at = 0; at < matching.count; at += 1) {
      const match = matching.match(at);
      made.push(match);
      for (const { item, minor } of match.parts) if (open.has(item)) open.set(item, (open.get(item) ?? 0n) - minor);
    }
    offered.push(...matching.suggestions());
  }
  const taken = new Set(made.flatMap((match) => match.lines));
  return { made, offered, left: lines.filter(({ id }) => !taken.has(id)) };
}

/** What another account's lines have settled stays, with nothing open: its number is shared all the same. */
const leftOf = (item: OpenItem, open: bigint): OpenItem => (item.open === open ? item : { ...item, open });

/** Money between own accounts settles nothing; both of its lines must be there. */
function matchTransfers({ learned }: MatchWork, lines: readonly StatementLine[]): Omit<Matched, 'left'> {
  const matching = matchLines({ items: [], lines: lines.flatMap(lineFor), learned, rates: [] });
  return { made: Array.from({ length: matching.count }, (_, at) => matching.match(at)), offered: [...matching.suggestions()] };
}

/** Nothing for a line whose amount is none of its currency's: it stays open for a person, and keeps no other from being matched. */
function lineFor(line: StatementLine): readonly BankLine[] {
  const money = readMoney(line.amount, line.currency);
  if (money === null || !isMatchable(money.minor)) return [];
  const { id, account, bookedOn, currency } = line;
  const text = [line.text, line.reference ?? ''].join(' ').trim();
  return [{ id, account, bookedOn, minor: money.minor, currency, counterparty: line.counterparty.name, text }];
}

type Decided = Omit<LineDecision, 'decidedAt' | 'decidedBy'>;

/** Matches beyond doubt, then rules; a rule comes before a match that only goes by the amount, because somebody has said it. */
function decide(
  work: MatchWork,
  made: readonly Match[],
  offered: Matched['offered'],
): { readonly decisions: readonly Decided[]; readonly suggestions: readonly LineSuggestion[]; readonly byRule: number } {
  const lines = new Map(work.lines.map((line) => [line.id, line]));
  const ledgerAccount = (account: string): string | null => ledgerAccountOf(work.bank, account);
  const knowing = { lines, facts: work.items.facts, ledgerAccount, hasFees: work.bank.fees !== null };
  const decisions: Decided[] = [];
  const choices = new Map<string, LineSuggestion['choices']>();
  const suggest = (line: string, told: LineSuggestion['choices']): void => void choices.set(line, [...(choices.get(line) ?? []), ...told]);
  for (const match of made) {
    const told = tellMatch(match, knowing);
    const isWeak = match.by === 'amount' && match.lines.some((id) => lines.has(id) && ruleFor(work.bank, lines.get(id)) !== null);
    if (told.bookings === null) for (const line of match.lines) suggest(line, [told]);
    if (told.bookings === null || isWeak) continue;
    const decision = work.engine.chance.id();
    for (const [index, { line, booked }] of told.bookings.entries())
      decisions.push({
        line,
        decision,
        means: 'match',
        parts: index === 0 ? told.parts.map(({ item, minor }) => ({ item, minor })) : [],
        match: told,
        booked,
      });
  }
  const done = new Set(decisions.map(({ line }) => line));
  for (const { line, choices: some } of offered)
    if (!done.has(line))
      suggest(
        line,
        some.map((match) => tellMatch(match, knowing)),
      );
  let byRule = 0;
  for (const line of work.lines) {
    const rule = done.has(line.id) ? null : ruleFor(work.bank, line);
    if (rule === null) continue;
    byRule += 1;
    choices.delete(line.id);
    const { account, contact, tax, name } = rule;
    const booked = { does: 'code', account, contact: contactFor(contact, work.contacts), tax, description: name } as const;
    decisions.push({ line: line.id, decision: work.engine.chance.id(), means: 'rule', parts: [], match: null, booked });
  }
  return { decisions, suggestions: [...choices].map(([line, told]) => ({ line, choices: told })), byRule };
}

/** Whom rules and fees name becomes a contact of ours, which the ledger's own of that name is then found to be. */
export async function publishContacts(
  book: BankBook,
  bank: BankMapping,
  decisions: readonly Pick<LineDecision, 'booked'>[],
): Promise<void> {
  const named = decisions.flatMap(({ booked }) => {
    if (booked.does === 'code') return isNamed(booked.contact) ? [booked.contact] : [];
    return booked.does === 'settle' && booked.fee !== '0' && bank.fees !== null ? [feeContact(bank.fees.contact)] : [];
  });
  const contacts: readonly AnyRecord[] = [...new Set(named)].map((id) => contactNamed(id));
  await book.publish(contacts);
}

/** The ledger's own contact of that name, where there is exactly one; else one that is made, or found, under its name. */
export function contactFor(name: string, contacts: readonly Contact[]): string {
  const [only, ...others] = contacts.filter((contact) => contact.state === 'active' && plainName(contact.name) === plainName(name));
  return only === undefined || others.length > 0 ? feeContact(name) : only.id;
}

const contactNamed = (id: string): Contact => ({
  kind: 'contact',
  id,
  name: id.slice(feeContact('').length),
  givenName: null,
  familyName: null,
  email: null,
  phone: null,
  taxNumber: null,
  address: null,
  isCustomer: false,
  isSupplier: true,
  state: 'active',
  mergedInto: null,
});
