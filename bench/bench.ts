import { parseArgs } from 'node:util';
import { backfill } from './backfill.ts';
import { openPlace } from './company.ts';
import { machineNow, say } from './machine.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    invoices: { type: 'string', default: '10000' },
    lines: { type: 'string', default: '8' },
    profile: { type: 'string' },
  },
});
const place = await openPlace(values.profile ?? null);
say(JSON.stringify(machineNow()));
const invoices = Number(values.invoices);
console.log(
  JSON.stringify(
    await backfill(place, { invoices, lines: Number(values.lines), customers: Math.ceil(invoices / 20) }, values.profile ?? null),
  ),
);
await place.close();
