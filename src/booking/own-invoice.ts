import { amount, subtract, sum } from '../core/decimal.ts';
import { referenceOf } from '../core/fingerprint.ts';
import type { BalanceTransaction, Settlement } from '../core/processor-records.ts';
import type { Invoice } from '../core/records.ts';
import { lineOf } from './balance.ts';
import type { Balance, Leg } from './balance.ts';
import { sumOfTaxes } from './shares.ts';

/** An invoice that no platform issued. Law F48: its number is of a series of our own. */
export function ownInvoice(
  record: Pick<BalanceTransaction | Settlement, 'kind' | 'id' | 'madeOn'>,
  said: { readonly contact: string; readonly currency: string; readonly part: string; readonly legs: readonly Leg[] },
  { context, reference }: Pick<Balance, 'context' | 'reference'>,
): Invoice {
  const { legs } = said;
  const gross = sum(legs.map(({ by }) => by));
  const tax = sum(legs.map(({ taxes }) => sumOfTaxes(taxes)));
  const { organisation, agreement } = context;
  const key = referenceOf({ organisation, agreement, kind: record.kind, id: record.id, part: said.part });
  return {
    kind: 'invoice',
    id: '',
    number: `TO-${key.slice(1, 9).toUpperCase()}`,
    contact: said.contact,
    issuedOn: record.madeOn,
    dueOn: record.madeOn,
    currency: said.currency,
    exchangeRate: null,
    amountsAre: legs.some(({ taxes }) => taxes.length > 0) ? 'exclusive' : 'noTax',
    lines: legs.map(({ account, description, by, taxes }) => lineOf(description, amount(subtract(by, sumOfTaxes(taxes))), account, taxes)),
    discount: null,
    totals: { net: amount(subtract(gross, tax)), tax: amount(tax), gross: amount(gross) },
    reference,
    notes: null,
    state: 'open',
    paid: '0',
    credited: '0',
  };
}
