import { monthOf } from '../core/day.ts';
import type { BookingContext } from './context.ts';

/** Law F20: a void inside the same month is a void; later it is a credit note, because the month was reported. */
export const isVoidStillPlain = (issuedOn: string, context: Pick<BookingContext, 'mapping' | 'today'>): boolean => {
  switch (context.mapping.voids.policy) {
    case 'always':
      return true;
    case 'creditNote':
      return false;
    case 'samePeriod':
      return monthOf(issuedOn) === monthOf(context.today);
  }
};
