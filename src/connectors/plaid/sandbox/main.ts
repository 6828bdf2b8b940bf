import { runMain } from '../../../sandbox/run-alone.ts';
import type { Alone } from '../../../sandbox/run-alone.ts';
import { plaidLimits, startPlaidSandbox } from './server.ts';

export const alone: Alone = {
  name: 'plaid',
  label: 'Plaid',
  limits: plaidLimits,
  start: (options) => startPlaidSandbox({ ...options, currency: 'GBP' }),
};

if (import.meta.main) await runMain(alone);
