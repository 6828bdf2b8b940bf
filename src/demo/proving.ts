import type { DemoResult, DemoWishes } from '../cli/office.ts';
import { figure } from '../cli/figures.ts';
import { proofLines } from '../cli/proof-text.ts';
import { add, amount, decimal, isZero } from '../core/decimal.ts';
import { proveFlow } from '../engine/prove-flow.ts';
import type { Proof } from '../proof/proof.ts';
import type { Stage } from './stage.ts';
import type { Flows } from './steps.ts';

/** Proves every flow, and shows the one that sees all of the ledger. */
export async function proveAll(
  { office }: Stage,
  flows: Flows,
  { say, page }: DemoWishes,
): Promise<Pick<DemoResult, 'tiesOut' | 'difference'>> {
  const { engine, proofs, clock } = office;
  const ports = { store: engine.store, proofs, clock, chance: engine.chance, open: engine.open };
  const made: Proof[] = [];
  for (const flow of [flows.sales, flows.shop, flows.back]) made.push(await proveFlow(ports, { ...flow, period: null }));
  const [sales] = made;
  if (!sales) throw new Error('nothing was proven');
  const shown = made.find(({ tiesOut }) => !tiesOut) ?? sales;
  say('');
  for (const line of proofLines(shown, page, false)) say(line);
  say('');
  const apart = made.flatMap(({ headline }) => headline).reduce((total, one) => add(total, decimal(one.amount)), decimal('0'));
  return {
    tiesOut: made.every(({ tiesOut }) => tiesOut),
    difference: isZero(apart) ? '0.00' : figure(amount(apart), 'GBP', { locale: 'en' }),
  };
}
