import { runAlone, runMain } from '../../../sandbox/run-alone.ts';
import type { Alone, OpenKeeper } from '../../../sandbox/run-alone.ts';
import { plaidLimits, startPlaidSandbox } from './server.ts';

const alone: Alone = {
  name: 'plaid',
  label: 'Plaid',
  limits: plaidLimits,
  start: (options) => startPlaidSandbox({ ...options, currency: 'GBP' }),
};

export const runPlaidSandbox = (args: readonly string[], openKeeper: OpenKeeper): Promise<void> => runAlone(alone, args, openKeeper);

if (import.meta.main) await runMain(alone);
