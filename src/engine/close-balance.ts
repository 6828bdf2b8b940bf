import type { CloseCheck, CloseRecord } from '../core/close.ts';
import { addDays } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { add, amount, decimal, isZero, subtract, sum, zero } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { ledgerAccountOf } from '../mapping/bank.ts';
import type { BankMapping } from '../mapping/bank.ts';
import { accountName } from '../proof/chart.ts';
import type { Chart } from '../proof/chart.ts';
import type { BankAccount, BankLook, KeptLine, LedgerLink, LedgerMove, LineDecision } from './bank-ports.ts';
import { checkOf } from './close-checks.ts';
import type { CloseScope } from './close-checks.ts';

interface Looked {
  readonly scope: CloseScope;
  readonly bank: BankMapping;
  readonly chart: Chart;
  /** The connection that bank lines are kept under. */
  readonly source: string;
}

/**
 * What the bank says of its accounts against what the ledger has on them at the end of the month. Money that one of the two shows later,
 * lines that nobody knows and lines that were left out explain a difference; so does what was there before the month (opening balances
 * are seldom documents). What nothing explains holds up the close.
 */
export async function balanceCheck(book: BankLook, { scope, bank, chart, source }: Looked): Promise<CloseCheck> {
  const links = await book.linksInto(scope.ledger);
  const decisions = await book.decisions(null);
  const compared: Compared[] = [];
  for (const account of await book.accounts()) {
    const named = ledgerAccountOf(bank, account.account);
    if (named === null || account.closing === null) continue;
    const moves = await book.ledgerMoves(scope.ledger, accountName(chart, named));
    const kept = await book.lines({ account: account.account, from: null, through: null, isOpen: false });
    const lines = kept.filter(({ record, isGone }) => !isGone && record.state === 'booked');
    const [first] = lines;
    if (first === undefined || first.record.bookedOn > scope.through) continue;
    compared.push(compare(account, { lines, moves, decisions, clearedOn: clearings(source, lines, decisions, links), scope, named }));
  }
  const wrong = compared.filter(({ gap }) => !isZero(gap));
  return {
    ...checkOf(
      'bank balances',
      wrong.map((each) => recordOf(each, scope)),
      {
        blocks: wrong.some(({ rest }) => !isZero(rest)),
        says: (count) =>
          wrong.some(({ rest }) => !isZero(rest))
            ? `${count} of ${compared.length} bank accounts are not what the ledger says, and not all of it is explained.`
            : `${count} of ${compared.length} bank accounts are not what the ledger says; what it is, is known.`,
        none: compared.length === 0 ? 'No bank file told a balance.' : `All ${compared.length} bank accounts are what the ledger says.`,
        opens: 'tieout bank lines --open',
      },
    ),
  };
}

interface Comparing {
  readonly lines: readonly KeptLine[];
  readonly moves: readonly LedgerMove[];
  readonly decisions: readonly LineDecision[];
  /** The last day on which a bank line stands that explains a document of the ledger. */
  readonly clearedOn: ReadonlyMap<string, Day>;
  readonly scope: CloseScope;
  readonly named: string;
}

interface Compared {
  readonly account: BankAccount;
  readonly named: string;
  readonly bank: Decimal;
  readonly ledger: Decimal;
  /** Bank less ledger. */
  readonly gap: Decimal;
  /** What is part of the gap, in words that follow its amount. */
  readonly reasons: readonly { readonly by: Decimal; readonly why: string }[];
  readonly rest: Decimal;
}

function compare(account: BankAccount, of: Comparing): Compared {
  const { from, through } = of.scope;
  const [before, end] = [standing(account, of, addDays(from, -1)), standing(account, of, through)];
  const carried = unexplained(before);
  const reasons = [
    { by: end.open, why: 'on lines that nobody knows' },
    { by: end.leftOut, why: 'on lines that were left out' },
    { by: subtract(zero, end.unseen), why: 'in the ledger that no bank line has shown' },
    { by: subtract(zero, end.timing), why: 'that one of the two shows in another month' },
    { by: carried, why: 'from before this month' },
  ].filter(({ by }) => !isZero(by));
  const gap = subtract(end.bank, end.ledger);
  return { account, named: of.named, bank: end.bank, ledger: end.ledger, gap, reasons, rest: subtract(unexplained(end), carried) };
}

