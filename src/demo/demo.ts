import { dayIn, monthOf } from '../core/day.ts';
import { whole } from '../cli/figures.ts';
import type { DemoResult, DemoWishes } from '../cli/office.ts';
import { readBank } from './bank.ts';
import { connectAll } from './connecting.ts';
import { sellAtProcessor } from './processor.ts';
import { proveAll } from './proving.ts';
import type { Stage } from './stage.ts';
import { agreeFlows, goLive, peopleEdit, sellYear, testOne } from './steps.ts';
import type { Play } from './steps.ts';
import { survivedOf } from './survived.ts';
import { tell } from './telling.ts';
import { standStill } from './waiting.ts';
import { inventYear, monthAfter } from './year.ts';

/** Plays the whole story and resolves with what came of it. The stage is left as it stands: its folder can be looked at. */
export async function playDemo(stage: Stage, wishes: DemoWishes): Promise<Omit<DemoResult, 'seconds'>> {
  const { clock } = stage;
  const scene = standStill(clock, wishes.signal);
  try {
    const processorSales = await sellAtProcessor(stage, scene, wishes.seed);
    const year = inventYear(monthAfter(monthOf(dayIn('UTC', clock.now())), -12), wishes.seed);
    const play: Play = { stage, scene, wishes, year, processorSales };
    const first = await stage.startWorker();
    const outside = await connectAll(play, first);
    await sellYear(play, first, outside);
    const flows = await agreeFlows(play, outside);
    await testOne(play, flows);
    const second = await goLive(play, { flows, worker: first });
    await peopleEdit(play, flows);
    const { first: xero, processor } = outside;
    const bank = await readBank(play, { ledger: xero.connection, chart: xero.chart, processor });
    const survived = await survivedOf(stage);
    const proved = await scene.passing(() => proveAll(stage, { ...flows, bank }, wishes));
    await scene.passing(() => second.stop());
    const list = Object.entries(survived).filter(([, count]) => count > 0);
    for (const [word, meaning] of columns) tell(wishes, word, meaning);
    wishes.say('');
    tell(wishes, 'survived', list.map(([what, count]) => `${whole(count, wishes.page)} ${what}`).join(', '));
    return { ...proved, survived };
  } finally {
    scene.end();
  }
}

/** What the columns of the proofs count, for whoever sees them for the first time. */
const columns = [
  ['in ledger', 'records of the flow that stand in the ledger as they should: customers, invoices, payments, refunds'],
  ['apart', 'the difference: what the totals of both sides are apart, all kinds and months together, each currency by itself'],
  ['account', 'what Stripe itself says it holds, has on its way to the bank and has in dispute, beside the ledger’s account for it'],
] as const;
