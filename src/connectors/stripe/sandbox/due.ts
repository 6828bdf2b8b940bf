import { clearCharge, settleCharge } from './charges.ts';
import { follow, intent } from './intents.ts';
import { countPayment } from './invoice-payments.ts';
import { arrive, payOut, reconcilePayout } from './payouts.ts';
import type { Due } from './rows.ts';
import type { State } from './state.ts';

/** Lets everything happen that was due before now, each at its own time: nobody needs to have been looking. */
export function catchUp(state: State): void {
  const now = state.now();
  for (let next = state.tables.due.at(0); next && next.created <= now; next = state.tables.due.at(0)) {
    const due = next;
    state.tables.due.remove(due.id);
    state.at(due.created, () => happen[due.does](state, due.about));
  }
}

const happen: Readonly<Record<Due['does'], (state: State, about: string) => unknown>> = {
  settle: settleCharge,
  clear: (state, about) => {
    const made = clearCharge(state, about);
    if (made.payment_intent === null || made.status !== 'succeeded') return;
    follow(state, intent(state, made.payment_intent), made);
    countPayment(state, made.payment_intent);
  },
  payOut: (state, currency) => (state.settings().payouts === 'daily' ? payOut(state, currency) : null),
  reconcile: reconcilePayout,
  arrive,
};
