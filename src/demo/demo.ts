import { dayIn, monthOf } from '../core/day.ts';
import { whole } from '../cli/figures.ts';
import type { DemoResult, DemoWishes } from '../cli/office.ts';
import { proveAll } from './proving.ts';
import type { Stage } from './stage.ts';
import { agreeFlows, connectLedger, goLive, peopleEdit, sellYear, testOne } from './steps.ts';
import type { Play } from './steps.ts';
import { survivedOf } from './survived.ts';
import { tell } from './telling.ts';
import { standStill } from './waiting.ts';
import { inventYear, monthAfter } from './year.ts';

/** Plays the whole story and resolves with what came of it. The stage is left as it stands: its folder can be looked at. */
export async function playDemo(stage: Stage, wishes: DemoWishes): Promise<Omit<DemoResult, 'seconds'>> {
  const { clock } = stage;
  const scene = standStill(clock, wishes.signal);
  const play: Play = { stage, scene, wishes, year: inventYear(monthAfter(monthOf(dayIn('UTC', clock.now())), -12), wishes.seed) };
  try {
    const first = await stage.startWorker();
    const ledger = await connectLedger(play, first);
    await sellYear(play, first);
    const flows = await agreeFlows(play, ledger);
    await testOne(play, flows);
    const second = await goLive(play, { flows, ledger, worker: first });
    await peopleEdit(play, flows);
    const survived = await survivedOf(stage);
    const proved = await scene.passing(() => proveAll(stage, flows, wishes));
    await scene.passing(() => second.stop());
    const list = Object.entries(survived).filter(([, count]) => count > 0);
    tell(wishes, 'survived', list.map(([what, count]) => `${whole(count, wishes.page)} ${what}`).join(', '));
    return { ...proved, survived };
  } finally {
    scene.end();
  }
}
