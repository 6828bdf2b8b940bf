import type { LineBooking, StatementLine } from '../core/bank-records.ts';
import { absolute, amount, decimal } from '../core/decimal.ts';
import { amountOf, money } from '../core/money.ts';
import type { Evidence, Match, RunnerUp } from '../matching/rows.ts';
import type { ItemFacts } from './bank-items.ts';
import type { TellingMatch } from './bank-ports.ts';

interface Knowing {
  readonly lines: ReadonlyMap<string, StatementLine>;
  readonly facts: ReadonlyMap<string, ItemFacts>;
  /** The ledger's account of a bank account; null: nobody has said. */
  readonly ledgerAccount: (account: string) => string | null;
  readonly hasFees: boolean;
}

/** A match as it is kept and shown: what would be booked because of it, or why it cannot be. */
export function tellMatch(match: Match, knowing: Knowing): TellingMatch {
  const [line] = match.lines.flatMap((id) => knowing.lines.get(id) ?? []);
  const currency = line?.currency ?? '';
  const say = (minor: bigint): string => amountOf({ minor, currency });
  const parts = match.parts.map(({ item, minor }) => {
    const of = knowing.facts.get(item);
    const own = of?.currency ?? currency;
    const text = amount(absolute(decimal(amountOf({ minor, currency: own }))));
    return { item, minor: String(minor), amount: text, currency: own, what: whatIs(item, of), counterparty: of?.of ?? null };
  });
  const { kind } = match.difference;
  const booked = bookingsOf(match, knowing);
  return {
    by: match.by,
    lines: match.lines,
    parts,
    difference: { kind, amount: match.difference.kind === 'none' ? '0' : say(match.difference.minor) },
    doubtPerMillion: match.doubtPerMillion,
    evidence: match.evidence.map((each) => evidenceText(each, say)),
    runnerUp: runnerUpText(match.runnerUp),
    bookings: 'why' in booked ? null : booked,
    whyNot: 'why' in booked ? booked.why : null,
  };
}

const words: Readonly<Record<string, string>> = {
  invoice: 'invoice',
  creditNote: 'credit note',
  payment: 'payment in the ledger',
  refund: 'refund in the ledger',
  bankTransaction: 'money in the ledger',
  transfer: 'transfer in the ledger',
  payout: 'payout on its way',
};

function whatIs(item: string, of: ItemFacts | undefined): string {
  if (of === undefined) return item;
  const whose = of.of === null ? '' : ` of ${of.of}`;
  if (of.is === 'money') return `${words[of.has.kind] ?? of.has.kind}${whose}`;
  return `${words[of.document.kind] ?? ''} ${of.document.number ?? of.document.id}${whose}`;
}

function evidenceText(evidence: Evidence, say: (minor: bigint) => string): string {
  switch (evidence.kind) {
    case 'sameNumber':
      return `the line names ${evidence.number}`;
    case 'sameCounterparty':
      return `the counterparty is ${evidence.counterparty}`;
    case 'sameAmount':
      return 'the amount is the same';
    case 'sumOfItems':
      return `${evidence.items} documents add up to it`;
    case 'sumOfLines':
      return `${evidence.lines} lines add up to it`;
    case 'netOfFee':
      return `${say(evidence.fee)} were kept as a fee`;
    case 'partOf':
      return `a part of the ${say(evidence.open)} that are open`;
    case 'daysApart':
      return evidence.days === 0 ? 'on the same day' : `${Math.abs(evidence.days)} days ${evidence.days > 0 ? 'later' : 'earlier'}`;
    case 'sameBundle':
      return 'all of one sum';
    case 'withinRate':
      return 'within the rate of the day';
    case 'ownAccounts':
      return `from ${evidence.from} to ${evidence.to}`;
  }
}

