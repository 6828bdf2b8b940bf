// Runs the suite and believes only its summary. Without process isolation one `process.exit(0)` in a test,
// or a pattern that matches no file, ends `node --test` green; so the count is read back and checked here.
import './node24.mjs';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const asked = process.argv.slice(2);
const patterns = asked.some((word) => !word.startsWith('--'))
  ? asked
  : [...asked, 'src/**/*.test.ts', 'test/**/*.test.ts', 'web/src/**/*.test.ts'];
const folder = mkdtempSync(join(tmpdir(), 'tieout-suite-'));
const summary = join(folder, 'summary.tap');
const suite = spawnSync(
  process.execPath,
  [
    '--test',
    '--test-isolation=none',
    '--test-timeout=300000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${summary}`,
    ...patterns,
  ],
  { stdio: 'inherit' },
);
const text = existsSync(summary) ? readFileSync(summary, 'utf8') : '';
rmSync(folder, { recursive: true, force: true });

const count = (name) => {
  const found = new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text);
  return found === null ? null : Number(found[1]);
};
const passed = count('pass');
const failed = count('fail');
const cancelled = count('cancelled');

const complaint =
  passed === null
    ? 'The suite ended before its summary: a test called process.exit, or the run was cut off.'
    : passed === 0
      ? 'The suite ran no test: the pattern matches nothing.'
      : failed !== 0 || cancelled !== 0
        ? `The suite failed: ${failed} failed, ${cancelled} cancelled.`
        : suite.status === 0
          ? null
          : `The suite ended with code ${suite.status ?? suite.signal}.`;
if (complaint !== null) {
  console.error(complaint);
  process.exit(1);
}
console.log(`suite: ${passed} passed, 0 failed, 0 cancelled`);
