import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { Mapping } from './mapping.ts';
import { accountIn, bankOf, processorAccounts } from './processor.ts';
import { addTaxRule, mappingJsonSchema, mappingVersion, readMapping } from './read.ts';

const smallest = 'accounts: { sales: 200 }\n';

const full = `
# Agreed with the bookkeeper in November.
accounts:
  sales:
    default: "200" # trade counter
    byCategory: { shipping: 0260 }
    decision: { by: Ada, because: as in last year's books }
  payments: 090
taxes:
  - source: VAT20
    percent: 20.0
    target: OUTPUT2
    decision: { by: Ada, because: standard rate }
exclude:
  - name: zero total
    when: { test: totalIsZero }
`;

function mappingOf(text: string): Mapping {
  const read = readMapping(text);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.mapping;
}

function problemsOf(
  text: string,
): readonly { readonly line: number; readonly column: number; readonly seen: string; readonly expected: string; readonly fix: string }[] {
  const read = readMapping(text);
  return 'problems' in read ? read.problems : [];
}

test('one revenue account is enough of a mapping; nothing is excluded or sent to a stand-in contact unasked', () => {
  const mapping = mappingOf(smallest);
  assert.equal(mapping.accounts.sales.default, '200');
  assert.deepEqual(mapping.exclude, []);
  assert.equal(mapping.contacts.whenMissing, null);
  assert.equal(mapping.accounts.payments.default, null);
  assert.equal(mapping.voids.policy, 'samePeriod');
  assert.equal(mapping.decision.by, 'nobody yet');
});

test('an account code written without quotes keeps its leading zero', () => {
  const mapping = mappingOf(full);
  assert.equal(mapping.accounts.payments.default, '090');
  assert.equal(mapping.accounts.sales.byCategory['shipping'], '0260');
  assert.equal(mapping.taxes[0]?.percent, '20');
});

test('a key with a slip is a problem on its own line, with the key that was meant', () => {
  assert.deepEqual(problemsOf('accounts:\n  sales:\n    default: 200\n    byCategorie: {}\n'), [
    { line: 4, column: 5, seen: "the key 'byCategorie'", expected: 'one of default, byCategory, decision', fix: "write 'byCategory'" },
  ]);
});

test('a key that resembles nothing is to be removed', () => {
  assert.equal(problemsOf(`${smallest}inventory: yes\n`)[0]?.fix, 'remove it');
});

test('every problem is listed, in the order of the lines', () => {
  const problems = problemsOf('kinds: [invoices]\nvoids: { policy: never }\ntaxes:\n  - percent: twenty\n    target: X\n');
  assert.deepEqual(
    problems.map(({ line, seen }) => [line, seen]),
    [
      [1, 'nothing'],
      [1, "'invoices'"],
      [2, "'never'"],
      [4, "'twenty'"],
    ],
  );
  assert.equal(problems[1]?.fix, "write 'invoice'");
  assert.equal(problems[3]?.expected, 'a percentage such as 20 or 17.5');
});

test('a test of an exclude rule that does not exist names those that do', () => {
  const [problem] = problemsOf(`${smallest}exclude:\n  - name: a\n    when: { test: totalIsZer }\n`);
  assert.equal(problem?.line, 4);
  assert.equal(problem?.expected, 'one of totalIsZero, before, numberStartsWith, contactIs, idIs');
  assert.equal(problem?.fix, "write 'totalIsZero'");
});

test('text that is not YAML is a problem with its line, not a crash', () => {
  const [problem] = problemsOf('accounts:\n  sales: "200\n');
  assert.equal(problem?.seen, 'text that is not YAML');
  assert.equal(problemsOf('accounts: { sales: 200 }\naccounts: { sales: 201 }\n')[0]?.expected, 'each key once');
});

test('aliases are a problem with a line, also those that would fill the machine, name nothing or name themselves', () => {
  const twice = (name: string) => `[${Array.from({ length: 9 }, () => `*${name}`).join(', ')}]`;
  const bomb = `a: &a [x]\nb: &b ${twice('a')}\nc: &c ${twice('b')}\nd: &d ${twice('c')}\ne: ${twice('d')}\n`;
  const seen = (text: string) => problemsOf(text).map((one) => `${one.line}:${one.column} ${one.seen}`);
  assert.deepEqual(seen(bomb), ['2:8 an alias (*name)']);
  assert.deepEqual(seen('accounts: { sales: *nobody }\n'), ['1:20 an alias (*name)']);
  assert.deepEqual(seen('accounts: &itself\n  sales: *itself\n'), ['2:10 an alias (*name)']);
});

