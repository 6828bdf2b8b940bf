import { parseArgs } from 'node:util';
import { startXeroSandbox, xeroLimits } from '../src/connectors/xero/sandbox/server.ts';
import { realClock, virtualClock } from '../src/sandbox/clock.ts';

// A Xero sandbox in a process of its own, with two companies in one currency: a ledger, and one whose sales are the source of another.

const { values } = parseArgs({ options: { limited: { type: 'boolean', default: false }, start: { type: 'string' } } });
const company = (id: string, name: string) => ({ id, name, country: 'GB', baseCurrency: 'GBP', timeZone: 'Europe/London' });
const sandbox = await startXeroSandbox({
  clock: values.start === undefined ? realClock() : virtualClock(Number(values.start)),
  limits: values.limited ? xeroLimits : null,
  organisations: [
    company('6f1d9f52-58a4-4c0e-9d4b-2f0f3f8b7a01', 'Harbour Studio Ltd'),
    company('c2b7e4a8-0c35-4f0a-8a6e-91d5a7c4e502', 'Harbour Market Ltd'),
  ],
});
console.log(JSON.stringify({ url: sandbox.url }));
// Our parent holds the other end: when it goes, however it goes, so do we.
process.stdin.once('close', () => void sandbox.close().then(() => process.exit(0))).resume();
