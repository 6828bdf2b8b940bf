import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRig } from '../../../test/conformance/xero-rig.ts';
import { xero } from './connector.ts';
import { preflight, readPreflightFacts } from './preflight.ts';
import type { PreflightFacts } from './preflight.ts';
import type { PreflightWants } from '../../contract/connector.ts';
import { isGranted, scopes } from './scopes.ts';

const granted = scopes.map(({ name }) => name);

const wants: PreflightWants = {
  paymentAccounts: ['855'],
  bankAccounts: ['090'],
  lines: [
    { account: '200', tax: 'OUTPUT2', percent: '20' },
    { account: '404', tax: 'NONE', percent: '0' },
  ],
  currencies: ['GBP'],
  from: '2026-11-01',
  granted,
};

async function withFacts(work: (facts: PreflightFacts) => void, settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const rig = await startRig(xero);
  try {
    if (Object.keys(settings).length > 0) await rig.sandbox.person({ does: 'setting', fields: settings });
    work(await readPreflightFacts({ http: rig.http, account: rig.sandbox.accounts[0] ?? '' }));
  } finally {
    await rig.close();
  }
}

/** The one check that fails, and what it says to do. */
function onlyFailure(facts: PreflightFacts, change: Partial<PreflightWants>): { readonly check: string; readonly fix: string } {
  const failed = preflight(facts, { ...wants, ...change }).filter(({ ok }) => !ok);
  assert.equal(failed.length, 1, JSON.stringify(failed));
  return { check: failed[0]?.check ?? '', fix: failed[0]?.fix ?? '' };
}

test('an organisation that suits the mapping passes every check, and no check asks for anything', () =>
  withFacts((facts) => {
    const findings = preflight(facts, wants);
    assert.ok(findings.length > 15);
    assert.deepEqual(
      findings.filter(({ ok, fix }) => !ok || fix !== null),
      [],
    );
  }));

test('an account that takes no payments names the switch to tick', () =>
  withFacts((facts) => {
    const { check, fix } = onlyFailure(facts, { paymentAccounts: ['200'] });
    assert.equal(check, 'payments go to 200 Sales');
    assert.match(fix, /Chart of accounts.*200 Sales.*tick "Enable payments to this account"/);
  }));

test('an account that is nowhere, or that Xero keeps for itself, is named', () =>
  withFacts((facts) => {
    assert.match(onlyFailure(facts, { paymentAccounts: ['999'] }).fix, /add account 999/);
    assert.match(onlyFailure(facts, { bankAccounts: ['855'] }).fix, /Add bank account/);
    assert.match(onlyFailure(facts, { lines: [{ account: '610', tax: null, percent: null }] }).fix, /cannot stand on a line/);
  }));

test('a tax code that is unknown, has another rate, or is for another sort of account, is named', () =>
  withFacts((facts) => {
    assert.match(onlyFailure(facts, { lines: [{ account: '200', tax: 'OUTPUT', percent: '20' }] }).check, /OUTPUT exists/);
    assert.match(onlyFailure(facts, { lines: [{ account: '200', tax: 'RROUTPUT', percent: '20' }] }).fix, /its rate differs/);
    assert.match(onlyFailure(facts, { lines: [{ account: '404', tax: 'OUTPUT2', percent: '20' }] }).fix, /for expense accounts/);
  }));

test('a currency that is not switched on names the setting, or the plan that has none', async () => {
  await withFacts((facts) => assert.match(onlyFailure(facts, { currencies: ['EUR'] }).fix, /Currencies → Add currency: add EUR/));
  await withFacts(
    (facts) => {
      const failed = preflight(facts, { ...wants, currencies: ['EUR'] }).filter(({ ok }) => !ok);
      assert.ok(
        failed.every(({ fix }) => fix?.includes('Subscription and billing')),
        JSON.stringify(failed),
      );
    },
    { Multicurrency: false },
  );
});

test('a locked period names the lock date', () =>
  withFacts((facts) => assert.match(onlyFailure(facts, {}).fix, /Lock dates: open the period, or start the flow after 2026-11-30/), {
    PeriodLockDate: '2026-11-30',
  }));

test('a permission that was not granted is named with its reason', () =>
  withFacts((facts) => {
    const { check, fix } = onlyFailure(facts, { granted: granted.filter((name) => name !== 'accounting.payments') });
    assert.equal(check, 'permission accounting.payments');
    assert.match(fix, /record them/);
  }));

test('writing includes reading, and the broad permissions of old apps include the granular ones', () => {
  assert.ok(isGranted(['accounting.contacts'], 'accounting.contacts.read'));
  assert.ok(!isGranted(['accounting.contacts.read'], 'accounting.contacts'));
  assert.ok(isGranted(['accounting.transactions'], 'accounting.payments'));
  assert.ok(isGranted(['accounting.reports.read'], 'accounting.reports.trialbalance.read'));
});
