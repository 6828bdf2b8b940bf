import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { createProgram, programWith } from '../../src/cli/program.ts';
import { providers } from '../../src/providers.ts';
import { meansAt } from './reference.ts';

const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];

async function said(...args: readonly string[]): Promise<string> {
  let text = '';
  const told = (more: string): void => void (text += more);
  const means = meansAt(100);
  const code = await createProgram({ ...means, terminal: { ...means.terminal, out: told, err: told } })(args);
  assert.equal(code, 1);
  return text;
}

test('the help of every command stays within the terminal, and loses no word there', () => {
  const words = (text: string): string => text.replace(/\s+/g, ' ');
  for (const columns of [40, 60, 80, 100, 140])
    for (const command of all(programWith(meansAt(columns), () => undefined))) {
      const help = command.helpInformation();
      for (const line of help.split('\n').filter((each) => !each.startsWith('Usage: ')))
        // A term of its own, such as "people [options] [doing] [email]", is not broken.
        assert.ok(line.length <= columns || (columns < 60 && /^ {2}\S/.test(line)), `${command.name()} at ${columns}: ${line}`);
      for (const { flags, description } of command.options) assert.ok(words(help).includes(words(`${flags} ${description}`)), flags);
    }
});

test('the commands stand by when they are needed', () => {
  const help = programWith(meansAt(100), () => undefined).helpInformation();
  const headings = help.split('\n').filter((line) => /^[A-Z][^.]*:$/.test(line));
  assert.deepEqual(headings, ['Options:', 'Begin:', 'Daily:', 'Month end:', 'People:', 'Running:', 'More:']);
});

test('the help of "connect" names every provider that there is', () => {
  const connect = programWith(meansAt(100), () => undefined).commands.find((command) => command.name() === 'connect');
  const named: readonly string[] = connect?.description().match(/\w+/g) ?? [];
  assert.deepEqual(
    providers.map(({ manifest }) => manifest.id).filter((id) => !named.includes(id)),
    [],
  );
});

test('who makes a slip in an option or a command is told where to read on', async () => {
  assert.equal(
    await said('prove', '--perod', '2026-01'),
    "Unknown option '--perod'.\n(Did you mean --period?)\nSee tieout prove --help.\n",
  );
  assert.equal(await said('bank', 'import'), "Missing required argument 'file'.\nSee tieout bank import --help.\n");
  assert.match(await said('flows', 'make'), /^Required option '.*' not specified\.\nSee tieout flows make --help\.\n$/);
  assert.equal(await said('nonsense'), "Unknown command 'nonsense'.\nSee tieout --help.\n");
  assert.match(await said('export', '--format', 'ledgr'), /Allowed choices are ledger, .*\.\nSee tieout export --help\.\n$/);
});