function runnerUpText(runnerUp: RunnerUp): string {
  switch (runnerUp.kind) {
    case 'none':
      return 'nothing else explains it';
    case 'lessLikely':
      return `the next best explanation is likely in ${runnerUp.perMillion} of a million cases`;
    case 'equallyGood':
      return `${runnerUp.rivals} other${runnerUp.rivals === 1 ? ' is' : 's are'} as good`;
  }
}

type Bookings = readonly { readonly line: string; readonly booked: LineBooking }[];

/** What each line of a match is to be in the ledger. */
function bookingsOf(match: Match, knowing: Knowing): Bookings | { readonly why: string } {
  const lines = match.lines.flatMap((id) => knowing.lines.get(id) ?? []);
  const facts = match.parts.flatMap(({ item }) => knowing.facts.get(item) ?? []);
  if (match.by === 'transfer') return transferOf(lines, knowing);
  if (facts.length !== match.parts.length || lines.length !== match.lines.length) return { why: 'it names what is not there any more' };
  const there = facts.flatMap((of) => (of.is === 'money' ? [of.has] : []));
  if (there.length === facts.length) {
    if (match.difference.kind !== 'none') return { why: 'the ledger has another amount than the bank: correct it there' };
    return match.lines.map((line) => ({ line, booked: { does: 'stand', why: 'the ledger has it', has: there } }));
  }
  if (there.length > 0) return { why: 'a part of it is money that the ledger has already: book the rest by hand' };
  return settleOf(match, lines, knowing);
}

function transferOf(lines: readonly StatementLine[], { ledgerAccount }: Knowing): Bookings | { readonly why: string } {
  const [out, into] = lines;
  if (out === undefined || into === undefined) return { why: 'one of its lines is not there any more' };
  const account = ledgerAccount(into.account);
  if (account === null || ledgerAccount(out.account) === null)
    return { why: 'the mapping does not say which accounts of the ledger these are' };
  return [
    { line: out.id, booked: { does: 'transfer', account } },
    { line: into.id, booked: { does: 'stand', why: 'the other side of a transfer', has: [{ kind: 'statementLine', id: out.id }] } },
  ];
}

/** Documents are settled by lines in their order, each line with as much as it brings. */
function settleOf(match: Match, lines: readonly StatementLine[], { facts, hasFees }: Knowing): Bookings | { readonly why: string } {
  const isIn = match.parts.every(({ minor }) => minor > 0n);
  if (!isIn && !match.parts.every(({ minor }) => minor < 0n)) return { why: 'set the credit against its invoice in the ledger first' };
  const { difference } = match;
  if (difference.kind === 'exchange') return { why: 'it is in another currency: book it in the ledger at the rate of the bank' };
  if (difference.kind !== 'none' && lines.length > 1) return { why: 'several lines, and an amount that is not theirs' };
  if (difference.kind === 'fee' && !hasFees) return { why: 'the mapping does not say where fees go (bank.fees)' };
  if (difference.kind !== 'none' && !isIn) return { why: 'what was paid back is not what the credit note says' };
  const left = match.parts.map(({ item, minor }) => ({ item, left: minor < 0n ? -minor : minor }));
  return lines.map((line) => {
    const { currency } = line;
    const only = lines.length === 1;
    let brings = minorsOf(line.amount, currency);
    const pays = left.flatMap((each) => {
      const by = only || each.left < brings ? each.left : brings;
      const of = facts.get(each.item);
      if (by === 0n || of?.is !== 'document') return [];
      each.left -= by;
      brings -= by;
      return [{ ...of.document, amount: amountOf({ minor: by, currency }) }];
    });
    const size = difference.kind === 'none' ? 0n : difference.minor < 0n ? -difference.minor : difference.minor;
    const text = amountOf({ minor: size, currency });
    const onAccount = difference.kind === 'overpaid' ? text : '0';
    return { line: line.id, booked: { does: 'settle', pays, onAccount, fee: difference.kind === 'fee' ? text : '0' } };
  });
}

const minorsOf = (text: string, currency: string): bigint => money(absolute(decimal(text)), currency).minor;
