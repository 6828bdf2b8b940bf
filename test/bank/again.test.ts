import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bankAgain } from '../../src/bank-again.ts';
import type { StatementLine } from '../../src/core/bank-records.ts';
import { fingerprint } from '../../src/core/fingerprint.ts';
import { connectionStore } from '../../src/store/connections.ts';
import type { BankDeskAnswer } from '../../src/api/bank.ts';
import { organisation } from '../engine/world.ts';
import { atTheServer } from './open-bank.ts';
import { agreedAtBank, atTheBank } from './scene.ts';
import type { BankScene } from './scene.ts';

const lines = `Date,Description,Name,Amount,Balance
2026-11-12,INV-001 thank you,ADA LTD,120.00,1120.00
2026-11-12,Rent,Landlord,-50.00,1070.00
`;

test('a line that nobody could explain is looked at again when its invoice comes, and asks nobody', () =>
  atTheBank(async ({ bench, ports, sync, import: read, match, book }) => {
    assert.equal((await read(lines)).is, 'imported');
    assert.equal((await match()).matched, 0);
    const connections = connectionStore(bench.pool, bench.secrets);
    const stopping = new AbortController();
    const troubles: string[] = [];
    const wakes: string[] = [];
    const office = { pool: bench.pool, clock: bench.clock, organisation, engine: ports.engine, bank: ports.bank, connections };
    const tending = bankAgain(office, () => wakes.push('work')).tend((trouble) => troubles.push(trouble), stopping.signal);
    try {
      await bench.pass(600);
      assert.equal((await book((at) => at.decisions(null))).length, 0);
      await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
      await sync();
      for (let looks = 0; looks < 100 && wakes.length === 0; looks += 1) await bench.pass(600);
      const decided = await book((at) => at.decisions(null));
      assert.deepEqual(
        decided.map(({ means, match: found }) => [means, found?.by]),
        [['match', 'reference']],
      );
      assert.deepEqual([wakes, troubles], [['work'], []]);
    } finally {
      stopping.abort();
      await tending;
    }
  }));

const feed = 'feed-of-the-bank';

const shownByFeed = (id: string, text: string, amount: string): StatementLine => ({
  kind: 'statementLine',
  id,
  account: 'checking',
  bookedOn: '2026-11-12',
  valueOn: null,
  amount,
  currency: 'GBP',
  counterparty: { name: 'ADA LTD', account: null },
  text,
  reference: null,
  chequeNumber: null,
  code: null,
  wasPending: null,
  state: 'booked',
});

/** A feed's poll saves a line, as the workers do it. */
const polled = ({ bench, ports }: Pick<BankScene, 'bench' | 'ports'>, line: StatementLine) =>
  ports.engine.store.observe({
    organisation,
    connection: feed,
    kind: 'statementLine',
    seen: [{ seen: { record: line, version: line.id, reference: null }, print: fingerprint(line), postings: [] }],
    gone: [],
    bookmark: null,
    now: bench.clock.now(),
    cause: 'poll',
    marks: true,
  });

async function withFeed({ bench }: Pick<BankScene, 'bench'>) {
  const connections = connectionStore(bench.pool, bench.secrets);
  const settings = { signIn: null, app: null, other: {} };
  const shared = { organisation, provider: 'plaid', label: 'A bank', account: 'item', hosts: {}, settings, state: 'ready' } as const;
  await bench.clock.during(() => connections.addConnection({ ...shared, connection: feed }, bench.clock.now()));
  return connections;
}

test('the lines of a feed are taken in before a flow books them, and whoever looks at the accounts writes nothing', () =>
  atTheServer(async ({ bench, ports, ask }) => {
    for (const table of ['mapping_version', 'standing', 'task', 'flow'])
      await bench.query(`delete from ${table} where organisation = $1 and flow = 'bank-to-ledger'`, [organisation]);
    const connections = await withFeed({ bench });
    await polled({ bench, ports }, shownByFeed('t1', 'INV-001', '120'));
    const shown = async () => (await ask<BankDeskAnswer>('GET', '/v1/bank')).accounts.map(({ account, lines: count }) => [account, count]);
    assert.deepEqual(await shown(), []);
    const stopping = new AbortController();
    const troubles: string[] = [];
    const office = { pool: bench.pool, clock: bench.clock, organisation, engine: ports.engine, bank: ports.bank, connections };
    const tending = bankAgain(office, () => {}).tend((trouble) => troubles.push(trouble), stopping.signal);
    const afterAWhile = async (count: number) => {
      for (let looks = 0; looks < 2_000 && (await shown())[0]?.[1] !== count; looks += 1) await bench.pass(2);
      return shown();
    };
    try {
      assert.deepEqual(await afterAWhile(1), [[`${feed}:checking`, 1]]);
      await polled({ bench, ports }, shownByFeed('t2', 'INV-002', '120'));
      assert.deepEqual(await afterAWhile(2), [[`${feed}:checking`, 2]]);
      assert.deepEqual(troubles, []);
    } finally {
      stopping.abort();
      await tending;
    }
  }));

test('the lines of a feed are matched by themselves as soon as they came, also of an account that was never matched before', () =>
  atTheBank(
    async (scene) => {
      const { bench, ports, sync, book } = scene;
      const connections = await withFeed(scene);
      const contact = await bench.sell.customer('Ada Ltd');
      await bench.sell.invoice({ contact });
      await bench.sell.invoice({ contact });
      await sync();
      const stopping = new AbortController();
      const troubles: string[] = [];
      const wakes: string[] = [];
      const office = { pool: bench.pool, clock: bench.clock, organisation, engine: ports.engine, bank: ports.bank, connections };
      const tending = bankAgain(office, () => wakes.push('work')).tend((trouble) => troubles.push(trouble), stopping.signal);
      const afterAWhile = async (count: number) => {
        for (let looks = 0; looks < 2_000 && wakes.length < count; looks += 1) await bench.pass(60);
        return (await book((at) => at.decisions(null))).map(({ line, match: found }) => [line, found?.by]);
      };
      try {
        await polled(scene, shownByFeed('t1', 'INV-001', '120'));
        assert.deepEqual(await afterAWhile(1), [[`${feed}:t1`, 'reference']]);
        await polled(scene, shownByFeed('t2', 'INV-002', '120'));
        const both = await afterAWhile(2);
        assert.deepEqual(
          both.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
          [
            [`${feed}:t1`, 'reference'],
            [`${feed}:t2`, 'reference'],
          ],
        );
        assert.deepEqual(troubles, []);
      } finally {
        stopping.abort();
        await tending;
      }
    },
    { mapping: agreedAtBank.replace('byAccount: {', `byAccount: { "${feed}:checking": "090",`) },
  ));
