import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpusFiles, corpusResult } from './corpus.ts';

const files = corpusFiles();
const skip = files.length === 0 ? 'the bank files (public parsers’ test suites) are not in ../shared/datasets' : false;

/** Where another parser makes something else of a file, and why it is not followed. */
const differences: Readonly<Record<string, string>> = {
  'csv2ofx/test/amazon.csv': 'orders of a shop, whose totals are no bank lines',
  'csv2ofx/test/xero.csv': 'a journal of a ledger, whose postings are no bank lines',
  'csv2ofx/test/ingesp.csv': 'the converter reads 08/04/2022 month first, among days such as 24/03/2022',
  'csv2ofx/test/mint_extra.csv': 'the converter was told to leave the last row out',
  'mt940-wolph/betterplace/sepa_mt9401.sta':
    'the parser books a reversed credit (RC) as money in; with money out every statement of the file closes',
  'mt940-wolph/self-provided/raphaelm.sta': 'the parser takes three digits of the amount for the currency that is missing',
};

test('every bank file gives the lines and balances that its own parser gives, or a known reason', { skip }, () => {
  const results = files.map(corpusResult);
  const unlike = results.flatMap(({ name, agrees }) => (agrees === null || agrees.difference === null ? [] : [name]));
  assert.deepEqual(unlike.toSorted(), Object.keys(differences).toSorted());
  const compared = results.filter(({ agrees }) => agrees !== null);
  assert.ok(compared.length >= 74, `only ${compared.length} files could be compared`);
});

test('every bank file gives a statement or says why not, with a line', { skip }, () => {
  const results = files.map(corpusResult);
  assert.deepEqual(
    results.filter(({ statements, problems }) => statements + problems.length === 0).map(({ name }) => name),
    [],
  );
  assert.deepEqual(
    results.flatMap(({ problems }) => problems).filter((problem) => !/^[1-9]\d*: \S/.test(problem)),
    [],
  );
});

test('the statements that were not made anonymous close to the cent', { skip }, () => {
  const results = new Map(files.map((path) => [path, corpusResult(path)] as const));
  const closing = [
    'mt940-wolph/betterplace/sepa_mt9401.sta',
    'mt940-wolph/betterplace/with_binary_character.sta',
    'mt940-wolph/cmxl/mt940.sta',
    'mt940-wolph/jejik/generic.sta',
    'mt940-wolph/jejik/rabobank-iban.sta',
    'mt940-wolph/jejik/sns.sta',
    'mt940-wolph/mBank/mt940.sta',
    'mt940-wolph/sberbank/171011_01234945.sta',
    'mt940-wolph/ASNB/mt940.txt',
    'camt-viafintech/052/valid_example.xml',
    'bai2-moov/sample3.txt',
  ];
  const held = [...results.values()].filter(({ balancesHold }) => balancesHold === true).map(({ name }) => name);
  assert.deepEqual(
    closing.filter((name) => !held.includes(name)),
    [],
  );
});
