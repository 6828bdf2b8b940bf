import { faults } from './faults.ts';
import { toHome } from './currency.ts';
import { centsIn, figure, listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { rateOf, targetOf } from './postings.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';

/** How much of which document a payment or a deposit takes. */
export interface Taken {
  readonly target: Row;
  readonly cents: bigint;
}

/** What the lines of a payment or a deposit are linked to. Throws for a link that leads nowhere. */
export function linksOf(state: State, body: Fields, types: readonly string[]): readonly Taken[] {
  const taken = new Map<string, Taken>();
  for (const line of listIn(body, 'Line')) {
    for (const link of listIn(line, 'LinkedTxn')) {
      const id = textIn(link, 'TxnId') ?? '';
      const target = types.includes(textIn(link, 'TxnType') ?? '') ? targetOf(state, link) : undefined;
      if (!target) throw faults.cannotLink(id);
      const key = `${target.type} ${target.id}`;
      taken.set(key, { target, cents: (taken.get(key)?.cents ?? 0n) + centsIn(line, 'Amount') });
    }
  }
  return [...taken.values()];
}

/** How much of a document this payment took before it is changed. */
export const takenBefore = (state: State, before: Row | null, target: Row): bigint =>
  before === null
    ? 0n
    : (takenOf(state, before).find((one) => one.target.type === target.type && one.target.id === target.id)?.cents ?? 0n);

const takenOf = (state: State, row: Row): readonly Taken[] =>
  listIn(row.body, 'Line').flatMap((line) =>
    listIn(line, 'LinkedTxn').flatMap((link) => {
      const target = targetOf(state, link);
      return target ? [{ target, cents: centsIn(line, 'Amount') }] : [];
    }),
  );

/** Moves the balances of the documents that a payment settles, and shows the payment in their links. Their SyncToken goes on. */
export function relink(state: State, before: Row | null, after: Row | null, shownAs: string): void {
  const moves = new Map<string, { readonly target: Row; cents: bigint; isLinked: boolean }>();
  const note = (row: Row | null, sign: 1n | -1n): void => {
    for (const { target, cents } of row === null || row.isDeleted ? [] : takenOf(state, row)) {
      const key = `${target.type} ${target.id}`;
      const move = moves.get(key) ?? { target, cents: 0n, isLinked: false };
      move.cents += sign * cents;
      if (sign === 1n) move.isLinked = true;
      moves.set(key, move);
    }
  };
  note(before, -1n);
  note(after, 1n);
  const id = (after ?? before)?.id ?? '';
  for (const { target, cents, isLinked } of moves.values()) {
    const others = listIn(target.body, 'LinkedTxn').filter((link) => textIn(link, 'TxnId') !== id);
    const wasLinked = others.length < listIn(target.body, 'LinkedTxn').length;
    if (cents === 0n && wasLinked === isLinked) continue;
    const links = isLinked ? [...others, { TxnId: id, TxnType: shownAs }] : others;
    state.change(target, { ...target.body, LinkedTxn: links, ...(hasBalance(target) && newBalance(target, cents)) });
  }
}

const hasBalance = ({ type }: Row): boolean => type === 'Invoice' || type === 'CreditMemo' || type === 'Bill' || type === 'VendorCredit';

function newBalance({ type, body }: Row, cents: bigint): Fields {
  const balance = centsIn(body, 'Balance') - cents;
  return {
    Balance: figure(balance),
    ...(type === 'CreditMemo' && { RemainingCredit: figure(balance) }),
    ...(body['HomeBalance'] !== undefined && { HomeBalance: figure(toHome(balance, rateOf(body))) }),
  };
}

/** The deposit that a payment or a receipt went into. */
export const depositOf = (row: Row): string | undefined => {
  const link = listIn(row.body, 'LinkedTxn').find((one) => textIn(one, 'TxnType') === 'Deposit');
  return link && textIn(link, 'TxnId');
};

export function refuseDeposited(row: Row | null): void {
  if (row !== null && depositOf(row) !== undefined) throw faults.deposited();
}
