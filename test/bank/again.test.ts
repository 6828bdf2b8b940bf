import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bankAgain } from '../../src/bank-again.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { organisation } from '../engine/world.ts';
import { atTheBank } from './scene.ts';

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
