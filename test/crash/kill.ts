import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { seededChance } from '../../src/sandbox/chance.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { seller } from '../engine/selling.ts';
import { kitNamed } from '../engine/ledger-kit.ts';
import { openWorld, signInAgain, signedOut } from '../engine/world.ts';
import type { World } from '../engine/world.ts';
import { broken } from '../invariants/check.ts';
import { meddle, sellSomething } from '../simulation/people.ts';
import type { Tally } from './shard.ts';

/**
 * Real processes, really killed: a worker in a process of its own, on the same database and ledger, gets SIGKILL in the middle of
 * its work, and the next one takes over. Each killed run counts as passed if the end is right, as there is only one end.
 */
export async function killWorkers(of: { readonly kills: number; readonly seed: number; readonly ledger: string }): Promise<Tally> {
  const { kills, seed, ledger } = of;
  if (kills === 0) return { passed: 0, failures: [], effects: 0, signedInAgain: 0 };
  const chance = seededChance(seed);
  const database = await testDatabase();
  const world = await openWorld({ pool: database.pool, url: database.url, seed, kit: kitNamed(ledger) });
  let [killed, signedInAgain] = [0, 0];
  let tries = 0;
  while (killed < kills && tries < kills * 3) {
    tries += 1;
    await sellSomething(world, chance, 4);
    if (chance() < 0.2) await meddle(world, chance);
    const end = await worker(world, 1 + Math.floor(chance() * 60));
    if (end === 'killed') killed += 1;
    if (end !== 'signed out') continue;
    signedInAgain += 1;
    await signInAgain(world);
  }
  if ((await worker(world, null)) === 'signed out') {
    signedInAgain += 1;
    await signInAgain(world);
    await worker(world, null);
  }
  const wrong = [...(await broken(world)), ...(killed === kills ? [] : [`only ${killed} of ${tries} workers could be killed`])];
  const invoices = (await seller(world).list('invoice')).length;
  const failures = wrong.map(
    (sentence) =>
      `after ${killed} killed processes (seed ${seed}, ${invoices} invoices): ${sentence}\n${world.kit.books(world.ledger).join('\n')}`,
  );
  await world.clock.during(() => world.close());
  await database.close();
  return { passed: failures.length === 0 ? killed : 0, failures, effects: 0, signedInAgain };
}

type Where = Pick<World, 'url' | 'ledger' | 'kit'>;

/** It was killed, it had done all its work before, or its predecessor took the sign-in with it. */
type End = 'killed' | 'done' | 'signed out';

/** A worker says a line for each effect. After so many it is killed; null lets it finish. */
async function worker(world: Where, effects: number | null): Promise<End> {
  const child = spawn(process.execPath, [new URL('worker.ts', import.meta.url).pathname, world.url, world.ledger.url, world.kit.name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<End>((resolve, reject) =>
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve('done');
      else if (code === signedOut) resolve('signed out');
      else reject(new Error(`the worker ended with ${code ?? signal}, and was expected to work until it is killed`));
    }),
  );
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'effect') continue;
    seen += 1;
    if (seen === effects) child.kill('SIGKILL');
  }
  return ended;
}
