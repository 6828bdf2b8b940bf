import { billingService } from '../../src/billing/service.ts';
import { runToQuiet } from '../../src/engine/worker.ts';
import { followClock } from '../../src/sandbox/clock-follow.ts';
import { insideBilling } from '../../src/server/billing-inside.ts';
import { billingStore } from '../../src/store/billing.ts';
import { openPool } from '../../src/store/database.ts';
import { beginLife } from '../engine/life.ts';
import { kitNamed } from '../engine/ledger-kit.ts';
import { isSignInLost, organisation, secrets, signedOut } from '../engine/world.ts';

// A worker as a process of its own, which the crash suite kills: node worker.ts DATABASE-URL LEDGER-URL LEDGER. It says 'effect' after each.
const [url = '', ledger = '', kit = 'xero'] = process.argv.slice(2);
const clock = await followClock(ledger);
const pool = openPool({ connectionString: url, max: 4 });
const billing = billingService({
  store: billingStore(pool),
  now: clock.now,
  newId: () => `w${process.pid}${Math.round(performance.now() * 1000)}`,
});
const inside = insideBilling(billing);
const said = async <T>(call: () => Promise<T>): Promise<T> => {
  const result = await call();
  process.stdout.write('effect\n');
  return result;
};
const reads = ['organisation', 'account', 'contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation'] as const;
const life = beginLife(
  { url, clock, ledger: { url: ledger }, kit: kitNamed(kit), billingHttp: inside.httpOf(organisation), secrets },
  { number: process.pid, reads, pollSeconds: 60, outside: { store: (_, call) => said(call), provider: (_, call) => said(call) } },
);
try {
  for (let time = 0; time < 3; time += 1) {
    await clock.sleepUntil(clock.now() + 61_000);
    await runToQuiet(life.engine, { organisation, limit: 20, until: clock.now() + 3_600_000 });
  }
} catch (error) {
  if (isSignInLost(error, kitNamed(kit))) process.exit(signedOut);
  throw error;
}
process.exit(0);
