import { followClock } from '../../src/sandbox/clock-follow.ts';

// A worker of the clock tests: sleeps `rounds` times for `minutes` on the clock of the sandbox at `url`, and prints when it woke.
const [url = '', minutes = '', rounds = ''] = process.argv.slice(2);

const clock = await followClock(url);
const start = clock.now();
for (let round = 0; round < Number(rounds); round += 1) {
  await clock.sleepUntil(clock.now() + Number(minutes) * 60_000);
  console.log(String((clock.now() - start) / 60_000));
}
clock.leave();
