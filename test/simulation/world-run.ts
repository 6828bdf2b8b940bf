import { createHmac } from 'node:crypto';
import { Refused } from '../../src/contract/refused.ts';
import { round, runToQuiet } from '../../src/engine/worker.ts';
import { turn } from '../../src/engine/turn.ts';
import { seededChance } from '../../src/sandbox/chance.ts';
import { json, startHost } from '../../src/sandbox/host.ts';
import { markAll } from '../../src/store/flows.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { Crash, crashAfter } from '../crash/fuse.ts';
import type { Fuse } from '../crash/fuse.ts';
import { openBackends } from '../engine/backends.ts';
import { beginLife, open } from '../engine/life.ts';
import type { LedgerKit } from '../engine/ledger-kit.ts';
import type { Life } from '../engine/life.ts';
import { back, isSignInLost, ledger as ledgerName, openWorld, organisation, outward, platform, signInAgain } from '../engine/world.ts';
import type { World } from '../engine/world.ts';
import { broken } from '../invariants/check.ts';
import { meddle, sellSomething } from './people.ts';
import { pass } from './weather.ts';
import type { Climate } from './weather.ts';

export interface Outcome {
  readonly climate: string;
  readonly seed: number;
  readonly objects: number;
  readonly crashes: number;
  readonly holds: Readonly<Record<string, number>>;
  /** Sentences about what is lost, doubled or wrong. */
  readonly wrong: readonly string[];
}

/** The kinds that people deal with here. */
const reads = ['organisation', 'account', 'contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation'] as const;
const secret = 'webhook secret';
const pollSeconds = 1800;

/** One small world under one climate: people sell, persons meddle, the weather comes, and at the end both sides must agree. */
export async function runWorld(climate: Climate, seed: number, objects: number, kit: LedgerKit): Promise<Outcome> {
  const chance = seededChance(seed);
  const database = await testDatabase();
  const backends = openBackends(database.url);
  const world = await openWorld({ pool: database.pool, url: database.url, seed, kit, backends });
  const crew = crewOf(world, climate, chance);
  const stop = await listen(world, climate, seed, crew);
  try {
    let made = 0;
    while (made < objects) {
      made += await sellSomething(world, chance, 6 + Math.floor(chance() * 30));
      if (chance() < climate.persons) made += await meddle(world, chance);
      pass(climate, world.ledger, chance);
      await crew.work(30 + Math.floor(chance() * 600));
    }
    await crew.settle();
    const wrong = [...(await forgotten(world)), ...(await broken(world)), ...(await unexpected(world, climate))];
    if (wrong.length > 0) wrong.push(world.kit.books(world.ledger).join('\n'));
    return { climate: climate.name, seed, objects: made, crashes: crew.crashes(), holds: await holdsOf(world), wrong };
  } finally {
    await stop();
    await crew.end();
    await world.clock.during(() => world.close());
    await backends.close();
    await database.close();
  }
}

interface Crew {
  /** Works for so many seconds, and is replaced where it crashes. */
  work(seconds: number): Promise<void>;
  /** Fair weather and time enough for everything: full passes on both sides. */
  settle(): Promise<void>;
  /** A life that can be told something, if one is alive. */
  alive(): Life;
  crashes(): number;
  end(): Promise<void>;
}

function crewOf(world: World, climate: Climate, chance: () => number): Crew {
  const { clock } = world;
  let crashed = 0;
  let number = 0;
  const hire = (effects: number): { life: Life; fuse: Fuse } => {
    const fuse = crashAfter(effects);
    return { life: beginLife(world, { outside: fuse, reads, pollSeconds, number: (number += 1) }), fuse };
  };
  const crew = Array.from({ length: climate.workers }, () => hire(Infinity));
  const workOne = async (place: number, until: number): Promise<void> => {
    while (clock.now() < until) {
      const { life } = crew[place] ?? hire(Infinity);
      let next: number | null;
      try {
        next = await round(life.engine, { organisation, limit: 40 });
      } catch (error) {
        next = clock.now() + 5_000;
        if (isSignInLost(error, world.kit)) await signInAgain(world);
        if (error instanceof Crash) {
          crashed += 1;
          await life.end();
          crew[place] = hire(Infinity);
        }
      }
      await clock.sleepUntil(Math.min(Math.max(next ?? until, clock.now() + 500), until));
    }
  };
  return {
    crashes: () => crashed,
    alive: () => crew[0]?.life ?? hire(Infinity).life,
    work: async (seconds) => {
      const until = clock.now() + seconds * 1000;
      for (const [place, { life }] of crew.entries()) {
        if (chance() >= climate.crashes) continue;
        await life.end();
        crew[place] = hire(1 + Math.floor(chance() * 60));
      }
      await Promise.all(crew.map((_, place) => workOne(place, until)));
    },
    settle: async () => {
      const last = beginLife(world, { outside: open, reads, pollSeconds, number: 9999 });
      await Promise.all(crew.map(({ life }) => life.end()));
      crew.splice(0, crew.length, { life: last, fuse: crashAfter(Infinity) });
      // Whatever weather was announced and not met is met now, and leases of the dead end.
      await workOne(0, clock.now() + 1_200_000);
      await clock.sleepUntil(clock.now() + 86_400_000);
      // Three times: what comes back from the ledger changes billing, and that may have to be looked at once more.
      for (let time = 0; time < 3; time += 1) {
        await clock.sleepUntil(clock.now() + pollSeconds * 1000 + 1000);
        await runToQuiet(last.engine, { organisation, limit: 100, until: clock.now() + 3_600_000 });
      }
    },
    end: async () => {
      await Promise.all(crew.map(({ life }) => life.end()));
    },
  };
}

