import { feeOf } from './habits.ts';
import { namedBy, namesAny, onlyNamed } from './numbers.ts';
import { keepOnly, propose, proposeOne } from './proposals.ts';
import type { Proposal } from './proposals.ts';
import { decideInTurn, decideTogether, offer } from './run.ts';
import type { Run } from './run.ts';
import { agrees, couldBe } from './sheet.ts';

/** Lines that name items whose open amounts sum to just theirs. */
export function matchReference(run: Run): void {
  const { sheet, proposed } = run;
  for (let at = 0; at < run.openLines.length; at += 1) {
    const line = run.openLines[at] ?? 0;
    const minor = sheet.lineMinor[line] ?? 0;
    const only = onlyNamed(run.named, line);
    if (only !== -1) {
      // Most lines that name anything; they need no lists.
      if (!couldBe(sheet, line, only) || sheet.itemOpen[only] !== minor) continue;
      const doubt = agrees(sheet, line, only) === 'contradicts' ? 0.2 : 0.0001;
      proposeOne(proposed, { by: 'reference', line, item: only, minor, doubt, rivals: 0, runnerUp: 0 });
      continue;
    }
    if (!namesAny(run.named, line)) continue;
    const items = possible(run, line);
    if (items.length === 0) continue;
    const exact = items.length === 1 ? items : items.filter((item) => sheet.itemOpen[item] === minor);
    const chosen = exact.length === 1 && items.length > 1 ? exact : items;
    if (chosen === items && sumOf(run, items) !== minor) continue;
    // Somebody else may pay an invoice, but a wrong number may have the right amount as well.
    const doubt = chosen.some((item) => agrees(sheet, line, item) === 'contradicts') ? 0.2 : 0.0001;
    propose(proposed, proposal(run, { by: 'reference', line, items: chosen, doubt }));
  }
  if (proposed.count === 0) return;
  keepStronger(run);
  decideTogether(run, run.offered);
}

/** Lines that name one item and are net of a known fee of it, or a part of it. */
export function matchReferencePart(run: Run): void {
  const proposals: Proposal[] = [];
  for (let at = 0; at < run.openLines.length; at += 1) {
    const line = run.openLines[at] ?? 0;
    if (!namesAny(run.named, line) || run.sheet.isSettled[line] === 1) continue;
    const items = possible(run, line);
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
    propose(run.proposed, each);
    for (const item of each.items) seen.add(item);
  }
  decideInTurn(run, run.offered);
}

function possible(run: Run, line: number): readonly number[] {
  const items = namedBy(run.named, line);
  return items.every((item) => couldBe(run.sheet, line, item)) ? items : items.filter((item) => couldBe(run.sheet, line, item));
}

// Of several lines that name one item with its amount, one of its own counterparty outweighs those of nobody.
function keepStronger({ sheet, proposed }: Run): void {
  const { lines, linesFrom, items, partsFrom } = proposed;
  const strengths = new Uint8Array(proposed.count);
  const best = new Uint8Array(sheet.items.length);
  for (let at = 0; at < proposed.count; at += 1) {
    let weakest = 2;
    for (let part = partsFrom[at] ?? 0; part < (partsFrom[at + 1] ?? 0); part += 1) {
      const party = agrees(sheet, lines[linesFrom[at] ?? 0] ?? 0, items[part] ?? 0);
      weakest = Math.min(weakest, party === 'contradicts' ? 0 : party === 'unknown' ? 1 : 2);
    }
    strengths[at] = weakest;
    for (let part = partsFrom[at] ?? 0; part < (partsFrom[at + 1] ?? 0); part += 1)
      best[items[part] ?? 0] = Math.max(best[items[part] ?? 0] ?? 0, weakest);
  }
  keepOnly(proposed, (at) => {
    for (let part = partsFrom[at] ?? 0; part < (partsFrom[at + 1] ?? 0); part += 1)
      if ((best[items[part] ?? 0] ?? 0) > (strengths[at] ?? 0)) return false;
    return true;
  });
}

const sumOf = (run: Run, items: readonly number[]): number => items.reduce((sum, item) => sum + (run.sheet.itemOpen[item] ?? 0), 0);

function proposal(
  run: Run,
  of: { readonly by: Proposal['by']; readonly line: number; readonly items: readonly number[]; readonly doubt: number },
): Proposal {
  const minors = of.items.map((item) => run.sheet.itemOpen[item] ?? 0);
  return { by: of.by, lines: [of.line], items: of.items, minors, doubt: of.doubt, rivals: 0, runnerUp: 0 };
}
