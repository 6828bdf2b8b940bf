import { openCompany, organisation, payAll } from './company.ts';
import type { Company } from './company.ts';
import type { Place } from './place.ts';
import { expectSynced } from './backfill.ts';
import { say } from './machine.ts';
import { startWorker } from './worker-client.ts';
import type { WorkerWishes } from './worker-client.ts';

export interface LimitSize {
  readonly invoices: number;
}

/** The limits that the sandbox counts by, and the engine paces itself by. */
const perMinute = 60;
const start = Date.parse('2026-11-10T09:00:00Z');

/** Invoices and their payments at Xero's real limits, on the virtual clock. */
export async function limitUse(place: Place, { invoices }: LimitSize, wishes: WorkerWishes) {
  const company = await openCompany(place, { limitedFrom: start, profile: null });
  const worker = startWorker(wishes);
  try {
    const customers = Math.ceil(invoices / 20);
    await company.sell({ invoices, lines: 1, customers });
    await payAll(company.billing);
    say(`limits: ${invoices} invoices with their payments are in billing`);
    await worker.open(company);
    const { calls, seconds } = await worker.sync();
    await expectSynced(company, invoices * 2 + customers);
    const used = useOf(calls);
    const writes = await fullness(company);
    const { throttled } = company.sandbox.stats();
    say(
      `limits: ${(used.share * 100).toFixed(1)} % of ${perMinute} calls a minute over ${used.minutes.toFixed(1)} minutes, ${calls.length} calls, ` +
        `${writes.full} of ${writes.all} write calls full, ${throttled} refused by the sandbox; ${seconds.toFixed(1)} s of real time`,
    );
    await worker.closeCompany();
    return {
      limitUse: round(used.share),
      fullWriteCalls: round(writes.full / writes.all),
      calls: calls.length,
      minutes: round(used.minutes),
      throttled,
    };
  } finally {
    await worker.end();
    await company.close();
  }
}

const round = (share: number): number => Math.round(share * 10_000) / 10_000;

/**
 * From the first call to the instant of the last, whose own calls are left out: until then work was due all the time, and an
 * interval without its end cannot hold more calls than the limit allows.
 */
function useOf(calls: readonly number[]): { readonly share: number; readonly minutes: number } {
  const sorted = calls.toSorted((a, b) => a - b);
  const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const minutes = (last - first) / 60_000;
  return { minutes, share: sorted.filter((at) => at < last).length / (perMinute * minutes) };
}

/** A write call is full in elements, 50; no call of this run comes near the limit in bytes. */
async function fullness({ pool }: Company): Promise<{ readonly full: number; readonly all: number }> {
  const { rows } = await pool.query<{ all: number; full: number }>(
    `select count(*)::int as all, (count(*) filter (where writes >= 50))::int as full
     from (select count(*) as writes from write where organisation = $1 and call is not null group by call) as calls`,
    [organisation],
  );
  return rows[0] ?? { all: 0, full: 0 };
}
