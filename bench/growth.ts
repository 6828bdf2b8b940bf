import { openCompany } from './company.ts';
import type { Place } from './place.ts';
import { expectSynced } from './backfill.ts';
import { cpuOfTree, say } from './machine.ts';
import { startWorker } from './worker-client.ts';
import type { MeasuredWorker, WorkerWishes } from './worker-client.ts';

export interface GrowthSize {
  /** The large run; the middle one, for memory, is a tenth of it. */
  readonly records: number;
}

const smallRecords = 1_000;
const smallRuns = 3;

/**
 * Processor time per record, worker and database together, in runs of a thousand records and in one of many; memory in one of
 * a tenth and in one of many. Each run has books of its own, so that the large one is large from its own history alone.
 */
export async function costGrowth(place: Place, { records }: GrowthSize, wishes: WorkerWishes) {
  const small = startWorker(wishes);
  const smalls: Run[] = [];
  // The first run warms the process up: what a compiler still has to learn is no cost of records.
  for (let index = 0; index <= smallRuns; index += 1) smalls.push(await run(place, small, smallRecords));
  await small.end();
  const perSmall =
    smalls
      .slice(1)
      .map(perRecord)
      .toSorted((a, b) => a - b)[Math.floor(smallRuns / 2)] ?? 0;
  const middle = await alone(place, records / 10, wishes);
  const large = await alone(place, records, wishes);
  const growth = perRecord(large) / perSmall;
  const memory = large.peakMegabytes / middle.peakMegabytes;
  say(
    `growth: ${growth.toFixed(2)} times the processor time per record, ${memory.toFixed(2)} times the memory of ${records / 10} at ${records}`,
  );
  return {
    records,
    costGrowth: Math.round(growth * 100) / 100,
    memoryGrowth: Math.round(memory * 100) / 100,
    microsecondsPerRecord: { small: Math.round(perSmall), large: Math.round(perRecord(large)) },
    peakMegabytes: { middle: middle.peakMegabytes, large: large.peakMegabytes },
    recordsPerSecond: Math.round(large.records / large.seconds),
  };
}

interface Run {
  readonly records: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const perRecord = ({ cpuSeconds, records }: Run): number => (cpuSeconds * 1e6) / records;

async function alone(place: Place, records: number, wishes: WorkerWishes): Promise<Run> {
  const worker = startWorker(wishes);
  try {
    // The same warming up as for the small runs.
    await run(place, worker, smallRecords);
    return await run(place, worker, records);
  } finally {
    await worker.end();
  }
}

/** Invoices of one line and their customers, one for twenty. */
async function run(place: Place, worker: MeasuredWorker, records: number): Promise<Run> {
  const company = await openCompany(place, { ledger: worker.ledger, limitedFrom: null, profile: null });
  try {
    const customers = Math.round(records / 21);
    await company.sell({ invoices: records - customers, lines: 1, customers });
    await worker.open(company);
    const postgres = await place.postgres;
    const before = cpuOfTree(postgres);
    const { seconds, cpuSeconds, peakMegabytes } = await worker.sync();
    const after = cpuOfTree(postgres);
    await expectSynced(company, records);
    const databaseSeconds = before === null || after === null ? 0 : after - before;
    await worker.closeCompany();
    say(
      `growth: ${records} records in ${seconds.toFixed(1)} s; worker ${cpuSeconds.toFixed(1)} s and database ${databaseSeconds.toFixed(1)} s of processor, ${peakMegabytes} MB`,
    );
    return { records, seconds, cpuSeconds: cpuSeconds + databaseSeconds, peakMegabytes };
  } finally {
    await company.close();
  }
}
