import { absolute, add, amount, compare, decimal, isZero, subtract, zero } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { placesOf } from '../core/money.ts';
import type { Cause } from './causes.ts';
import { accountName } from './chart.ts';
import type { Found } from './differences.ts';
import type { ForeignMovement, LedgerRow, ProofInput } from './proof.ts';
import { wholeDocument } from './posting.ts';

/**
 * The ledger's own account movement against all documents that we see there (law F35), account by account, in base currency. So a
 * posting that is none of the documents that we read is seen, and so is a copy of ours that has gone wrong.
 */
export function checkLedger(input: ProofInput): { readonly rows: readonly LedgerRow[]; readonly found: readonly Found[] } {
  if (input.ledger.is !== 'read') return { rows: [], found: [] };
  const foreign = new Map(input.ledger.foreign.map((movement) => [movement.account, movement]));
  const moved = new Map<string, Decimal>();
  for (const movement of input.ledger.movements) {
    const account = accountName(input.chart, movement.account);
    moved.set(account, add(moved.get(account) ?? zero, decimal(movement.amount)));
  }
  const seen = documentsByAccount(input);
  const rows: LedgerRow[] = [];
  const found: Found[] = [];
  for (const account of [...new Set(input.controlled)].toSorted()) {
    const abroad = foreign.get(account) ?? null;
    const documents = add(seen.get(account) ?? zero, abroad === null ? zero : decimal(abroad.amount));
    const movement = moved.get(account) ?? zero;
    const difference = subtract(documents, movement);
    rows.push({ account, documents: amount(documents), movement: amount(movement), difference: amount(difference) });
    if (!isZero(difference)) found.push(unseen(account, difference, abroad, input));
  }
  return { rows, found };
}

function documentsByAccount({ target, period, baseCurrency }: ProofInput): ReadonlyMap<string, Decimal> {
  const sums = new Map<string, Decimal>();
  for (const total of target) {
    const isCounted =
      total.currency === baseCurrency &&
      total.account !== wholeDocument &&
      total.month >= period.fromMonth &&
      total.month <= period.throughMonth;
    if (isCounted) sums.set(total.account, add(sums.get(total.account) ?? zero, decimal(total.amount)));
  }
  return sums;
}

function unseen(account: string, difference: Decimal, foreign: ForeignMovement | null, input: ProofInput): Found {
  const { cause, detail } = causeOfUnseen(account, difference, foreign, input);
  const said = { number: null, key: null, target: null, isHeld: false, gaps: [] };
  const size = amount(absolute(difference));
  return {
    difference: {
      cause,
      currency: input.baseCurrency,
      amount: amount(difference),
      size,
      account,
      day: `${input.period.throughMonth}-01`,
      detail,
      ...said,
    },
    gaps: [],
  };
}

/** Only a ledger's own documents move receivables, and we read all of those: a rest there is nobody's, and stays unexplained. */
function causeOfUnseen(
  account: string,
  difference: Decimal,
  foreign: ForeignMovement | null,
  input: ProofInput,
): { readonly cause: Cause; readonly detail: string } {
  if (foreign !== null && compare(absolute(difference), exchangeBound(foreign, input.baseCurrency)) <= 0) {
    return { cause: 'exchange rate', detail: `at most one minor unit for each of ${foreign.documents} documents in other currencies` };
  }
  if (foreign !== null && foreign.withoutRate > 0) {
    return { cause: 'exchange rate', detail: `${foreign.withoutRate} documents in other currencies carry no rate` };
  }
  return account === input.chart.receivable
    ? { cause: 'unexplained', detail: 'the ledger’s receivables are not the sum of its documents' }
    : { cause: 'posted in the ledger by others', detail: 'moved by something else than the documents that are read there' };
}

const exchangeBound = (foreign: ForeignMovement, currency: string): Decimal => ({
  units: BigInt(foreign.documents),
  scale: placesOf(currency),
});
