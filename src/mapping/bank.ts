import type { Amount } from '../core/decimal.ts';
import type { Decision } from './mapping.ts';

/** How a bank's lines are booked: which ledger account each bank account is, and what people have said of lines that recur. */
export interface BankMapping {
  /** The ledger's account of each bank account, as its source names it; `default` for all others, null: held. */
  readonly accounts: { readonly default: string | null; readonly byAccount: Readonly<Record<string, string>>; readonly decision: Decision };
  /** What a bank or a processor kept of a customer's payment; null: such a payment is not booked by itself. */
  readonly fees: BankCoding | null;
  /** What we are called on lines between our own accounts. */
  readonly ownNames: readonly string[];
  /** The first rule that fits counts; it takes lines that documents do not explain better. */
  readonly rules: readonly BankRule[];
  readonly decision: Decision;
}

interface BankCoding {
  readonly account: string;
  readonly contact: string;
  /** The ledger's tax code. Null: none is said, for ledgers without one. */
  readonly tax: string | null;
}

export interface BankRule extends BankCoding {
  readonly name: string;
  readonly when: {
    /** Words that stand in the text or the counterparty's name, in any spelling of capitals. Null: any. */
    readonly contains: string | null;
    readonly counterparty: string | null;
    /** With their signs: money out is negative. Null: no bound. */
    readonly from: Amount | null;
    readonly through: Amount | null;
    readonly account: string | null;
  };
  readonly decision: Decision;
}

/** The ledger's account of a bank account; null: nobody has said. */
export const ledgerAccountOf = ({ accounts }: BankMapping, account: string): string | null =>
  Object.hasOwn(accounts.byAccount, account) ? (accounts.byAccount[account] ?? null) : accounts.default;
