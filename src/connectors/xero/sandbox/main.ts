import { runAlone, runMain } from '../../../sandbox/run-alone.ts';
import type { Alone, OpenKeeper } from '../../../sandbox/run-alone.ts';
import { startXeroSandbox, xeroLimits } from './server.ts';

const alone: Alone = { name: 'xero', label: 'Xero', limits: xeroLimits, start: startXeroSandbox };

export const runXeroSandbox = (args: readonly string[], openKeeper: OpenKeeper): Promise<void> => runAlone(alone, args, openKeeper);

if (import.meta.main) await runMain(alone);
