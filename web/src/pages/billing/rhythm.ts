import type { RecurringShown } from '../../../../src/api/billing-recurring.ts';

export type Rhythm = RecurringShown['rhythm'];

/** 'Every month', 'Every 2 weeks'. */
export const rhythmWords = ({ every, unit }: Rhythm): string => (every === 1 ? `Every ${unit}` : `Every ${every} ${unit}s`);
