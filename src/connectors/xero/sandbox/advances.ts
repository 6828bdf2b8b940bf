import { answerAllocations } from './allocations.ts';
import { collection } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { listCredits } from './credit-list.ts';
import { answerHistory } from './history.ts';
import { messages } from './messages.ts';
import { Missing, WrongMethod } from './refusals.ts';
import { creditShape } from './shapes.ts';

const names = { overpayment: 'Overpayments', prepayment: 'Prepayments' } as const;

/** Overpayments and prepayments: made by bank transactions; here they are read, and set against invoices. */
export function answerAdvances(ask: Ask, kind: keyof typeof names): Payload {
  const [key, part] = ask.steps;
  if (key === undefined) {
    if (ask.method !== 'GET') throw new WrongMethod();
    return listCredits(ask, kind);
  }
  const credit = ask.state.tables.credits.get(key.toLowerCase());
  if (credit?.kind !== kind) throw new Missing(messages.notFound);
  if (part === 'Allocations') return answerAllocations(ask, credit);
  if (part === 'History') return answerHistory(ask, names[kind], credit.id);
  if (ask.method !== 'GET') throw new WrongMethod();
  return collection(names[kind], [creditShape(ask, credit, 'single')]);
}
