import type { CloseReport } from '../core/close.ts';
import { firstDayOf, lastDayOf, laterOf } from '../core/day.ts';
import { bankChecks } from './close-bank.ts';
import type { CloseAsked, ClosePorts, CloseScope } from './close-checks.ts';
import { flowChecks } from './close-flows.ts';
import { ledgerChecks } from './close-ledger.ts';

/** Looks at everything that a month's close depends on. Changes nothing. */
export async function closeMonth(ports: ClosePorts, asked: CloseAsked): Promise<CloseReport> {
  const began = ports.engine.clock.now();
  const scope: CloseScope = { ...asked, from: firstDayOf(asked.month), through: lastDayOf(asked.month) };
  const bank = await bankChecks(ports, scope);
  const checks = [...bank.checks, ...(await flowChecks(ports, scope)), ...(await ledgerChecks(ports, scope))];
  const [said] = await ports.closings.said({ organisation: asked.organisation, connection: asked.ledger });
  const madeAt = ports.engine.clock.now();
  return {
    ledger: asked.ledger,
    month: asked.month,
    from: scope.from,
    through: scope.through,
    madeAt,
    tookMilliseconds: madeAt - began,
    checks,
    lines: bank.lines,
    isDone: checks.every(({ blocks, isDone }) => isDone || !blocks),
    closedThrough: said === undefined ? null : laterOf(said.closedThrough, said.taxFiledThrough),
  };
}

/** Locks a month by the organisation's own word, when nothing is left that blocks it. Returns what still does. */
export async function lockMonth(ports: ClosePorts, asked: CloseAsked, by: string): Promise<CloseReport> {
  const report = await closeMonth(ports, asked);
  if (!report.isDone) return report;
  const of = { organisation: asked.organisation, connection: asked.ledger };
  const [before] = await ports.closings.said(of);
  const closedThrough = laterOf(before?.closedThrough ?? null, report.through);
  const taxFiledThrough = before?.taxFiledThrough ?? null;
  const because = `the close of ${asked.month}`;
  await ports.closings.say(of, { saidAt: ports.engine.clock.now(), saidBy: by, closedThrough, taxFiledThrough, because });
  return { ...report, closedThrough: laterOf(closedThrough, taxFiledThrough) };
}
