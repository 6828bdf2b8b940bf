import { runAlone, runMain } from '../../../sandbox/run-alone.ts';
import type { Alone, OpenKeeper } from '../../../sandbox/run-alone.ts';
import { quickBooksLimits, startQuickBooksSandbox } from './server.ts';

const alone: Alone = { name: 'quickbooks', label: 'QuickBooks', limits: quickBooksLimits, start: startQuickBooksSandbox };

export const runQuickBooksSandbox = (args: readonly string[], openKeeper: OpenKeeper): Promise<void> => runAlone(alone, args, openKeeper);

if (import.meta.main) await runMain(alone);
