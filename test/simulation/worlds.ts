import { kitNamed } from '../engine/ledger-kit.ts';
import { climates } from './weather.ts';
import { runWorld } from './world-run.ts';

export interface Totals {
  objects: number;
  worlds: number;
  crashes: number;
  /** Questions that were left for people, where people meddled. */
  held: number;
  /** Sentences about what is lost, doubled or wrong, each with its world. */
  readonly wrong: string[];
}

/** So many objects in one world: small enough that a wrong one is read by eye, large enough for batches. */
const objectsAWorld = 200;

/** World after world, climate after climate, until there were so many objects. */
export async function runWorlds(
  of: { readonly objects: number; readonly seed: number; readonly ledger: string },
  say: (line: string) => void,
): Promise<Totals> {
  const totals: Totals = { objects: 0, worlds: 0, crashes: 0, held: 0, wrong: [] };
  for (let index = 0; totals.objects < of.objects; index += 1) {
    const climate = climates[(of.seed + index) % climates.length];
    if (!climate) throw new Error('there is no weather');
    const began = performance.now();
    const left = Math.max(10, Math.min(objectsAWorld, of.objects - totals.objects));
    const outcome = await runWorld(climate, of.seed + index, left, kitNamed(of.ledger));
    totals.objects += outcome.objects;
    totals.worlds += 1;
    totals.crashes += outcome.crashes;
    totals.held += Object.values(outcome.holds).reduce((sum, count) => sum + count, 0);
    totals.wrong.push(...outcome.wrong.map((sentence) => `'${climate.name}', seed ${outcome.seed}: ${sentence}`));
    say(
      `${climate.name}, seed ${outcome.seed}: ${outcome.objects} objects, ${outcome.crashes} crashes, held ${JSON.stringify(outcome.holds)}, ${outcome.wrong.length} wrong, ${Math.round(performance.now() - began)} ms`,
    );
    for (const sentence of outcome.wrong) say(`  ${sentence}`);
  }
  return totals;
}
