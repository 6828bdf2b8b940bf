import { runToQuiet } from '../../src/engine/worker.ts';
import { turn } from '../../src/engine/turn.ts';
import { markAll } from '../../src/store/flows.ts';
import { beginLife, open } from '../engine/life.ts';
import { pollSecondsOf } from '../engine/ledger-kit.ts';
import type { LedgerKit } from '../engine/ledger-kit.ts';
import type { Life, Outside } from '../engine/life.ts';
import { seller } from '../engine/selling.ts';
import { back, isSignInLost, openWorld, organisation, outward, signInAgain } from '../engine/world.ts';
import type { World } from '../engine/world.ts';
import { broken } from '../invariants/check.ts';
import { Crash, crashAfter, failAfter } from './fuse.ts';
import type { Failing } from './fuse.ts';
import { allKinds, stages } from './scenario.ts';
import type { Stage } from './scenario.ts';
import { enter, openKeeper, openPlace, snapshotOf } from './snapshot.ts';
import type { Entered, Place, Snapshot } from './snapshot.ts';

/** A stage as it goes when nothing happens: where it begins, how many effects it has, and how the books end. */
export interface Prepared {
  readonly stage: Stage;
  /** After the people's part, before the worker's. */
  readonly from: Snapshot;
  readonly effects: number;
  /** See `Fuse.requests`. */
  readonly requests: readonly number[];
  readonly books: readonly string[];
}

export interface Scenario {
  readonly prepared: readonly Prepared[];
  close(): Promise<void>;
}

/** Goes through the scenario once, undisturbed, and puts the world aside before each stage. */
export async function prepare(kit: LedgerKit): Promise<Scenario> {
  const place = await openPlace();
  let before = await beginning(place, kit);
  const prepared: Prepared[] = [];
  for (const stage of stages) {
    const { left: from } = await leaving(before, (opening) => stage.people(opening, seller(opening)));
    await before.aside.forget();
    const { made, left } = await leaving(from, (world) => undisturbed(world, stage));
    prepared.push({ stage, from, ...made });
    before = left;
  }
  await before.aside.forget();
  return { prepared, close: place.close };
}

async function beginning(place: Place, kit: LedgerKit): Promise<Snapshot> {
  const { pool, url } = place.database;
  const keeper = openKeeper();
  const world = await openWorld({ pool, url, keeper, kit });
  await world.close();
  return snapshotOf(place, { kit, now: world.clock.now(), rows: keeper.rows() });
}

async function undisturbed(world: World, stage: Stage): Promise<Pick<Prepared, 'effects' | 'requests' | 'books'>> {
  stage.weather?.(world.ledger);
  const fuse = crashAfter(Infinity);
  await workOn(world, stage, { signedInAgain: 0 }).goOn(fuse);
  const books = world.kit.books(world.ledger);
  const wrong = await inspect(world);
  if (wrong.length > 0) throw new Error(`'${stage.name}' goes wrong undisturbed:\n  ${wrong.join('\n  ')}\n${books.join('\n')}`);
  return { effects: fuse.count(), requests: fuse.requests(), books };
}

/** Works in a copy of a world and puts aside what there is then. A world that nobody closes would keep the process from its end. */
async function leaving<Made>(
  from: Snapshot,
  work: (world: Entered) => Promise<Made>,
): Promise<{ readonly made: Made; readonly left: Snapshot }> {
  const world = await enter(from);
  const made = await work(world).catch(async (error: unknown) => {
    await world.close();
    throw error;
  });
  return { made, left: await world.leave() };
}

interface Work {
  /** One life: goes on with the stage until both sides are at rest. Rejects when the life ends before. */
  goOn(outside: Outside): Promise<void>;
}

function workOn(world: World, stage: Stage, report: Pick<Report, 'signedInAgain'>): Work {
  let isDecided = stage.decide === undefined;
  let lives = 0;
  const quiet = async (life: Life, seconds: number): Promise<void> => {
    await world.clock.sleepUntil(world.clock.now() + seconds * 1000);
    await runToQuiet(life.engine, { organisation, limit: 20, until: world.clock.now() + 7_200_000 });
  };
  const work: Work = {
    goOn: async (outside) => {
      const life = beginLife(world, { outside, reads: stage.reads, number: (lives += 1) });
      try {
        if (!isDecided) await stage.decide?.(world, life);
        isDecided = true;
        await quiet(life, pollSecondsOf(world.kit));
        // What came back from the ledger shows in billing.
        await quiet(life, 61);
      } catch (error) {
        if (!isSignInLost(error, world.kit)) throw error;
        report.signedInAgain += 1;
        await signInAgain(world);
        await work.goOn(outside);
      } finally {
        await life.end();
      }
    },
  };
  return work;
}

