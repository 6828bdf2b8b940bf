import { parseArgs } from 'node:util';
import { realClock, virtualClock } from '../src/sandbox/clock.ts';
import { benchLedger } from './bench-ledgers.ts';

// The sandbox of a ledger in a process of its own.

const { values } = parseArgs({
  options: { ledger: { type: 'string', default: 'xero' }, limited: { type: 'boolean', default: false }, start: { type: 'string' } },
});
const clock = values.start === undefined ? realClock() : virtualClock(Number(values.start));
const sandbox = await benchLedger(values.ledger).start(clock, values.limited);
console.log(JSON.stringify({ url: sandbox.url }));
// Our parent holds the other end: when it goes, however it goes, so do we.
process.stdin.once('close', () => void sandbox.close().then(() => process.exit(0))).resume();
