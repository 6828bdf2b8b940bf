import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sixteen } from './sixteen.ts';

// Breaks each invariant in a copy of the code and runs the test that watches it: `node test/invariants/break.ts [NUMBER …]`.
// Ends with 0 only if every watch noticed.
const root = resolve(import.meta.dirname, '../..');
const asked = process.argv.slice(2);
const copy = mkdtempSync(join(tmpdir(), 'tieout-broken-'));
for (const name of ['src', 'test', 'package.json']) cpSync(join(root, name), join(copy, name), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

const failuresOf = (file: string, title: string): number => {
  const pattern = `^${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`;
  const run = spawnSync(
    process.execPath,
    ['--test', '--test-isolation=none', '--test-timeout=120000', `--test-name-pattern=${pattern}`, file],
    { cwd: copy, encoding: 'utf8' },
  );
  const count = (name: string): number => Number(new RegExp(`^(?:ℹ|#) ${name} (\\d+)$`, 'm').exec(run.stdout)?.[1] ?? 0);
  if (count('pass') + count('fail') === 0) throw new Error(`${file} runs no test '${title}'`);
  return count('fail');
};

let [broken, unnoticed] = [0, 0];
for (const { invariant, file, title, break: edit } of sixteen) {
  if (asked.length > 0 && !asked.includes(invariant.split(' ')[0] ?? '')) continue;
  const path = join(copy, edit.file);
  const whole = readFileSync(path, 'utf8');
  if (!whole.includes(edit.from)) throw new Error(`${edit.file} no longer says '${edit.from}': ${invariant} must be broken in another way`);
  writeFileSync(path, whole.replace(edit.from, edit.to));
  const failed = failuresOf(file, title);
  writeFileSync(path, whole);
  if (failed > 0 && failuresOf(file, title) > 0) throw new Error(`'${title}' fails also when nothing is broken`);
  broken += 1;
  if (failed === 0) unnoticed += 1;
  console.log(`${failed > 0 ? 'noticed' : 'NOT NOTICED'}: ${invariant}, by '${title}'`);
}
rmSync(copy, { recursive: true, force: true });
console.log(`${broken - unnoticed} of ${broken} noticed`);
process.exit(unnoticed === 0 ? 0 : 1);
