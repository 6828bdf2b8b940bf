import { parseArgs } from 'node:util';
import { backfill } from './backfill.ts';
import { openPlace } from './company.ts';
import { limitUse } from './limit-use.ts';
import { machineNow, say } from './machine.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    invoices: { type: 'string' },
    lines: { type: 'string', default: '8' },
    profile: { type: 'string' },
  },
});
const place = await openPlace(values.profile ?? null);
say(JSON.stringify(machineNow()));
if (values.only === 'limit') console.log(JSON.stringify(await limitUse(place, { invoices: Number(values.invoices ?? 10000) })));
else {
const invoices = Number(values.invoices ?? 10000);
console.log(JSON.stringify(await backfill(place, { invoices, lines: Number(values.lines), customers: Math.ceil(invoices / 20) }, values.profile ?? null)));
}
await place.close();
