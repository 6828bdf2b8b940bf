// Runs the suite and believes only its summary. Without process isolation one `process.exit(0)` in a test,
// or a pattern that matches no file, ends `node --test` green; so the counts are read back and checked here.
// The files are dealt out to as many processes as there are cores, at most two: each starts a database of its own.
import './node24.mjs';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const asked = process.argv.slice(2);
const options = asked.filter((word) => word.startsWith('--'));
const named = asked.filter((word) => !word.startsWith('--'));
const patterns = named.length > 0 ? named : ['src/**/*.test.ts', 'test/**/*.test.ts', 'web/src/**/*.test.ts'];
const oneFile = named.length === 1 && !named[0].includes('*');
const processes = oneFile ? 1 : Math.min(2, availableParallelism());
const folder = mkdtempSync(join(tmpdir(), 'tieout-suite-'));

/** One process of the suite. The first one shows what it does as it does it; the other's report is shown when it has ended. */
function part(number) {
  const summary = join(folder, `summary-${number}.tap`);
  const report = number === 1 ? 'stdout' : join(folder, `report-${number}.txt`);
  const child = spawn(
    process.execPath,
    [
      '--test',
      '--test-isolation=none',
      '--test-timeout=300000',
      `--test-shard=${number}/${processes}`,
      '--test-reporter=spec',
      `--test-reporter-destination=${report}`,
      '--test-reporter=tap',
      `--test-reporter-destination=${summary}`,
      ...options,
      ...patterns,
    ],
    { stdio: 'inherit' },
  );
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      if (report !== 'stdout' && existsSync(report)) process.stdout.write(readFileSync(report));
      resolve({ text: existsSync(summary) ? readFileSync(summary, 'utf8') : '', status: code ?? signal });
    });
  });
}

const parts = await Promise.all(Array.from({ length: processes }, (_, index) => part(index + 1)));
rmSync(folder, { recursive: true, force: true });

/** The sum over all processes, or null where one of them ended before it could count. */
function count(name) {
  const found = parts.map(({ text }) => new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text));
  return found.includes(null) ? null : found.reduce((sum, each) => sum + Number(each[1]), 0);
}
const passed = count('pass');
const failed = count('fail');
const cancelled = count('cancelled');
const ended = parts.find(({ status }) => status !== 0);
const failures = parts.flatMap(({ text }) => [...text.matchAll(/^ *not ok \d+ - (.*)$/gm)].map((found) => `  ${found[1]}`));

const complaint =
  passed === null
    ? 'The suite ended before its summary: a test called process.exit, or the run was cut off.'
    : passed === 0
      ? 'The suite ran no test: the pattern matches nothing.'
      : failed !== 0 || cancelled !== 0
        ? `The suite failed: ${failed} failed, ${cancelled} cancelled.\n${failures.join('\n')}`
        : ended === undefined
          ? null
          : `The suite ended with code ${ended.status}.`;
if (complaint !== null) {
  console.error(complaint);
  process.exit(1);
}
console.log(`suite: ${passed} passed, 0 failed, 0 cancelled`);
