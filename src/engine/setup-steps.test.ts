import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepsOf } from './setup-steps.ts';
import type { SetupStanding } from './setup-steps.ts';

const begun: SetupStanding = {
  unusable: null,
  ledgerIsRead: true,
  accountsAreDecided: false,
  openTaxes: ['VAT 20 %'],
  isTwoWay: true,
  failedChecks: null,
  openCleanUps: 0,
  walked: null,
  mode: 'off',
};
const decided: SetupStanding = { ...begun, accountsAreDecided: true, openTaxes: [] };
const states = (standing: SetupStanding): Readonly<Record<string, string>> =>
  Object.fromEntries(stepsOf(standing).map(({ step, state }) => [step, state]));

test('one step comes next, and what follows it waits', () => {
  const { accounts, taxes, check, activate } = states(begun);
  assert.deepEqual([accounts, taxes, check, activate], ['next', 'later', 'later', 'later']);
});

test('a failed check blocks the way and says the exact setting to change', () => {
  const fix = 'Tick "Enable payments to this account"';
  const steps = stepsOf({ ...decided, failedChecks: [{ check: 'payments go to 850', fix }] });
  const check = steps.find(({ step }) => step === 'check');
  assert.equal(check?.state, 'blocked');
  assert.match(check?.why ?? '', /Enable payments/);
  assert.equal(states({ ...decided, failedChecks: [{ check: 'x', fix }] })['test invoice'], 'later');
});

test('cleaning up may wait: the test invoice is next beside it', () => {
  const seen = states({ ...decided, failedChecks: [], openCleanUps: 3 });
  assert.deepEqual([seen['clean up'], seen['test invoice'], seen['activate']], ['next', 'next', 'later']);
});

test('it is active only when it is live; in shadow it is not', () => {
  const walked = { passed: true, stopped: null };
  assert.equal(states({ ...decided, failedChecks: [], walked })['activate'], 'next');
  assert.equal(states({ ...decided, failedChecks: [], walked, mode: 'shadow' })['activate'], 'next');
  assert.equal(states({ ...decided, failedChecks: [], walked, mode: 'live' })['activate'], 'done');
});

test('a sign-in that ended blocks the first step, whatever else is done', () => {
  const seen = stepsOf({ ...decided, unusable: 'Harbour Studio no longer accepts the sign-in: sign in again.' });
  assert.deepEqual([seen[0]?.state, seen[1]?.state], ['blocked', 'done']);
});
