import type { LineBooking, StatementLine } from '../core/bank-records.ts';
import { publishLines } from './bank-keep.ts';
import { bankScopeOf, contactFor, publishContacts } from './bank-match.ts';
import type { BankPorts } from './bank-match.ts';
import type { BankBook, LineDecision, TellingMatch } from './bank-ports.ts';
import type { Flow } from './ports.ts';

/** A person's word about a line did not fit what is there. The message says why, and what to do. */
export class NotDecided extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotDecided';
  }
}

interface Deciding {
  readonly flow: Flow;
  readonly by: string;
}

/** A person says that a suggestion is right: it is booked, and the name on the line is known from then on. */
export function confirmSuggestion(
  { engine, bank }: BankPorts,
  { flow, by }: Deciding,
  said: { readonly line: string; readonly choice: number },
): Promise<TellingMatch> {
  return bank.work(bankScopeOf(flow), async (book) => {
    const chosen = await choiceOf(book, said);
    if (chosen.bookings === null) throw new NotDecided(`It cannot be booked like this: ${chosen.whyNot ?? ''}.`);
    const taken = await book.decisions(chosen.lines);
    if (taken.length > 0) throw new NotDecided('One of its lines is decided already: undo that first.');
    await refuseSpent(book, chosen);
    const at = engine.clock.now();
    const decision = engine.chance.id();
    const parts = chosen.parts.map(({ item, minor }) => ({ item, minor }));
    const decisions = chosen.bookings.map(({ line, booked }, index): LineDecision => {
      const own = index === 0 ? parts : [];
      return { line, decision, decidedAt: at, decidedBy: by, means: 'person', parts: own, match: chosen, booked };
    });
    await book.addDecisions(decisions);
    await learnName(book, said.line, chosen, at);
    await withoutSuggestions(book, chosen.lines);
    if (flow.mapping.bank !== null) await publishContacts(book, flow.mapping.bank, decisions);
    await publishLines(book, await book.linesNamed(chosen.lines));
    return chosen;
  });
}

/** What was suggested may have been settled by another line meanwhile; then it is matched again, and not booked twice. */
async function refuseSpent(book: BankBook, { parts }: TellingMatch): Promise<void> {
  const used = new Set((await book.decisions(null)).flatMap((decision) => decision.parts.map(({ item }) => item)));
  const spent = parts.find(({ item }) => used.has(item) && !item.startsWith('invoice:') && !item.startsWith('creditNote:'));
  if (spent !== undefined) throw new NotDecided(`The ${spent.what} belongs to another line: match again to see what is left.`);
}

async function choiceOf(book: BankBook, { line, choice }: { readonly line: string; readonly choice: number }): Promise<TellingMatch> {
  const found = (await book.suggestions()).find((each) => each.line === line);
  if (found === undefined) throw new NotDecided('Nothing is suggested for this line.');
  const chosen = found.choices[choice];
  if (chosen === undefined) throw new NotDecided(`There are ${found.choices.length} suggestions for this line.`);
  return chosen;
}

async function learnName(book: BankBook, line: string, { parts }: TellingMatch, now: number): Promise<void> {
  const [kept] = await book.linesNamed([line]);
  const name = kept?.record.counterparty.name ?? null;
  const counterparty = parts.find((part) => part.counterparty !== null)?.counterparty ?? null;
  if (name !== null && counterparty !== null && name !== counterparty) await book.keepAlias({ name, counterparty }, now);
}

async function withoutSuggestions(book: BankBook, lines: readonly string[]): Promise<void> {
  await book.keepSuggestions((await book.suggestions()).filter(({ line }) => !lines.includes(line)));
}

/** A person says that a suggestion is wrong: none of its pairs ever comes back by itself. */
export function refuseSuggestion(
  { engine, bank }: BankPorts,
  { flow, by }: Deciding,
  said: { readonly line: string; readonly choice: number },
): Promise<TellingMatch> {
  return bank.work(bankScopeOf(flow), async (book) => {
    const chosen = await choiceOf(book, said);
    await book.decline(pairsOf(chosen), { at: engine.clock.now(), by });
    const left = (await book.suggestions()).flatMap(({ line, choices }) => {
      const others = choices.filter((each) => !(chosen.lines.includes(line) && isSameMatch(each, chosen)));
      return others.length === 0 ? [] : [{ line, choices: others }];
    });
    await book.keepSuggestions(left);
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
    const [kept] = await book.linesNamed([said.line]);
    if (kept === undefined || kept.isGone) throw new NotDecided('There is no such line.');
    if (kept.record.state !== 'booked') throw new NotDecided('The bank has not booked this line yet.');
    if ((await book.decisions([said.line])).length > 0) throw new NotDecided('This line is decided already: undo that first.');
    const { account, contact, tax, description } = said;
    const known = await engine.store.records(flow.organisation, flow.target, 'contact');
    const contacts = known.flatMap((each) => (each.record.kind === 'contact' && each.goneAt === null ? [each.record] : []));
    const words = description ?? (kept.record.text || contact);
    const booked: LineBooking = { does: 'code', account, contact: contactFor(contact, contacts), tax, description: words };
    const decided = { decision: engine.chance.id(), decidedAt: engine.clock.now(), decidedBy: by, means: 'person' } as const;
    const decision: LineDecision = { line: said.line, ...decided, parts: [], match: null, booked };
    await book.addDecisions([decision]);
    await withoutSuggestions(book, [said.line]);
    if (flow.mapping.bank !== null) await publishContacts(book, flow.mapping.bank, [decision]);
    await publishLines(book, [kept]);
    return kept.record;
  });
}
