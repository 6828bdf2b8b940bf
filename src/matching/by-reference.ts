import { feeOf } from './habits.ts';
import { namedBy } from './numbers.ts';
import { decide, decideTogether, offer } from './run.ts';
import type { Proposal, Run } from './run.ts';
import { agrees, couldBe } from './sheet.ts';

/** Lines that name items whose open amounts sum to just theirs. */
export function matchReference(run: Run): void {
  const proposals: Proposal[] = [];
  for (const line of run.openLines) {
    const items = possible(run, line);
    if (items.length === 0) continue;
    const minor = run.sheet.lineMinor[line] ?? 0;
    const exact = items.length === 1 ? items : items.filter((item) => run.sheet.itemOpen[item] === minor);
    const chosen = exact.length === 1 && items.length > 1 ? exact : items;
    if (chosen === items && sumOf(run, items) !== minor) continue;
    // Somebody else may pay an invoice, but a wrong number may have the right amount as well.
    const doubt = chosen.some((item) => agrees(run.sheet, line, item) === 'contradicts') ? 0.2 : 0.0001;
    proposals.push(proposal(run, { by: 'reference', line, items: chosen, doubt }));
  }
  decideTogether(run, withoutWeaker(run, proposals));
}

/** Lines that name one item and are net of a known fee of it, or a part of it. */
export function matchReferencePart(run: Run): void {
  const proposals: Proposal[] = [];
  for (const line of run.openLines) {
    const items = run.sheet.isSettled[line] === 0 ? possible(run, line) : [];
    const [item] = items;
    if (item === undefined || items.length > 1) continue;
    const minor = run.sheet.lineMinor[line] ?? 0;
    const open = run.sheet.itemOpen[item] ?? 0;
    const party = agrees(run.sheet, line, item);
    if (open > 0 && minor < open && run.habits.fees.some((model) => open - feeOf(open, model) === minor)) {
      const doubt = party === 'contradicts' ? 0.2 : 0.0001;
      proposals.push(proposal(run, { by: 'referenceFee', line, items, doubt }));
    } else if (Math.abs(minor) < Math.abs(open)) {
      // The counterparty's own word about its own invoice; from anybody else a number alone may be a wrong one.
      const doubt = party === 'same' ? 0.0005 : party === 'unknown' ? 0.1 : 0.5;
      proposals.push({ ...proposal(run, { by: 'referencePart', line, items, doubt }), minors: [minor] });
    } else if (Math.abs(minor) > Math.abs(open) && party !== 'contradicts') {
      offer(run, proposal(run, { by: 'referencePart', line, items, doubt: 0.3 }));
    }
  }
  // Two parts of one invoice may both name it: one is settled now, the other from what is then left.
  const seen = new Set<number>();
  for (const each of proposals) {
    if (each.by === 'referencePart' && each.items.some((item) => seen.has(item))) continue;
    decide(run, each);
    for (const item of each.items) seen.add(item);
  }
}

function possible(run: Run, line: number): readonly number[] {
  const items = namedBy(run.named, line);
  return items.every((item) => couldBe(run.sheet, line, item)) ? items : items.filter((item) => couldBe(run.sheet, line, item));
}

// Of several lines that name one item with its amount, one of its own counterparty outweighs those of nobody.
function withoutWeaker(run: Run, proposals: readonly Proposal[]): readonly Proposal[] {
  const strength = ({ lines, items }: Proposal): number => {
    let weakest = 2;
    for (const item of items) {
      const party = agrees(run.sheet, lines[0] ?? 0, item);
      weakest = Math.min(weakest, party === 'contradicts' ? 0 : party === 'unknown' ? 1 : 2);
    }
    return weakest;
  };
  const strengths = proposals.map(strength);
  const best = new Uint8Array(run.sheet.items.length);
  proposals.forEach(({ items }, at) => {
    for (const item of items) best[item] = Math.max(best[item] ?? 0, strengths[at] ?? 0);
  });
  return proposals.filter(({ items }, at) => items.every((item) => (best[item] ?? 0) <= (strengths[at] ?? 0)));
}

const sumOf = (run: Run, items: readonly number[]): number => items.reduce((sum, item) => sum + (run.sheet.itemOpen[item] ?? 0), 0);

function proposal(
  run: Run,
  of: { readonly by: Proposal['by']; readonly line: number; readonly items: readonly number[]; readonly doubt: number },
): Proposal {
  const minors = of.items.map((item) => run.sheet.itemOpen[item] ?? 0);
  return { by: of.by, lines: [of.line], items: of.items, minors, doubt: of.doubt, rivals: 0, runnerUp: 0 };
}
