import { strict as assert } from 'node:assert';
import type { Connector, Delivery } from '../../src/contract/connector.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { plaidWith } from '../../src/connectors/plaid/connector.ts';
import { startPlaidSandbox } from '../../src/connectors/plaid/sandbox/server.ts';
import { signedHttp } from '../../src/connectors/plaid/testing.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import { startHost } from '../../src/sandbox/host.ts';
import { changingChecks } from './checks-changing.ts';
import { settlingChecks } from './checks-settling.ts';
import { writingChecks } from './checks-writing.ts';
import type { Listener, Rig, Screen, Subject } from './rig.ts';

const readOnly = 'Plaid is read and never written to';

/** Plaid's sandbox as a subject: one item at one bank, which is only read. */
export const plaidSubject = (connector: Connector = plaidWith({ pageSize: 3 })): Subject => ({
  name: 'plaid',
  connector,
  start: () => startRig(connector),
  exemptions: {
    ...Object.fromEntries([...writingChecks, ...settlingChecks, ...changingChecks].map(({ title }) => [title, readOnly])),
    'keeps texts whole that are as long as the manifest allows': readOnly,
    'keeps prices and quantities of as many places as the manifest allows': readOnly,
    'keeps our tax where the provider would have worked out another cent': readOnly,
    'keeps amounts that include tax, and amounts without tax, as they are': readOnly,
    'says before the first write what would be refused, and which setting to change': readOnly,
    'names in its webhooks what changed, for the right account':
      'a webhook names the item, whose lines are then read by cursor, and never a line: the test of its webhooks says so',
    'reports the movement of each account as the books have it, also across the end of a year':
      'a bank has balances, but no general ledger',
    'shows a record that was stamped before the pass and became visible after it':
      'a cursor is a place in a log of changes: what shows late has a later place',
    'follows a contact that was merged into another': 'a bank has no contacts',
  },
});

async function startRig(connector: Connector): Promise<Rig> {
  const clock = virtualClock(Date.parse('2026-11-09T09:00:00Z'));
  const sandbox = await startPlaidSandbox({ clock, limits: null });
  const { accessToken } = await sandbox.grant();
  const listener = await listen(sandbox, clock);
  return {
    session: connector.open({ http: signedHttp(sandbox.url, accessToken), account: sandbox.accounts[0] ?? '', timeZone: 'Europe/London' }),
    send: null,
    screen: screenOf(sandbox),
    weather: (kind, options) => sandbox.weather(kind, options),
    pass: (seconds) => clock.sleepUntil(clock.now() + seconds * 1000),
    hide: null,
    webhooks: listener,
    coding: null,
    trialBalance: null,
    close: async () => {
      await sandbox.close();
      await listener.close();
    },
  };
}

/** The key with which it signs is public, and stands where others have a secret. */
async function listen(sandbox: Sandbox, clock: SharedClock): Promise<Listener & { readonly close: () => Promise<void> }> {
  const heard: Delivery[] = [];
  const secret = await (await fetch(`${sandbox.url}/_sandbox/webhook-key`)).text();
  const host = await startHost({
    clock,
    routes: [
      {
        prefix: '/hook',
        answer: ({ headers, body }) => {
          heard.push({
            headers,
            body,
            secrets: [secret],
            now: clock.now(),
            hmac: () => assert.fail('nothing here is signed with a shared key'),
          });
          return { status: 200, body: '' };
        },
      },
    ],
  });
  return {
    secret,
    during: async (work) => {
      sandbox.webhooks({ url: `${host.url}/hook`, secret: '' });
      heard.length = 0;
      await work();
      await clock.sleepUntil(clock.now() + 60_000);
      return [...heard];
    },
    close: () => host.close(),
  };
}

/** What the bank does, whatever kind of news is asked for: it has lines only. */
const screenOf = (sandbox: Sandbox): Screen => ({
  kinds: ['statementLine'],
  add: (_kind, n) =>
    sandbox.person({ does: 'create', kind: 'statementLine', fields: { amount: `${n}.25`, name: `LINE ${n}`, date: `2026-11-0${n}` } }),
  touch: async (_kind, id) => {
    await sandbox.person({ does: 'edit', kind: 'statementLine', id, fields: { name: 'ANOTHER NAME' } });
  },
  annotate: null,
  remove: async (_kind, id) => {
    await sandbox.person({ does: 'void', kind: 'statementLine', id });
  },
  lock: null,
  merge: null,
  reconcile: null,
  enable: null,
});
