import { absolute, add, amount, compare, decimal, isZero, subtract, sum, zero } from '../core/decimal.ts';
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
  const { ledger, chart } = input;
  if (ledger.is !== 'read') return { rows: [], found: [] };
  const moved = new Map<string, Decimal>();
  for (const movement of ledger.movements) {
    const account = accountName(chart, movement.account);
    moved.set(account, add(moved.get(account) ?? zero, decimal(movement.amount)));
  }
  const seen = documentsByAccount(input);
  const bridges = ledger.foreign.length === 0 ? [[]] : ledger.foreign;
  const compared = bridges.map((bridge) => compareAccounts(input, { seen, moved, bridge }));
  const best = compared.reduce((a, b) => (compare(offBy(b), offBy(a)) < 0 ? b : a));
  const found = best.flatMap(({ row, difference, abroad }) => (isZero(difference) ? [] : [unseen(row.account, difference, abroad, input)]));
  return { rows: best.map(({ row }) => row), found };
}

interface Compared {
  readonly row: LedgerRow;
  readonly difference: Decimal;
  readonly abroad: ForeignMovement | null;
}

interface Sides {
  readonly seen: ReadonlyMap<string, Decimal>;
  readonly moved: ReadonlyMap<string, Decimal>;
  readonly bridge: readonly ForeignMovement[];
}

function compareAccounts({ controlled }: ProofInput, { seen, moved, bridge }: Sides): readonly Compared[] {
  const foreign = new Map(bridge.map((movement) => [movement.account, movement]));
  return [...new Set(controlled)].toSorted().map((account) => {
    const abroad = foreign.get(account) ?? null;
    const documents = add(seen.get(account) ?? zero, abroad === null ? zero : decimal(abroad.amount));
    const movement = moved.get(account) ?? zero;
    const difference = subtract(documents, movement);
    return {
      row: { account, documents: amount(documents), movement: amount(movement), difference: amount(difference) },
      difference,
      abroad,
    };
  });
}

const offBy = (compared: readonly Compared[]): Decimal => sum(compared.map(({ difference }) => absolute(difference)));

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