/** Webhooks in from the ledger, and billing telling of its changes: both only name keys. */
async function listen(world: World, climate: Climate, seed: number, crew: Crew): Promise<() => Promise<void>> {
  const { clock } = world;
  const { nudge } = world.kit.connector;
  if (climate.webhooks === null || nudge === null) return () => Promise.resolve();
  const hmac = (key: string, body: string): string => createHmac('sha256', key).update(body).digest('base64');
  const host = await startHost({
    clock,
    routes: [
      {
        prefix: '/hooks',
        answer: async ({ headers, body }) => {
          try {
            const { touched } = nudge({ headers, body, secrets: [secret], now: clock.now(), hmac });
            await crew.alive().engine.store.mark(
              organisation,
              ledgerName,
              touched.map(({ kind, id }) => ({ kind, id })),
              clock.now(),
            );
            return json(200, {});
          } catch (error) {
            return json(error instanceof Refused ? 401 : 503, {});
          }
        },
      },
    ],
  });
  world.ledger.webhooks({ url: `${host.url}/hooks`, secret, seed, ...climate.webhooks });
  const lost = seededChance(seed + 1);
  const { lose } = climate.webhooks;
  const silence = world.billing.onChange((_, touched) => {
    const heard = touched.filter(() => lost() >= lose);
    void crew
      .alive()
      .engine.store.mark(organisation, platform, heard, clock.now())
      .catch(() => undefined);
  });
  return async () => {
    silence();
    await host.close();
  };
}

/** Plan after apply is empty, on both flows. */
async function forgotten(world: World): Promise<readonly string[]> {
  const { pool, clock } = world;
  const written = async (): Promise<readonly string[]> =>
    (
      await clock.during(() =>
        pool.query<{ what: string }>(
          `select flow || ': ' || does || ' ' || kind || ' ' || external_id as what from write where state = any($1) order by write`,
          [['sent', 'landed', 'vanished']],
        ),
      )
    ).rows.map(({ what }) => what);
  const before = await written();
  const life = beginLife(world, { reads, number: 10_000 });
  for (const flow of [outward, back]) {
    await clock.during(() => markAll(pool, flow, clock.now()));
    while ((await turn(life.engine, flow, { limit: 500, leaseSeconds: 300 })).claimed > 0);
  }
  // What the ledger refuses for a while is tried again within minutes, before it is left to people.
  await runToQuiet(life.engine, { organisation, until: clock.now() + 600_000 });
  await life.end();
  const after = await written();
  return after.slice(before.length).map((what) => `forgotten: ${what} was still to do`);
}

async function holdsOf({ pool, clock }: World): Promise<Readonly<Record<string, number>>> {
  const { rows } = await clock.during(() =>
    pool.query<{ code: string; n: number }>('select code, count(*)::int as n from hold where closed_at is null group by 1 order by 1'),
  );
  return Object.fromEntries(rows.map(({ code, n }) => [code, n]));
}

/** Where nobody meddles in the ledger, there is nothing to ask anybody. */
async function unexpected(world: World, climate: Climate): Promise<readonly string[]> {
  if (climate.persons > 0) return [];
  const { rows } = await world.clock.during(() =>
    world.pool.query<{ what: string }>(
      `select flow || ' ' || kind || ' ' || external_id || ': ' || (question ->> 'text') as what from hold where closed_at is null`,
    ),
  );
  return rows.map(({ what }) => `held without reason: ${what}`);
}
