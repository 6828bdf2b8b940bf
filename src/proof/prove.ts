import { add, amount, decimal, isZero, subtract, zero } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import type { Kind } from '../core/records.ts';
import type { Cause } from './causes.ts';
import { checkLedger } from './check-ledger.ts';
import { controlOf } from './controls.ts';
import type { Control } from './controls.ts';
import { differencesOf, entry } from './differences.ts';
import type { Found } from './differences.ts';
import { isIn } from './gaps.ts';
import type { Gap, Scope } from './gaps.ts';
import type { CurrencyAmount, Difference, KindCount, Proof, ProofInput, ProofRow, Word } from './proof.ts';
import { cellOf, createSums, inOrder } from './totals.ts';
import type { Cell, Sums } from './totals.ts';

/**
 * Compares both sides, cell by cell and against the ledger's own account movement, and names every difference by record. What no
 * case accounts for stays as an unexplained difference, so that rows, differences and headline always add up.
 */
export function prove(input: ProofInput): Proof {
  const scope = scopeOf(input);
  const { own, corrections, isWaiting } = judge(input, scope);
  const { rows, unnamed } = compareSides(input, scope, own, corrections);
  const ledger = checkLedger(input);
  const found = [...own, ...unnamed, ...ledger.found].map(({ difference }) => difference).toSorted(byDay);
  const unexplained = sizes(found.filter(({ cause }) => cause === 'unexplained'));
  const countsAddUp = input.counts.every(addsUp);
  const ledgerNotRead = input.ledger.is === 'not read' ? input.ledger.why : null;
  const controls = controlsOf(input);
  const isStrange = controls.some(
    ({ days, named }) => days.some((day) => day.unexplained !== '0') || named.some(({ cause }) => cause === 'unexplained'),
  );
  const isUnexplained = unexplained.length > 0 || !countsAddUp || ledgerNotRead !== null || isStrange;
  const isOpen =
    found.some((difference) => difference.isHeld || difference.cause === 'refused') || input.counts.some(({ held }) => held > 0);
  const word = isUnexplained ? 'unexplained' : wordOf(isOpen, found.length > 0 || isWaiting || controls.some(({ tiesOut }) => !tiesOut));
  return {
    flow: input.flow,
    period: input.period,
    madeAt: input.madeAt,
    word,
    tiesOut: word === 'ties out',
    headline: sizes(found),
    unexplained,
    held: sizes(found.filter(({ isHeld }) => isHeld)),
    counts: input.counts,
    countsAddUp,
    rows,
    ledger: ledger.rows,
    ledgerNotRead,
    controls,
    differences: found,
    causes: byCause(found),
  };
}

const controlsOf = ({ controls, ...known }: ProofInput): readonly Control[] =>
  controls === undefined ? [] : controls.inputs.map((each) => controlOf(each, { ...known, cases: controls.cases }));

const wordOf = (isOpen: boolean, isDifferent: boolean): Word => (isOpen ? 'open' : isDifferent ? 'explained' : 'ties out');

/** Money and journals are everybody's: where a flow does not carry such records themselves, they count on its own accounts only. */
const scopeOf = ({ period, kinds, source, controlled }: ProofInput): Scope => ({
  ...period,
  kinds: new Set([...kinds, ...source.map(({ kind }) => kind).filter((kind) => !isEverybodys.has(kind))]),
  controlled: new Set(controlled),
});

const isEverybodys: ReadonlySet<Kind> = new Set(['bankTransaction', 'transfer', 'journal']);

/** The differences of this flow and of nobody's documents; those of other flows only correct what these flows are said to have there. */
function judge(
  input: ProofInput,
  scope: Scope,
): { readonly own: readonly Found[]; readonly corrections: Sums; readonly isWaiting: boolean } {
  const own: Found[] = [];
  const corrections = createSums();
  let isWaiting = input.hasMoreArrived === true;
  for (const of of input.cases) {
    const found = differencesOf(of, scope, input);
    if (of.from === 'source' && of.flow !== input.flow) {
      for (const { gaps } of found) for (const gap of gaps) corrections.add(gap, gap.by, 0);
      continue;
    }
    if (of.from === 'source' && of.write?.state === 'sent') isWaiting = true;
    own.push(...found);
  }
  return { own, corrections, isWaiting };
}

