import { runMain } from '../../../sandbox/run-alone.ts';
import type { Alone } from '../../../sandbox/run-alone.ts';
import { quickBooksLimits, startQuickBooksSandbox } from './server.ts';

export const alone: Alone = { name: 'quickbooks', label: 'QuickBooks', limits: quickBooksLimits, start: startQuickBooksSandbox };

if (import.meta.main) await runMain(alone);