interface Standing {
  readonly bank: Decimal;
  readonly ledger: Decimal;
  readonly open: Decimal;
  readonly leftOut: Decimal;
  readonly unseen: Decimal;
  /** What the ledger has by then and the bank only later, less what the bank has by then and the ledger only later. */
  readonly timing: Decimal;
}

const unexplained = ({ bank, ledger, open, leftOut, unseen, timing }: Standing): Decimal =>
  add(subtract(subtract(subtract(bank, ledger), open), leftOut), add(unseen, timing));

/** Both sides at the end of a day, and what is known to be on one of them only. */
function standing({ closing, currency }: BankAccount, { lines, moves, decisions, clearedOn }: Comparing, day: Day): Standing {
  const decided = new Map(decisions.map((each) => [each.line, each]));
  const told = closing ?? { on: day, amount: '0' };
  const moved = (wanted: (line: KeptLine) => boolean): Decimal => sum(lines.filter(wanted).map(({ record }) => decimal(record.amount)));
  // The balance that was told is of one day: the lines between lead to any other.
  const since = moved(({ record }) => record.bookedOn > told.on && record.bookedOn <= day);
  const until = moved(({ record }) => record.bookedOn > day && record.bookedOn <= told.on);
  const isLeftOut = (line: string): boolean => {
    const booked = decided.get(line)?.booked;
    return booked?.does === 'stand' && booked.has.length === 0;
  };
  const first = lines[0]?.record.bookedOn ?? day;
  const own = moves.filter((move) => move.currency === currency);
  const total = (wanted: (move: LedgerMove) => boolean): Decimal => sum(own.filter(wanted).map((move) => decimal(move.amount)));
  const cleared = ({ kind, id }: LedgerMove): Day | undefined => clearedOn.get(`${kind} ${id}`);
  const isBy = (on: Day | undefined): boolean => on !== undefined && on <= day;
  return {
    bank: subtract(add(decimal(told.amount), since), until),
    ledger: total((move) => move.day <= day),
    open: moved(({ record }) => record.bookedOn <= day && !decided.has(record.id)),
    leftOut: moved(({ record }) => record.bookedOn <= day && isLeftOut(record.id)),
    unseen: total((move) => move.day <= day && move.day >= first && cleared(move) === undefined),
    timing: subtract(
      total((move) => move.day <= day && cleared(move) !== undefined && !isBy(cleared(move))),
      total((move) => move.day > day && isBy(cleared(move))),
    ),
  };
}

/** The documents of the ledger that lines of an account explain: those written for them, and those that they were found to be. */
function clearings(
  source: string,
  lines: readonly KeptLine[],
  decisions: readonly LineDecision[],
  links: readonly LedgerLink[],
): ReadonlyMap<string, Day> {
  const days = new Map(lines.map(({ record }) => [record.id, record.bookedOn]));
  const written = Map.groupBy(links, ({ source: of, kind, id }) => `${of} ${kind} ${id}`);
  const standsFor = (kind: string, id: string): readonly string[] => {
    const [of = '', ...rest] = id.split(':');
    const names = kind === 'statementLine' ? [`${source} ${kind} ${id}`] : [`${of} ${kind} ${rest.join(':')}`];
    const found = names.flatMap((name) => written.get(name) ?? []);
    return found.length === 0 ? [`${kind} ${id}`] : found.map(({ targetKind, targetId }) => `${targetKind} ${targetId}`);
  };
  const cleared = new Map<string, Day>();
  const clear = (name: string, on: Day): void => {
    const known = cleared.get(name);
    if (known === undefined || on > known) cleared.set(name, on);
  };
  for (const { line, booked } of decisions) {
    const on = days.get(line);
    if (on === undefined) continue;
    const documents =
      booked.does === 'stand' ? booked.has.flatMap(({ kind, id }) => standsFor(kind, id)) : standsFor('statementLine', line);
    for (const name of documents) clear(name, on);
  }
  return cleared;
}

function recordOf({ account, named, bank, ledger, gap, reasons, rest }: Compared, { through }: CloseScope): CloseRecord {
  const words = reasons.map(({ by, why }) => `${amount(by)} ${why}`);
  const all = isZero(rest) ? words : [...words, `${amount(rest)} that nothing explains`];
  return {
    what: `${account.account}: the bank says ${amount(bank)}, account ${named} of the ledger ${amount(ledger)}: ${all.join(', ')}`,
    id: account.account,
    on: through,
    amount: amount(gap),
    currency: account.currency,
    about: { is: 'bankAccount', account: account.account },
    opens: `tieout bank lines --account ${account.account} --through ${through}`,
  };
}
