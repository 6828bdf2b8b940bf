import type { BalanceMove, BalanceTransaction, ProcessorFee } from '../../core/processor-records.ts';
import { together } from './api.ts';
import type { Line } from './api.ts';
import { behindOf } from './behind.ts';
import type { Behind, Memory } from './behind.ts';
import { feeFor, moveOf } from './categories.ts';
import { dayAt } from './days.ts';
import { figure } from './figures.ts';
import { lineTaxes } from './taxes.ts';
import { currencyOf } from './translate-documents.ts';
import { childOf, idOf, listOf, needSeconds, needText, needWhole, textOf, wholeOrZero } from './wire.ts';
import type { Wire } from './wire.ts';

/** Balance transactions, each with what stands behind it. */
export const balanceTransactionsOf = (line: Line, rows: readonly Wire[], memory: Memory): Promise<readonly BalanceTransaction[]> =>
  together(rows, async (row) => balanceTransactionOf(row, await behindOf(line, row, memory), line.timeZone));

function balanceTransactionOf(row: Wire, behind: Behind | null, timeZone: string): BalanceTransaction {
  const category = textOf(row, 'reporting_category') ?? textOf(row, 'type') ?? 'unknown';
  const does = moveOf(category);
  const currency = currencyOf(row);
  const seen = behind?.charge ? currencyOf(behind.charge) : currency;
  const source = childOf(row, 'source');
  return {
    kind: 'balanceTransaction',
    id: needText(row, 'id'),
    does,
    category,
    madeOn: dayAt(timeZone, needSeconds(row, 'created')),
    currency,
    amount: figure(needWhole(row, 'amount'), currency),
    fee: figure(wholeOrZero(row, 'fee'), currency),
    fees: listOf(row, 'fee_details').map((fee) => feeOf(fee, does)),
    net: figure(needWhole(row, 'net'), currency),
    presented: behind === null || seen === currency ? null : { amount: figure(behind.part, seen), currency: seen },
    contact: (behind?.charge ? idOf(behind.charge, 'customer') : null) ?? (source === null ? null : idOf(source, 'customer')),
    about: idOf(row, 'source'),
    charge: behind?.charge ? textOf(behind.charge, 'id') : source === null ? null : idOf(source, 'charge'),
    invoices: (behind?.invoices ?? []).map(({ invoice, units }) => ({ invoice, amount: figure(units, seen) })),
    creditNote: behind?.creditNote ?? null,
    taxes: lineTaxes(behind?.taxes ?? [], seen),
    description: textOf(row, 'description'),
    // Which payout a transaction was paid out with is not said on it: only a payout's own transactions are known here.
    payout: source !== null && textOf(source, 'object') === 'payout' ? textOf(source, 'id') : null,
    state: textOf(row, 'status') === 'pending' ? 'pending' : 'available',
  };
}

const feeOf = (fee: Wire, does: BalanceMove): ProcessorFee => ({
  for: feeFor(textOf(fee, 'type') ?? '', does),
  description: textOf(fee, 'description'),
  amount: figure(needWhole(fee, 'amount'), currencyOf(fee)),
});
