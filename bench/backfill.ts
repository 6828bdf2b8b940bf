import { openCompany, organisation } from './company.ts';
import type { Company } from './company.ts';
import type { Place } from './place.ts';
import { cpuOfTree, say } from './machine.ts';
import { startWorker } from './worker-client.ts';
import type { WorkerWishes } from './worker-client.ts';

export interface BackfillSize {
  readonly invoices: number;
  readonly lines: number;
  readonly customers: number;
}

/** From billing's first page to the last conclusion, contacts and the reading of the ledger's settings included. */
export async function backfill(place: Place, { invoices, lines, customers }: BackfillSize, wishes: WorkerWishes) {
  const company = await openCompany(place, { ledger: wishes.ledger, limitedFrom: null, profile: wishes.profile });
  const worker = startWorker(wishes);
  try {
    await company.sell({ invoices, lines, customers });
    say(`backfill: ${invoices} invoices of ${lines} lines to ${customers} customers are in billing`);
    await worker.open(company);
    await place.statements();
    const postgres = await place.postgres;
    const before = cpuOfTree(postgres);
    const { seconds, cpuSeconds, peakMegabytes, calls } = await worker.sync();
    const after = cpuOfTree(postgres);
    await expectSynced(company, invoices + customers);
    const databaseCpuSeconds = before === null || after === null ? null : after - before;
    say(
      `backfill: ${Math.round(invoices / seconds)} invoices/s, ${peakMegabytes} MB; ${seconds.toFixed(1)} s, worker ${cpuSeconds.toFixed(1)} s and database ${databaseCpuSeconds?.toFixed(1) ?? '?'} s of processor, ${calls.length} calls`,
    );
    for (const line of await place.statements()) say(line);
    await worker.closeCompany();
    return {
      invoices,
      lines,
      invoicesPerSecond: Math.round(invoices / seconds),
      peakMegabytes,
      seconds,
      cpuSeconds,
      databaseCpuSeconds,
      calls: calls.length,
    };
  } finally {
    await worker.end();
    await company.close();
  }
}

/** A fast run that leaves work undone would be no run at all: every key in sync, and both sides' totals equal. */
export async function expectSynced({ pool }: Company, records: number): Promise<void> {
  const { rows: standings } = await pool.query<{ state: string; n: number }>(
    `select state, count(*)::int as n from standing where organisation = $1 group by 1`,
    [organisation],
  );
  const synced = standings.find(({ state }) => state === 'in sync')?.n ?? 0;
  if (synced < records || standings.some(({ state }) => state !== 'in sync'))
    throw new Error(`${records} records in sync were expected: ${JSON.stringify(standings)}`);
  const { rows: apart } = await pool.query<{ kind: string; account: string; amount: string }>(
    `select kind, account, sum(case side when 'source' then amount else -amount end)::text as amount from total
     where organisation = $1 group by 1, 2 having sum(case side when 'source' then amount else -amount end) <> 0`,
    [organisation],
  );
  if (apart.length > 0) throw new Error(`the totals differ: ${JSON.stringify(apart)}`);
}
