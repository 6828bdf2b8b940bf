import { parseArgs } from 'node:util';
import { backfill } from './backfill.ts';
import { benchLedger } from './bench-ledgers.ts';
import { openPlace } from './place.ts';
import { costGrowth } from './growth.ts';
import { webhookLatency } from './latency.ts';
import type { Latency } from './latency.ts';
import { limitUse } from './limit-use.ts';
import { machineNow, say } from './machine.ts';

// Measures, and judges nothing: figures depend on the machine, so no test compares them. What each means: docs/reference/speed.md.
// Progress goes to standard error; the last line of standard output is one JSON object.

const parts = ['backfill', 'limits', 'webhook', 'growth'] as const;
type Part = (typeof parts)[number];

const usage = `npm run bench -- [options]
  --only PART        one of ${parts.join(', ')}; all if left out
  --invoices N       of the backfill (10000)
  --lines N          of each of its invoices (8)
  --ledger NAME      xero or quickbooks
  --limited N        invoices, and as many payments, of the run at the ledger's limits (9600)
  --seconds N        how long events come, for each latency (20)
  --per-second N     events a second (50)
  --records N        of the large run for growth (100000)
  --turns N          of the worker side by side (2, as the server has)
  --profile FOLDER   keep processor profiles there, and tell of the costliest statements; the figures are worse for it`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    ledger: { type: 'string', default: 'xero' },
    invoices: { type: 'string', default: '10000' },
    lines: { type: 'string', default: '8' },
    limited: { type: 'string', default: '9600' },
    seconds: { type: 'string', default: '20' },
    'per-second': { type: 'string', default: '50' },
    records: { type: 'string', default: '100000' },
    turns: { type: 'string', default: '2' },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

async function run(wanted: (part: Part) => boolean): Promise<object> {
  const profile = values.profile ?? null;
  const ledger = benchLedger(values.ledger);
  const wishes = { ledger, profile, turnsAtOnce: Number(values.turns) };
  // A profile of the long runs would be as large as a disk.
  const plain = { ...wishes, profile: null };
  const place = await openPlace(profile);
  const before = machineNow();
  say(`${before.cores} × ${before.processor}, load ${before.load.join(' ')}`);
  try {
    const invoices = Number(values.invoices);
    const size = { invoices, lines: Number(values.lines), customers: Math.ceil(invoices / 20) };
    const filled = wanted('backfill') ? await backfill(place, size, wishes) : null;
    const limited = wanted('limits') ? await limitUse(place, { invoices: Number(values.limited) }, plain) : null;
    const pace = { perSecond: Number(values['per-second']), seconds: Number(values.seconds) };
    const waited = wanted('webhook') ? await webhookLatency(place, pace, wishes) : null;
    const grown = wanted('growth') ? await costGrowth(place, { records: Number(values.records) }, plain) : null;
    const toLedger = waited && slower(waited.ledgerFromMarket, waited.ledgerFromBilling);
    return {
      ledger: ledger.provider,
      invoicesPerSecond: filled?.invoicesPerSecond ?? null,
      peakMegabytes: filled?.peakMegabytes ?? null,
      limitUse: limited?.limitUse ?? null,
      fullWriteCalls: limited?.fullWriteCalls ?? null,
      webhookP50Milliseconds: toLedger?.p50 ?? null,
      webhookP99Milliseconds: toLedger?.p99 ?? null,
      costGrowth: grown?.costGrowth ?? null,
      memoryGrowth: grown?.memoryGrowth ?? null,
      detail: { backfill: filled, limits: limited, webhook: waited, growth: grown },
      machine: { ...before, loadAfter: machineNow().load },
    };
  } finally {
    await place.close();
  }
}

const slower = (a: Latency, b: Latency): Latency => ({ p50: Math.max(a.p50, b.p50), p99: Math.max(a.p99, b.p99) });

const only = parts.find((part) => part === values.only);
if (values.help) console.log(usage);
else if (values.only !== undefined && only === undefined) {
  console.error(`There is no part '${values.only}' of the bench; there are ${parts.join(', ')}.`);
  process.exitCode = 2;
} else console.log(JSON.stringify(await run((part) => only === undefined || part === only)));
