import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from './api.ts';
import { reasonOf, worstOf } from './reasons.ts';
import { messages } from './sandbox/messages.ts';

test('each sentence of Xero means what a bookkeeper would do about it', () => {
  const meanings: readonly (readonly [string, string])[] = [
    [messages.locked('2026-10-31'), 'locked'],
    [messages.numberTaken, 'conflict'],
    [messages.contactNameTaken('Ada'), 'conflict'],
    [messages.itemTaken('BOOK'), 'conflict'],
    [messages.accountNameTaken, 'conflict'],
    [messages.paymentTooLarge, 'conflict'],
    [messages.invoicePaidOff, 'conflict'],
    [messages.allocationTooLarge('Overpayment'), 'conflict'],
    [messages.statusFixed, 'conflict'],
    [messages.hasPayments, 'conflict'],
    [messages.reconciled, 'conflict'],
    [messages.creditNoteUnknown, 'missing'],
    [messages.contactUnknown, 'missing'],
    [messages.accountUnknown('999'), 'invalid'],
    [messages.accountTakesNoPayments('200'), 'invalid'],
    [messages.accountArchived('200'), 'invalid'],
    [messages.taxUnknown('X'), 'invalid'],
    [messages.taxNotForAccount('INPUT', '200'), 'invalid'],
    [messages.currencyNotEnabled('EUR'), 'invalid'],
    [messages.journalUnbalanced('100.00', '-10.00'), 'invalid'],
    [messages.lineTotalDiffers('40.00', '20.00'), 'invalid'],
    ['A sentence that nobody has seen before', 'invalid'],
  ];
  for (const [sentence, reason] of meanings) assert.equal(reasonOf(sentence), reason, sentence);
});

test('of several sentences a lock counts before all others', () => {
  assert.equal(worstOf([messages.taxUnknown('X'), messages.numberTaken, messages.locked('2026-10-31')]), 'locked');
  assert.equal(worstOf([messages.taxUnknown('X'), messages.numberTaken]), 'conflict');
  assert.equal(worstOf([]), 'invalid');
});

const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) => readAnswer({ status, body, headers });
const problem = (Detail: string, Status: number): string =>
  JSON.stringify({ Type: null, Title: 'Unauthorized', Status, Detail, Instance: 'x', Extensions: {} });

test('a missing permission is told from a spent token, and a lost connection from both', () => {
  const said = (status: number, detail: string) => {
    const read = answer(status, problem(detail, status));
    return read.kind === 'no' ? read.reason : read.kind;
  };
  assert.equal(said(401, 'TokenExpired: token expired at 11/09/2026 09:30:00'), 'unauthorized');
  assert.equal(said(401, 'AuthenticationUnsuccessful'), 'unauthorized');
  assert.equal(said(401, 'AuthorizationUnsuccessful'), 'forbidden');
  assert.equal(said(401, 'You are not permitted to access this resource without the reporting role or higher privileges'), 'forbidden');
  assert.equal(said(403, 'AuthenticationUnsuccessful'), 'forbidden');
  assert.deepEqual(
    answer(401, '{"title":"Unauthorized","status":401,"detail":"AuthorizationUnsuccessful"}'),
    answer(401, problem('AuthorizationUnsuccessful', 401)),
  );
});

test('throttling says how long to wait, and a moment when only too many calls ran at once', () => {
  const wait = (headers: Readonly<Record<string, string>>) => {
    const read = answer(429, '', headers);
    return read.kind === 'no' ? [read.reason, read.retryAfterSeconds] : [];
  };
  assert.deepEqual(wait({ 'retry-after': '66975', 'x-rate-limit-problem': 'day' }), ['throttled', 66_975]);
  assert.deepEqual(wait({ 'x-rate-limit-problem': 'concurrent' }), ['throttled', 2]);
  assert.deepEqual(wait({}), ['throttled', null]);
});

test('an unknown address is missing, a body that is too large is invalid, and an offline organisation says nothing', () => {
  const said = (status: number, body: string) => {
    const read = answer(status, body);
    return read.kind === 'no' ? read.reason : read.kind;
  };
  assert.equal(said(404, "The resource you're looking for cannot be found"), 'missing');
  assert.equal(said(413, '<html>Request Entity Too Large</html>'), 'invalid');
  assert.equal(said(503, 'Organisation is offline'), 'unclear');
  assert.equal(said(408, ''), 'unclear');
  assert.equal(said(204, ''), 'ok');
});

test('figures of an answer are exact', () => {
  const read = answer(200, '{"Invoices":[{"Total":188.98000000000002,"AmountDue":90071992547409.93}]}');
  assert.deepEqual(read, { kind: 'ok', body: { Invoices: [{ Total: '188.98000000000002', AmountDue: '90071992547409.93' }] } });
});
