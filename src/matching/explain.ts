import type { Evidence, Match, RunnerUp } from './rows.ts';
import { namedBy } from './numbers.ts';
import { agrees } from './sheet.ts';
import type { Proposal } from './proposals.ts';
import type { Run } from './run.ts';

/** A match in the words of the books: what it settles, what speaks for it, and why nothing else won. */
export function explained(run: Run, proposal: Proposal): Match {
  const { sheet } = run;
  const parts = proposal.items.map((item, at) => ({ item: sheet.items[item]?.id ?? '', minor: BigInt(proposal.minors[at] ?? 0) }));
  return {
    by: proposal.by,
    lines: proposal.lines.map((line) => sheet.lines[line]?.id ?? ''),
    parts,
    difference: differenceOf(run, proposal),
    doubtPerMillion: Math.round(proposal.doubt * 1_000_000),
    evidence: evidenceOf(run, proposal),
    runnerUp: runnerUpOf(proposal),
  };
}

const sum = (minors: readonly number[]): bigint => minors.reduce((all, minor) => all + BigInt(minor), 0n);

function differenceOf({ sheet }: Run, { by, lines, minors }: Proposal): Match['difference'] {
  if (by === 'transfer') return { kind: 'none' };
  const minor = sum(minors) - sum(lines.map((line) => sheet.lineMinor[line] ?? 0));
  if (by === 'exchange') return { kind: 'exchange', minor };
  if (minor === 0n) return { kind: 'none' };
  const isMore = sum(minors) > 0n === minor > 0n;
  return isMore ? { kind: 'fee', minor } : { kind: 'overpaid', minor };
}

function evidenceOf(run: Run, proposal: Proposal): readonly Evidence[] {
  const { sheet } = run;
  const { by, lines, items, minors } = proposal;
  const [line = 0, other = 0] = lines;
  if (by === 'transfer') return [{ kind: 'ownAccounts', from: sheet.lines[line]?.account ?? '', to: sheet.lines[other]?.account ?? '' }];
  const found: Evidence[] = [];
  for (const each of items) {
    const number = sheet.items[each]?.number ?? null;
    if (number !== null && lines.some((of) => namedBy(run.named, of).includes(each))) found.push({ kind: 'sameNumber', number });
  }
  const [item = 0] = items;
  const counterparty = sheet.items[item]?.counterparty ?? null;
  if (counterparty !== null && agrees(sheet, line, item) === 'same') found.push({ kind: 'sameCounterparty', counterparty });
  const bundle = sheet.items[item]?.bundle ?? null;
  if (by === 'bundle' && bundle !== null) found.push({ kind: 'sameBundle', bundle });
  const difference = differenceOf(run, proposal);
  if (difference.kind === 'fee') found.push({ kind: 'netOfFee', fee: difference.minor });
  if (difference.kind === 'exchange') found.push({ kind: 'withinRate', difference: difference.minor });
  if (difference.kind === 'none' && by !== 'referencePart') found.push({ kind: 'sameAmount', minor: sum(minors) });
  if (by === 'referencePart') found.push({ kind: 'partOf', open: sheet.items[item]?.open ?? 0n });
  if (items.length > 1) found.push({ kind: 'sumOfItems', items: items.length });
  if (lines.length > 1) found.push({ kind: 'sumOfLines', lines: lines.length });
  found.push({ kind: 'daysApart', days: (sheet.lineDay[line] ?? 0) - (sheet.itemDay[item] ?? 0) });
  return found;
}

function runnerUpOf({ rivals, runnerUp }: Proposal): RunnerUp {
  if (rivals > 0) return { kind: 'equallyGood', rivals };
  return runnerUp === 0 ? { kind: 'none' } : { kind: 'lessLikely', perMillion: Math.round(runnerUp * 1_000_000) };
}