/** Looks at everything again: what is written then was forgotten before. And every invariant. */
async function inspect(world: World): Promise<readonly string[]> {
  const { pool, clock } = world;
  const count = async (): Promise<number> =>
    Number(
      (
        await clock.during(() =>
          pool.query<{ n: string }>('select count(*) as n from write where state = any($1)', [['sent', 'landed', 'vanished']]),
        )
      ).rows[0]?.n,
    );
  const before = await count();
  const life = beginLife(world, { reads: allKinds, number: 99 });
  try {
    for (const flow of [outward, back]) {
      await clock.during(() => markAll(pool, flow, clock.now()));
      while ((await turn(life.engine, flow, { limit: 500, leaseSeconds: 300 })).claimed > 0);
    }
  } finally {
    await life.end();
  }
  const after = await count();
  return [...(after === before ? [] : [`forgotten: ${after - before} writes were still to do`]), ...(await broken(world))];
}

export interface Report {
  passed: number;
  /** How often a person had to connect the ledger again: see `signInAgain`. */
  signedInAgain: number;
  readonly failures: string[];
}

/** Crashes after the n-th effect of a stage, and begins a new life until both sides are at rest. Returns whether it crashed at all. */
export async function crashOnce(prepared: Prepared, n: number, report: Report): Promise<boolean> {
  const fuse = crashAfter(n);
  await inWorld(prepared, prepared.from, report, `'${prepared.stage.name}', crash after effect ${n}`, async (world) => {
    prepared.stage.weather?.(world.ledger);
    const work = workOn(world, prepared.stage, report);
    await survive(work, fuse);
    if (fuse.isBlown()) await work.goOn(open);
  });
  return fuse.isBlown();
}

/** Every call after the n-th effect fails, to a process that lives on and is not told; after a while all is well again. */
export async function failOnce(prepared: Prepared, n: number, what: Failing, report: Report): Promise<void> {
  const fuse = failAfter(n, what);
  await inWorld(prepared, prepared.from, report, `'${prepared.stage.name}', ${what} fail after effect ${n}`, async (world) => {
    prepared.stage.weather?.(world.ledger);
    const work = workOn(world, prepared.stage, report);
    void world.clock.sleepUntil(world.clock.now() + (pollSecondsOf(world.kit) + 400) * 1000).then(fuse.mend);
    for (let tries = 0; tries < 200; tries += 1) {
      try {
        await work.goOn(fuse);
        break;
      } catch {
        await world.clock.sleepUntil(world.clock.now() + 5_000);
      }
    }
    fuse.mend();
    await work.goOn(open);
  });
}

/** Crashes at n, and then again after every m-th effect of the recovery. Returns the number of recoveries that were crashed. */
export async function crashRecovery(prepared: Prepared, n: number, stride: number, report: Report): Promise<number> {
  const { left: from } = await leaving(prepared.from, async (crashed) => {
    prepared.stage.weather?.(crashed.ledger);
    await survive(workOn(crashed, prepared.stage, report), crashAfter(n));
  });
  for (let [m, crashes] = [1, 0]; ; m += stride, crashes += 1) {
    const fuse = crashAfter(m);
    await inWorld(
      prepared,
      from,
      report,
      `'${prepared.stage.name}', crash after effect ${n}, then after effect ${m} of the recovery`,
      async (world) => {
        const work = workOn(world, prepared.stage, report);
        await survive(work, fuse);
        if (fuse.isBlown()) await work.goOn(open);
      },
    );
    if (!fuse.isBlown()) {
      await from.aside.forget();
      return crashes;
    }
  }
}

async function survive(work: Work, outside: Outside): Promise<void> {
  try {
    await work.goOn(outside);
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
}

async function inWorld(
  prepared: Prepared,
  from: Snapshot,
  report: Report,
  name: string,
  work: (world: Entered) => Promise<void>,
): Promise<void> {
  const world = await enter(from);
  try {
    await work(world);
    const books = world.kit.books(world.ledger);
    const wrong = [
      ...(await inspect(world)),
      ...(books.join('\n') === prepared.books.join('\n') ? [] : [`other books than undisturbed:\n${books.join('\n')}`]),
    ];
    if (wrong.length === 0) report.passed += 1;
    else report.failures.push(`${name}: ${wrong.join('; ')}`);
  } catch (error) {
    report.failures.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    await world.close();
  }
}