function compareSides(
  input: ProofInput,
  scope: Scope,
  own: readonly Found[],
  corrections: Sums,
): { readonly rows: readonly ProofRow[]; readonly unnamed: readonly Found[] } {
  const [source, others, target, named] = [createSums(), createSums(), createSums(), createSums()];
  for (const total of input.source) source.addTotal(total, 1);
  for (const total of input.otherFlows) others.addTotal(total, 1);
  for (const total of input.target) target.addTotal(total, 1);
  for (const { gaps } of own) for (const gap of gaps) named.add(gap, gap.by, 0);
  const rows: ProofRow[] = [];
  const left: Gap[] = [];
  for (const cell of cellsOf([source, others, target, named, corrections], scope)) {
    const elsewhere = subtract(others.of(cell), corrections.of(cell));
    const difference = subtract(add(source.of(cell), elsewhere), target.of(cell));
    const unnamed = subtract(difference, named.of(cell));
    if (!isZero(unnamed)) left.push({ ...cell, by: unnamed });
    rows.push({
      ...cell,
      source: amount(source.of(cell)),
      sourceDocuments: source.documentsOf(cell),
      otherFlows: amount(elsewhere),
      target: amount(target.of(cell)),
      targetDocuments: target.documentsOf(cell),
      difference: amount(difference),
      unexplained: amount(unnamed),
    });
  }
  return { rows, unnamed: unexplainedIn(left) };
}

function cellsOf(sides: readonly Sums[], scope: Scope): readonly Cell[] {
  const cells = new Map(sides.flatMap((side) => side.cells()).map((cell) => [cellOf(cell), cell]));
  return [...cells.values()].filter((cell) => isIn(cell, scope)).toSorted(inOrder);
}

/** One difference per kind, currency and month: the cells of one document would otherwise count several times. */
function unexplainedIn(left: readonly Gap[]): readonly Found[] {
  const groups = Map.groupBy(left, ({ kind, currency, month }) => JSON.stringify([kind, currency, month]));
  return [...groups.values()].map((gaps) => {
    const [first] = gaps;
    const about = { number: null, key: null, target: null, isHeld: false, day: first === undefined ? null : `${first.month}-01` };
    return entry({
      cause: 'unexplained',
      currency: first?.currency ?? '',
      gaps,
      detail: `${first?.kind ?? ''} totals of ${first?.month ?? ''}`,
      ...about,
    });
  });
}

const addsUp = ({ atSource, inSync, pending, held, excluded }: KindCount): boolean => atSource === inSync + pending + held + excluded;

function sizes(differences: readonly Difference[]): readonly CurrencyAmount[] {
  const sums = new Map<string, Decimal>();
  for (const { currency, size } of differences) sums.set(currency, add(sums.get(currency) ?? zero, decimal(size)));
  return [...sums].map(([currency, by]) => ({ currency, amount: amount(by) })).toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}

function byCause(differences: readonly Difference[]): Proof['causes'] {
  const groups = Map.groupBy(differences, ({ cause, currency }) => JSON.stringify([cause, currency]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const cause: Cause = first.cause;
    return [{ cause, currency: first.currency, differences: group.length, size: sizes(group)[0]?.amount ?? '0' }];
  });
}

const byDay = (a: Difference, b: Difference): number => {
  const [left, right] = [orderOf(a), orderOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};

const orderOf = ({ day, number, key, target, cause, currency }: Difference): string =>
  [day ?? '9999', number ?? '', key?.kind ?? '', key?.id ?? target?.id ?? '', cause, currency].join('\u0000');
