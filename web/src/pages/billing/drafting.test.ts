import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, emptyLine, written } from './drafting.ts';
import type { Draft } from './drafting.ts';

const draft: Draft = {
  contact: 'con_1',
  issuedOn: '2026-03-01',
  dueOn: '',
  currency: 'EUR',
  amountsAre: 'exclusive',
  lines: [{ ...emptyLine(0, ['GB20']), description: 'Design', quantity: '2,5', unitPrice: '1.250,00', discount: '10 %' }],
  discount: '5,00',
  reference: ' PO 7 ',
  notes: '',
};

test('what is typed in Berlin reaches the server as exact figures', () => {
  const answer = written(draft, 'de-DE');
  assert.equal(answer.is, 'written');
  const { lines, discount, reference, dueOn, notes } = answer.body;
  assert.deepEqual([lines[0]?.quantity, lines[0]?.unitPrice, lines[0]?.discount], ['2.5', '1250.00', { percent: '10' }]);
  assert.deepEqual([discount, reference, dueOn, notes], [{ amount: '5.00' }, 'PO 7', null, null]);
});

test('a field that is no figure is named, and nothing is sent', () => {
  const [line] = draft.lines;
  assert.ok(line);
  assert.deepEqual(written({ ...draft, lines: [line, { ...line, unitPrice: '' }] }, 'de-DE'), {
    is: 'unreadable',
    field: 'the price of line 2',
  });
  assert.deepEqual(written({ ...draft, discount: 'ten %' }, 'de-DE'), { is: 'unreadable', field: 'the discount' });
});

test('without taxes the lines carry none, and keep them for when taxes come back', () => {
  const answer = written({ ...draft, amountsAre: 'noTax' }, 'de-DE');
  assert.equal(answer.is, 'written');
  assert.deepEqual(answer.body.lines[0]?.taxes, []);
});

test('a document that is opened to be changed and saved as it is stays what it was', () => {
  const first = written(draft, 'de-DE');
  assert.equal(first.is, 'written');
  const again = written(draftOf(first.body, 'fr-FR'), 'fr-FR');
  assert.deepEqual(again, first);
});
