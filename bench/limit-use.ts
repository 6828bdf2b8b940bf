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

const start = Date.parse('2026-11-10T09:00:00Z');

/** Invoices and their payments at a ledger's real limits, on the virtual clock. */
export async function limitUse(place: Place, { invoices }: LimitSize, wishes: WorkerWishes) {
  const company = await openCompany(place, { ledger: wishes.ledger, limitedFrom: start, profile: null });
  const worker = startWorker(wishes);
  try {
    const customers = Math.ceil(invoices / 20);
    await company.sell({ invoices, lines: 1, customers });
    await payAll(company.billing);
    say(`limits: ${invoices} invoices with their payments are in billing`);
    await worker.open(company);
    const { calls, seconds } = await worker.sync();
    await expectSynced(company, invoices * 2 + customers);
    const { perMinute, counts, elements } = wishes.ledger.narrowest;
    const used = useOf(
      calls.filter(({ call }) => counts(call)).map(({ at }) => at),
      perMinute,
    );
    const writes = await fullness(company, elements);
    const { throttled } = company.sandbox.stats();
    say(
      `limits: ${(used.share * 100).toFixed(1)} % of ${perMinute} such calls a minute over ${used.minutes.toFixed(1)} minutes, ${calls.length} calls, ` +
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
 * From the first call to the beginning of the last burst, which is left out: until then work was due all the time, and an interval
 * without its end cannot hold more calls than the limit allows. Where a second has a limit, too, a burst takes some seconds.
 */
function useOf(calls: readonly number[], perMinute: number): { readonly share: number; readonly minutes: number } {
  const sorted = calls.toSorted((a, b) => a - b);
  const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const pauses = sorted.filter((at, index) => at - (sorted[index - 1] ?? at) > 5_000);
  const until = pauses.at(-1) ?? last;
  const minutes = (until - first) / 60_000;
  return { minutes, share: sorted.filter((at) => at < until).length / (perMinute * minutes) };
}

/** A write call is full in elements; no call of this run comes near the limit in bytes. */
async function fullness({ pool }: Company, elements: number): Promise<{ readonly full: number; readonly all: number }> {
  const { rows } = await pool.query<{ all: number; full: number }>(
    `select count(*)::int as all, (count(*) filter (where writes >= $2))::int as full
     from (select count(*) as writes from write where organisation = $1 and call is not null group by call) as calls`,
    [organisation, elements],
  );
  return rows[0] ?? { all: 0, full: 0 };
}
