import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detailText, fieldText, happeningOf, plainText } from './words.ts';

test('fields of a record are read as words, and lines count from one', () => {
  assert.equal(fieldText('lines.0.unitPrice'), 'Line 1, unit price');
  assert.equal(fieldText('lines[2].taxes[0].rate'), 'Line 3, tax 1, rate');
  assert.equal(fieldText('totals.gross'), 'Total, gross');
  assert.equal(fieldText('dueOn'), 'Due');
  assert.equal(fieldText('billingCity'), 'Billing city');
});

test('what happened is read as a line, with kinds in words and a tone that repeats it', () => {
  assert.deepEqual(happeningOf('landed: create creditNote'), { title: 'Landed: create credit note', sign: 'landed', tone: 'good' });
  assert.deepEqual(happeningOf('question: no tax code'), { title: 'Question: no tax code', sign: 'question', tone: 'warn' });
  assert.deepEqual(happeningOf('changed in the ledger'), { title: 'Changed in the ledger', sign: 'seen', tone: 'accent' });
  assert.deepEqual(happeningOf('something new'), { title: 'Something new', sign: 'other', tone: 'neutral' });
});

test('an answer that was noted as data is read in words', () => {
  assert.equal(detailText('action {"do": "putBack", "part": "main"}, by Robin'), 'put ours back, by Robin');
  assert.equal(detailText('action exclude, by Robin, because paid in cash'), 'leave it out, by Robin, because paid in cash');
  assert.equal(detailText('webhook: INV-7 120 EUR'), 'webhook: INV-7 120 EUR');
});

test('a sentence names fields as people do, and leaves the names of others as they are', () => {
  assert.equal(
    plainText('dueOn was changed in the ledger, and the source changed as well.'),
    'Due was changed in the ledger, and the source changed as well.',
  );
  assert.equal(plainText('the payout of eBay, INV-7'), 'The payout of eBay, INV-7');
});
