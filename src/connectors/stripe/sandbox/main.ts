import { runAlone, runMain } from '../../../sandbox/run-alone.ts';
import type { Alone, OpenKeeper } from '../../../sandbox/run-alone.ts';
import { britishAccount, startStripeSandbox, stripeTestLimits } from './server.ts';

const alone: Alone = {
  name: 'stripe',
  label: 'Stripe',
  limits: stripeTestLimits,
  start: (options) => startStripeSandbox({ ...options, facts: britishAccount }),
};

export const runStripeSandbox = (args: readonly string[], openKeeper: OpenKeeper): Promise<void> => runAlone(alone, args, openKeeper);

if (import.meta.main) await runMain(alone);
