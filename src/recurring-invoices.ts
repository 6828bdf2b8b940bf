import { randomUUID } from 'node:crypto';
import { recurringService } from './billing/recurring-service.ts';
import type { RecurringService } from './billing/recurring-service.ts';
import type { WholeOffice } from './office.ts';
import { recurringStore } from './store/billing-recurring.ts';

/** Recurring invoices within the server: the service, and who looks whether a day has come. */
export interface RecurringInvoices {
  readonly service: RecurringService;
  /** A schedule was made or changed: there may be something to wait for now. */
  readonly changed: () => void;
  /** Makes what is due until it is stopped; first of all what fell due while nothing ran. */
  readonly tend: (note: (line: string) => void, stop: AbortSignal) => Promise<void>;
}

// Every zone's midnight is at a quarter of an hour of every other zone.
const quarter = 900_000;

export function recurringInvoices({ pool, billing, clock }: Pick<WholeOffice, 'pool' | 'billing' | 'clock'>): RecurringInvoices {
  const store = recurringStore(pool);
  const service = recurringService({ billing, store, now: clock.now, newId: () => randomUUID().replaceAll('-', '') });
  let resting = new AbortController();
  return {
    service,
    changed: () => resting.abort(),
    tend: async (note, stop) => {
      while (!stop.aborted) {
        resting = new AbortController();
        const isWaiting = await clock
          .during(async () => {
            await service.makeAllDue();
            return (await store.organisations()).length > 0;
          })
          .catch((error: unknown) => {
            note(`error: recurring invoices could not be made and are tried again in a quarter of an hour: ${String(error)}`);
            return true;
          });
        // Without a schedule nothing can fall due until somebody makes one.
        const until = isWaiting ? (Math.floor(clock.now() / quarter) + 1) * quarter : clock.now() + 86_400_000;
        await clock.sleepUntil(until, AbortSignal.any([stop, resting.signal])).catch(() => undefined);
      }
    },
  };
}
