import { runMain } from '../../../sandbox/run-alone.ts';
import type { Alone } from '../../../sandbox/run-alone.ts';
import { britishAccount, startStripeSandbox, stripeTestLimits } from './server.ts';

export const alone: Alone = {
  name: 'stripe',
  label: 'Stripe',
  limits: stripeTestLimits,
  start: (options) => startStripeSandbox({ ...options, facts: britishAccount }),
};

if (import.meta.main) await runMain(alone);
