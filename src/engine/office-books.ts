import { bookedOn } from '../core/records.ts';
import type { Account } from '../core/records.ts';
import type { Day, Instant } from '../core/day.ts';
import { add, amount, decimal, isZero, zero } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import { chartOf } from '../proof/chart.ts';
import { wholeDocument } from '../proof/posting.ts';
import { postingsOf } from '../proof/postings.ts';
import { namesOf } from './office-proof.ts';
import type { ProofStore, SideName } from './proof-port.ts';

/** The books of a side as it showed them then. */
export interface BooksThen {
  readonly documents: number;
  readonly balances: readonly {
    readonly account: string;
    readonly accountName: string;
    readonly currency: string;
    readonly balance: Amount;
  }[];
}

/**
 * What the documents dated until a day, as they were shown at an instant, come to on each account. What was entered later, or changed
 * since, is not in it. `ledger`: the connection whose accounts they are booked on.
 */
export async function booksThen(
  proofs: Pick<ProofStore, 'asOf'>,
  side: SideName & { readonly at: Instant; readonly asOf: Day; readonly ledger: string },
): Promise<BooksThen> {
  const accounts: Account[] = [];
  for await (const record of proofs.asOf({ ...side, connection: side.ledger })) if (record.kind === 'account') accounts.push(record);
  const chart = chartOf(accounts);
  const nameOf = namesOf(accounts);
  const sums = new Map<string, { readonly account: string; readonly currency: string; readonly balance: Decimal }>();
  let documents = 0;
  for await (const record of proofs.asOf(side)) {
    const day = bookedOn(record);
    if (day === null || day > side.asOf) continue;
    const postings = postingsOf(record, chart);
    if (postings.length > 0) documents += 1;
    for (const { account, currency, amount: moved } of postings) {
      if (account === wholeDocument) continue;
      const known = sums.get(`${account} ${currency}`) ?? { account, currency, balance: zero };
      sums.set(`${account} ${currency}`, { ...known, balance: add(known.balance, decimal(moved)) });
    }
  }
  return {
    documents,
    balances: [...sums.values()]
      .filter(({ balance }) => !isZero(balance))
      .toSorted((a, b) => (`${a.account} ${a.currency}` < `${b.account} ${b.currency}` ? -1 : 1))
      .map(({ account, currency, balance }) => ({ account, accountName: nameOf(account), currency, balance: amount(balance) })),
  };
}
