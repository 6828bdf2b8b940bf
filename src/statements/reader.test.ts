import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStatements } from './reader.ts';

const problems = (text: string | Uint8Array): readonly string[] =>
  readStatements(typeof text === 'string' ? Buffer.from(text) : text).flatMap((each) =>
    each.is === 'problem' ? [`${each.problem.at}: ${each.problem.seen}`] : [],
  );

const page = (number: string, opening: string, line: string, closing: string): string =>
  `:20:A\n:25:DE89370400440532013000\n:28C:${number}\n:60F:C260301EUR${opening}\n:61:2603310331C${line}NTRFNONREF\n:62F:C260331EUR${closing}\n-\n`;

test('a statement whose lines lead from its opening balance to its closing one is quiet, and so is the next that goes on from there', () =>
  assert.deepEqual(problems(page('1', '100,00', '12,50', '112,50') + page('2', '112,50', '1,00', '113,50')), []));

test('balances that do not add up are said with what is between them, and nothing is refused', () => {
  const found = readStatements(Buffer.from(page('1', '100,00', '12,50', '113,00')));
  assert.deepEqual(
    found.flatMap((each) => (each.is === 'problem' ? [each.problem] : [])),
    [
      {
        at: 6,
        isFatal: false,
        seen: 'a closing balance of 113',
        expected: '112.5, the opening balance and the lines; 0.5 is between them',
      },
    ],
  );
  assert.equal(found.filter(({ is }) => is === 'line').length, 1);
});

test('a statement that is missing between two shows', () =>
  assert.deepEqual(problems(page('1', '100,00', '12,50', '112,50') + page('3', '200,00', '1,00', '201,00')), [
    '13: an opening balance of 200',
  ]));

test('what is no bank file is refused in words', () => {
  assert.deepEqual(problems(''), ['1: an empty file']);
  assert.deepEqual(problems('hello'), ['1: a file of no known kind']);
  assert.deepEqual(problems('%PDF-1.7'), ['1: a PDF']);
  assert.deepEqual(problems('PK\u0003\u0004....'), ['1: a ZIP archive or a workbook']);
  assert.deepEqual(problems('<html><body>Please log in</body></html>'), ['1: a file of no known kind']);
});
