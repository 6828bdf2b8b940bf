import type { Fault } from './faults.ts';
import type { Fields } from './fields.ts';

/** A refusal as an answer shows it. */
export const faultShape = ({ code, message, detail, element }: Fault): Fields => ({
  Error: [{ Message: message, Detail: detail, code, element }],
  type: 'ValidationFault',
});
