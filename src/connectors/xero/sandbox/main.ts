import { runMain } from '../../../sandbox/run-alone.ts';
import type { Alone } from '../../../sandbox/run-alone.ts';
import { startXeroSandbox, xeroLimits } from './server.ts';

export const alone: Alone = { name: 'xero', label: 'Xero', limits: xeroLimits, start: startXeroSandbox };

if (import.meta.main) await runMain(alone);