test('an empty file is a mapping that lacks its accounts', () => {
  assert.deepEqual(
    problemsOf('').map(({ seen, fix }) => [seen, fix]),
    [['nothing', "add 'accounts:'"]],
  );
});

test('a tax rule hidden behind a broader one is a problem', () => {
  const [problem] = problemsOf(`${smallest}taxes:\n  - { source: A, target: X }\n  - { source: A, percent: 5, target: Y }\n`);
  assert.equal(problem?.line, 4);
  assert.match(problem?.expected ?? '', /rule 1 already covers/);
});

test('two exclude rules may not share a name', () => {
  const rule = '  - { name: a, when: { test: totalIsZero } }\n';
  assert.equal(problemsOf(`${smallest}exclude:\n${rule}${rule}`).length, 1);
});

test('a tax rule is added without touching comments, quotes or order', () => {
  const rule = { source: null, percent: '0', country: 'GB', target: '000', decision: { by: 'Bo', because: 'no tax on exports' } };
  const text = addTaxRule(full, rule);
  const added = text.split('\n').filter((line) => !full.split('\n').includes(line));
  assert.deepEqual(
    full.split('\n').filter((line) => !text.split('\n').includes(line) && line.trim() !== ''),
    [],
  );
  assert.ok(added.some((line) => line.includes('target: "000"')));
  assert.deepEqual(mappingOf(text).taxes[1], rule);
});

test('the first tax rule makes the list', () => {
  const rule = { source: 'S', percent: null, country: null, target: 'NONE', decision: { by: 'Bo', because: 'small trader' } };
  assert.deepEqual(mappingOf(addTaxRule(smallest, rule)).taxes, [rule]);
});

test('comments and spelled-out defaults do not make a new version; another account does', () => {
  assert.equal(
    mappingVersion(smallest),
    mappingVersion('# ours\nkinds: [contact, invoice, creditNote, payment]\naccounts:\n  sales: "200"\n'),
  );
  assert.notEqual(mappingVersion(smallest), mappingVersion('accounts: { sales: 201 }\n'));
});

test('the schema for editors accepts what the reader accepts, codes without quotes included, and refuses unknown keys', () => {
  const accepts = new Ajv2020({ strict: false }).compile(mappingJsonSchema());
  assert.equal(accepts(parse(full)), true, JSON.stringify(accepts.errors));
  assert.equal(accepts(parse(smallest)), true, JSON.stringify(accepts.errors));
  assert.equal(accepts(parse(`${smallest}exclud: []\n`)), false);
});

test('the section of a processor is read with its defaults, and one account alone is the account of all currencies', () => {
  const read = readMapping(
    'accounts: { sales: 200 }\nprocessor:\n  accounts: { clearing: 092, transit: { byCurrency: { EUR: 093 } }, banks: { byDestination: { ba_1: 090 } }, fees: 404 }\n',
  );
  assert.ok('mapping' in read);
  const { processor } = read.mapping;
  assert.ok(processor);
  assert.deepEqual(
    [processor.book, processor.contact, processor.customers, processor.disputes],
    ['each', 'Payment processor', 'each', 'detailed'],
  );
  assert.deepEqual([accountIn(processor.accounts.clearing, 'USD'), accountIn(processor.accounts.transit, 'USD')], ['092', null]);
  assert.deepEqual([bankOf(processor.accounts, 'ba_1'), bankOf(processor.accounts, 'ba_2')], ['090', null]);
  assert.deepEqual(processorAccounts(processor), ['092', '093', '404']);
});

test('fees with tax need a code, and a role that nobody knows is refused with the one that was meant', () => {
  const seen = (section: string) =>
    problemsOf(`accounts: { sales: 200 }\nprocessor:\n  ${section}\n`).map((one) => `${one.seen}: ${one.fix}`);
  assert.deepEqual(seen('fees: { treatment: taxed }'), ["'taxed': write a code beside it: the ledger’s tax code for these fees"]);
  assert.deepEqual(seen('accounts: { clearings: 092 }'), ["the key 'clearings': write 'clearing'"]);
});
