import type { LineBooking, StatementLine } from '../core/bank-records.ts';
import { fingerprint } from '../core/fingerprint.ts';
import { plainName } from '../core/lookup.ts';
import { publishLines } from './bank-keep.ts';
import { bankScopeOf, bankWorkOf, contactFor, publishContacts } from './bank-match.ts';
import type { BankPorts, MatchWork } from './bank-match.ts';
import type { BankBook, KeptLine, LineDecision, LineSuggestion, TellingMatch } from './bank-ports.ts';
import type { Flow } from './ports.ts';

/** A person's word about a line did not fit what is there. The message says why, and what to do. */
export class NotDecided extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotDecided';
  }
}

/** Whose word it is, and in which flow. */
export interface Deciding {
  readonly flow: Flow;
  readonly by: string;
}

/** Which of a line's suggestions is meant. With its print it is that one or none: the list may have changed since it was read. */
export interface ChosenSuggestion {
  readonly line: string;
  readonly choice: number;
  readonly print?: string | null;
}

/** Two matches with one print say the same about the same lines. */
export const printOfMatch = ({ by, lines, parts, difference }: TellingMatch): string =>
  fingerprint([by, lines, parts.map(({ item, minor }) => [item, minor]), difference]).slice(0, 20);

/** A person says that a suggestion is right: it is booked, and the name on the line is known from then on. */
export function confirmSuggestion(ports: BankPorts, { flow, by }: Deciding, said: ChosenSuggestion): Promise<TellingMatch> {
  return ports.bank.work(bankScopeOf(flow), async (book) => {
    const chosen = await choiceOf(book, said);
    if (chosen.bookings === null) throw new NotDecided(`It cannot be booked like this: ${chosen.whyNot ?? ''}.`);
    for (const line of chosen.lines) await openLine(book, line);
    const work = await bankWorkOf(ports, flow, book);
    const left = leftBy(work);
    const spent = chosen.parts.find((part) => !isLeft(left, part));
    if (spent !== undefined)
      throw new NotDecided(`The ${spent.what} is settled by something else meanwhile: match again to see what is left.`);
    await keepMatch(ports, book, { flow, by }, { line: said.line, match: chosen, work });
    return chosen;
  });
}

/** A line that something can be decided about. */
export async function openLine(book: BankBook, line: string): Promise<KeptLine> {
  const [kept] = await book.linesNamed([line]);
  if (kept === undefined || kept.isGone) throw new NotDecided('There is no such line.');
  if (kept.record.state !== 'booked') throw new NotDecided('The bank has not booked this line yet.');
  if ((await book.decisions([line])).length > 0) throw new NotDecided('This line is decided already: undo that first.');
  return kept;
}

/** How much is open of every item, in its own smallest unit. */
type Left = ReadonlyMap<string, bigint>;

/** What decided lines have used up is not open any more. */
const leftBy = ({ items }: MatchWork): Left =>
  new Map([...items.anywhere, ...[...items.onAccount.values()].flat()].map(({ id, open }) => [id, open]));

function isLeft(left: Left, { item, minor }: Pick<TellingMatch['parts'][number], 'item' | 'minor'>): boolean {
  const [open, wanted] = [left.get(item) ?? 0n, BigInt(minor)];
  return wanted > 0n ? open >= wanted : open <= wanted;
}

interface MatchKept {
  /** The line that the person looked at. */
  readonly line: string;
  readonly match: TellingMatch;
  readonly work: MatchWork;
}

/** Keeps a person's word about a match that can be booked. What it uses up is suggested for no other line any more. */
export async function keepMatch(
  { engine }: BankPorts,
  book: BankBook,
  { flow, by }: Deciding,
  { line: looked, match, work }: MatchKept,
): Promise<void> {
  const at = engine.clock.now();
  const decision = engine.chance.id();
  const parts = match.parts.map(({ item, minor }) => ({ item, minor }));
  const decisions = (match.bookings ?? []).map(({ line, booked }, index): LineDecision => {
    const own = index === 0 ? parts : [];
    return { line, decision, decidedAt: at, decidedBy: by, means: 'person', parts: own, match, booked };
  });
  await book.addDecisions(decisions);
  await learnName(book, { line: looked, match, work }, at);
  const after = new Map(leftBy(work));
  for (const { item, minor } of parts) after.set(item, (after.get(item) ?? 0n) - BigInt(minor));
  const used = new Set(parts.map(({ item }) => item));
  const isFree = (choice: TellingMatch): boolean =>
    !choice.lines.some((line) => match.lines.includes(line)) && choice.parts.every((part) => !used.has(part.item) || isLeft(after, part));
  await book.keepSuggestions(fewer(await book.suggestions(), isFree));
  if (flow.mapping.bank !== null) await publishContacts(book, flow.mapping.bank, decisions);
  await publishLines(book, await book.linesNamed(match.lines));
}

const fewer = (suggestions: readonly LineSuggestion[], stays: (choice: TellingMatch) => boolean): readonly LineSuggestion[] =>
  suggestions.flatMap(({ line, choices }) => {
    const left = choices.filter(stays);
    return left.length === 0 ? [] : [{ line, choices: left }];
  });

