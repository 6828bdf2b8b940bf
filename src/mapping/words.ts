import { z } from 'zod';
import type { Decision } from './mapping.ts';

/** Stands where nobody has decided yet. */
export const undecided: Decision = { by: 'nobody yet', because: 'this is the default' };

/** Text that people write without quotes although it looks like a number: an account code, a rate. */
export const written = z.string().min(1).meta({ mayLookLikeNumber: true });

export const decision = z.strictObject({ by: z.string().min(1), because: z.string().min(1) }).default(undecided);
