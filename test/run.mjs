// Runs the suite and believes only its summaries. Without process isolation one `process.exit(0)` in a test,
// or a pattern that matches no file, ends `node --test` green; so what was run is read back, file by file, and checked here.
// The files are dealt out to as many processes as there are cores, at most two: each starts a database of its own.
// `--weigh` keeps how long each slow file took, which is what they are dealt out by.
import './node24.mjs';
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const asked = process.argv.slice(2);
const isWeighing = asked.includes('--weigh');
const options = asked.filter((word) => word.startsWith('--') && word !== '--weigh');
const named = asked.filter((word) => !word.startsWith('--'));
const patterns = named.length > 0 ? named : ['src/**/*.test.ts', 'test/**/*.test.ts', 'web/src/**/*.test.ts'];
const here = (path) => relative(process.cwd(), path);
const matching = (pattern) => globSync(pattern, { exclude: ['**/node_modules/**'] }).map(here);
const files = [...new Set(patterns.flatMap(matching))].toSorted((one, other) => (one < other ? -1 : 1));
const weights = join(import.meta.dirname, 'seconds.json');
const known = JSON.parse(readFileSync(weights, 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'tieout-suite-'));

/** The longest first, each to whoever has least to do; a file that nobody has weighed counts as one second. */
function dealt() {
  const seconds = (file) => known[file] ?? 1;
  const hands = Array.from({ length: Math.min(2, availableParallelism(), files.length) }, () => ({ files: [], seconds: 0 }));
  for (const file of files.toSorted((one, other) => seconds(other) - seconds(one))) {
    const [least] = hands.toSorted((one, other) => one.seconds - other.seconds);
    least.files.push(file);
    least.seconds += seconds(file);
  }
  return hands.map((hand) => hand.files);
}

/** One process of the suite. The first one shows what it does as it does it; the other's report is shown when it has ended. */
function part(hand, index) {
  const shown = index === 0 ? 'stdout' : join(folder, `${index}.txt`);
  const summary = join(folder, `${index}.xml`);
  const reporters = [
    `--test-reporter=spec`,
    `--test-reporter-destination=${shown}`,
    `--test-reporter=junit`,
    `--test-reporter-destination=${summary}`,
  ];
  // The processes that tests start are made of the same files: these are kept as they were compiled, for the next one.
  const env = { NODE_COMPILE_CACHE: join(folder, 'compiled'), ...process.env };
  const words = [
    '--import',
    join(import.meta.dirname, 'chance.mjs'),
    '--test',
    '--test-isolation=none',
    '--test-timeout=300000',
    ...reporters,
    ...options,
    ...hand,
  ];
  const child = spawn(process.execPath, words, { stdio: 'inherit', env });
  const written = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      if (index > 0) process.stdout.write(written(shown));
      resolve({ text: written(summary), status: code ?? signal });
    });
  });
}

const parts = await Promise.all(dealt().map(part));
rmSync(folder, { recursive: true, force: true });

/** The sum over all processes, or null where one of them ended before it could count. */
function count(name) {
  const found = parts.map(({ text }) => new RegExp(`<!-- ${name} (\\d+) -->`).exec(text));
  return found.includes(null) ? null : found.reduce((sum, each) => sum + Number(each[1]), 0);
}
const passed = count('pass');
const failed = count('fail');
const cancelled = count('cancelled');
const ended = parts.find(({ status }) => status !== 0);

const cases = parts.flatMap(({ text }) => [...text.matchAll(/<testcase name="(.*?)" time="([\d.]+)".*? file="(.*?)"( failure=)?/g)]);
const failures = cases.filter(([, , , , failure]) => failure !== undefined).map(([, name, , path]) => `  ${name} (${here(path)})`);
/** Seconds by file. A file without any test is reported as one test with the file's own name. */
const took = new Map();
for (const [, name, seconds, path] of cases)
  if (here(name) !== here(path)) took.set(here(path), (took.get(here(path)) ?? 0) + Number(seconds));
/** Where many files run the same tests (conformance), these are counted where they are written: in a file that each of them imports. */
const importsOf = (file) => [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, path]) => join(dirname(file), path));
const idle = files.filter((file) => ![file, ...importsOf(file)].some((each) => took.has(each)));

function complaint() {
  const empty = patterns.find((pattern) => matching(pattern).length === 0);
  if (empty !== undefined) return `The suite ran no test of ${empty}: the pattern matches nothing.`;
  if (passed === null) return 'The suite ended before its summary: a test called process.exit, or the run was cut off.';
  if (failed !== 0 || cancelled !== 0) return `The suite failed: ${failed} failed, ${cancelled} cancelled.\n${failures.join('\n')}`;
  if (passed === 0) return 'The suite ran no test.';
  if (idle.length > 0 && !options.some((word) => /^--test-(name|skip|only)/.test(word)))
    return `The suite ran no test of ${idle.join(', ')}.`;
  return ended === undefined ? null : `The suite ended with code ${ended.status}.`;
}
const wrong = complaint();
if (wrong !== null) {
  console.error(wrong);
  process.exit(1);
}
// What needs Tryton runs apart from the others, and is left out where that is not installed.
if (isWeighing) {
  const all = [...Object.entries(known).filter(([file]) => !took.has(file) && existsSync(file)), ...took];
  const slow = all.filter(([file, seconds]) => seconds >= 3 && !file.includes('tryton')).toSorted(([, one], [, other]) => other - one);
  writeFileSync(weights, `${JSON.stringify(Object.fromEntries(slow.map(([file, seconds]) => [file, Math.round(seconds)])), null, 2)}\n`);
}
console.log(`suite: ${passed} passed, 0 failed, 0 cancelled`);