async function choiceOf(book: BankBook, { line, choice, print = null }: ChosenSuggestion): Promise<TellingMatch> {
  const found = (await book.suggestions()).find((each) => each.line === line);
  if (found === undefined) throw new NotDecided('Nothing is suggested for this line: somebody may have decided it meanwhile.');
  const chosen = found.choices[choice];
  if (chosen === undefined) throw new NotDecided(`There are ${found.choices.length} suggestions for this line.`);
  if (print === null || printOfMatch(chosen) === print) return chosen;
  const moved = found.choices.find((each) => printOfMatch(each) === print);
  if (moved !== undefined) return moved;
  throw new NotDecided('What is suggested for this line has changed meanwhile: look at it again.');
}

/** The name on the line is that of whose documents it settled: of one counterparty, and not the name of another one of the books. */
async function learnName(book: BankBook, { line, match, work }: MatchKept, now: number): Promise<void> {
  const name = await nameOnLine(book, line);
  const [counterparty = null, ...others] = new Set(match.parts.map((part) => part.counterparty));
  if (name === null || counterparty === null || others.length > 0) return;
  const isOfTheBooks = work.items.counterparties.some((each) => plainName(each) === plainName(name));
  if (!isOfTheBooks) await book.keepAlias({ name, counterparty }, now);
}

async function nameOnLine(book: BankBook, line: string): Promise<string | null> {
  const [kept] = await book.linesNamed([line]);
  return kept?.record.counterparty.name ?? null;
}

/** Of a line that is decided nothing is suggested, and neither is it part of what is suggested for another. */
export async function withoutSuggestions(book: BankBook, line: string): Promise<void> {
  const left = (await book.suggestions()).filter((each) => each.line !== line);
  await book.keepSuggestions(fewer(left, (choice) => !choice.lines.includes(line)));
}

/** A person says that a suggestion is wrong: none of its pairs ever comes back by itself. */
export function refuseSuggestion({ engine, bank }: BankPorts, { flow, by }: Deciding, said: ChosenSuggestion): Promise<TellingMatch> {
  return bank.work(bankScopeOf(flow), async (book) => {
    const chosen = await choiceOf(book, said);
    await book.decline(pairsOf(chosen), { at: engine.clock.now(), by });
    await book.keepSuggestions(fewer(await book.suggestions(), (each) => !isSameMatch(each, chosen)));
    return chosen;
  });
}

const isSameMatch = (a: TellingMatch, b: TellingMatch): boolean =>
  JSON.stringify([a.by, a.lines, a.parts.map(({ item }) => item)]) === JSON.stringify([b.by, b.lines, b.parts.map(({ item }) => item)]);

/** Of a transfer the other line stands for the item. */
function pairsOf({
  by,
  lines,
  parts,
}: Pick<TellingMatch, 'by' | 'lines' | 'parts'>): readonly { readonly line: string; readonly item: string }[] {
  const [line = '', other = ''] = lines;
  return by === 'transfer' ? [{ line, item: other }] : lines.flatMap((each) => parts.map(({ item }) => ({ line: each, item })));
}

/** What was decided about a line is taken back: what was written for it goes, what it settled is open again, and it is not matched so again. */
export function undoDecision({ engine, bank }: BankPorts, { flow, by }: Deciding, line: string): Promise<readonly string[]> {
  return bank.work(bankScopeOf(flow), async (book) => {
    const [made] = await book.decisions([line]);
    if (made === undefined) throw new NotDecided('Nothing is decided about this line.');
    const together = (await book.decisions(null)).filter(({ decision }) => decision === made.decision);
    const lines = together.map((each) => each.line);
    const at = engine.clock.now();
    if (made.match !== null) await book.decline(pairsOf(made.match), { at, by });
    await book.endDecision(made.decision, { at, by });
    const kept = await book.linesNamed(lines);
    // What the name on a line was learned to be from this is not known any more.
    await book.endAliases(kept.flatMap(({ record }) => record.counterparty.name ?? []));
    // Said outright: a line that nobody knows yet leaves the ledger as it is, and this one must not.
    await book.publish(kept.map(({ record }) => ({ ...record, booked: { does: 'nothing', why: `taken back by ${by}` } })));
    return lines;
  });
}

/** A person says what a line was for: an account, whom it went to or came from, and its tax. */
export function codeLine(
  { engine, bank }: BankPorts,
  { flow, by }: Deciding,
  said: {
    readonly line: string;
    readonly account: string;
    readonly contact: string;
    readonly tax: string | null;
    readonly description: string | null;
  },
): Promise<StatementLine> {
  return bank.work(bankScopeOf(flow), async (book) => {
    const kept = await openLine(book, said.line);
    const { account, contact, tax, description } = said;
    const known = await engine.store.records(flow.organisation, flow.target, 'contact');
    const contacts = known.flatMap((each) => (each.record.kind === 'contact' && each.goneAt === null ? [each.record] : []));
    const words = description ?? (kept.record.text || contact);
    const booked: LineBooking = { does: 'code', account, contact: contactFor(contact, contacts), tax, description: words };
    const decided = { decision: engine.chance.id(), decidedAt: engine.clock.now(), decidedBy: by, means: 'person' } as const;
    const decision: LineDecision = { line: said.line, ...decided, parts: [], match: null, booked };
    await book.addDecisions([decision]);
    await withoutSuggestions(book, said.line);
    if (flow.mapping.bank !== null) await publishContacts(book, flow.mapping.bank, [decision]);
    await publishLines(book, [kept]);
    return kept.record;
  });
}
