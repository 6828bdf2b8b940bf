import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Command } from 'commander';
import { programWith } from '../../src/cli/program.ts';
import { meansAt } from './reference.ts';
import { inShop, ledgerName } from './shop.ts';

const asRun = 'npm run -s tieout -- ';
const guides = ['README.md', ...globSync('docs/guide/*.md').toSorted()];

interface Written {
  readonly place: string;
  readonly words: readonly string[];
}

/** The commands of a guide's blocks, as a shell would take them apart. */
function commandsIn(path: string): readonly Written[] {
  const blocks = [...readFileSync(path, 'utf8').matchAll(/^```(?:sh)?\n(.*?)^```$/gms)].flatMap(([, block = '']) => block.split('\n'));
  return blocks
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split(/&&|\|/))
    .map((command) => command.trim())
    .filter((command) => /\btieout\b/.test(command))
    .map((command) => {
      assert.ok(command.startsWith(asRun), `${path}: "${command}" is not how it is run in a clone`);
      return { place: `${path}: ${command}`, words: wordsOf(command.slice(asRun.length)) };
    });
}

/** What stands in the text, without what leaves something open ('…', 'a|b', 'NAME' is an argument like any other). */
function mentionsIn(path: string): readonly Written[] {
  const text = readFileSync(path, 'utf8').replaceAll(/^```.*?^```$/gms, '');
  return [...text.matchAll(/`tieout ([^`]+)`/g)]
    .map(([, command = '']) => command)
    .filter((command) => !/[…|<]/.test(command))
    .map((command) => ({ place: `${path}: ${command}`, words: wordsOf(command) }));
}

const wordsOf = (text: string): readonly string[] =>
  [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** The command that is meant, with its options read: an option that it does not have, or a value that it does not take, throws. */
function read(command: Command, words: readonly string[]): { readonly command: Command; readonly operands: readonly string[] } {
  const { operands, unknown } = command.parseOptions([...words]);
  const [name, ...rest] = operands;
  const next = command.commands.find((each) => each.name() === name);
  if (next !== undefined) return read(next, [...rest, ...unknown]);
  // 'flows' without more is 'flows list', and takes what that takes.
  const usual = command.parent === null ? undefined : command.commands.find((each) => each.name() === 'list');
  if (usual !== undefined) return read(usual, [...operands, ...unknown]);
  assert.ok(command.parent !== null || words.length === 0, `there is no command '${name ?? ''}'`);
  assert.deepEqual(unknown, [], 'options that it does not have');
  return { command, operands };
}

for (const path of guides)
  test(`the commands of ${path} can be run as they stand there`, () => {
    const [blocks, mentions] = [commandsIn(path), mentionsIn(path)];
    for (const { place, words } of [...blocks, ...mentions])
      assert.doesNotThrow(() => {
        const { command, operands } = read(
          programWith(meansAt(100), () => undefined),
          words,
        );
        const most = command.registeredArguments.some(({ variadic }) => variadic) ? Infinity : command.registeredArguments.length;
        assert.ok(operands.length <= most, `too many arguments: ${operands.join(' ')}`);
        if (!blocks.some((block) => block.place === place)) return;
        assert.ok(operands.length >= command.registeredArguments.filter(({ required }) => required).length, 'an argument is missing');
        for (const option of command.options.filter(({ mandatory }) => mandatory))
          assert.notEqual(command.getOptionValue(option.attributeName()), undefined, option.flags);
      }, place);
    for (const { place, words } of blocks)
      for (const file of words.filter((word) => word.startsWith('examples/'))) assert.ok(readFileSync(file, 'utf8') !== '', place);
  });

test('the receipts of the example come into the ledger as the guide says, and tie out', () =>
  inShop(async ({ run, json, ledger }) => {
    const examples = commandsIn('docs/guide/first-steps.md').filter(({ words }) => words.some((word) => word.startsWith('examples/till/')));
    const [imported, made, ...more] = examples.map(({ words }) => words);
    assert.ok(imported !== undefined && made !== undefined && more.length === 0);
    const first = await run(imported);
    assert.equal(first.code, 0, first.out + first.err);
    const flow = await run(made);
    assert.equal(flow.code, 0, flow.out + flow.err);
    const name = `csv-to-${ledgerName}`;
    const live = await run(['flows', name, '--mode', 'live']);
    assert.equal(live.code, 0, live.out + live.err);
    assert.equal((await run(['apply'])).code, 0);
    const proof = await run(['prove', name]);
    assert.equal(proof.code, 0, proof.out + proof.err);
    assert.deepEqual([ledger.documents('invoice').length, ledger.documents('creditNote').length], [7, 1]);
    assert.equal((await json('prove', name))['word'], 'ties out');
  }));
