import { add, amount, decimal, negate, subtract } from '../../../core/decimal.ts';
import type { Amount, Decimal } from '../../../core/decimal.ts';
import type { Day } from '../../../core/day.ts';
import { exactNumber } from '../../../core/json.ts';
import { errorOf, loginRequired } from './refusals.ts';
import type { BankAccount, Transaction } from './rows.ts';
import type { State } from './state.ts';

/** What stands on an account at the end of a day, or is owed: only booked lines count. */
function currentOf(state: State, account: BankAccount, through: Day | null = null): Amount {
  const lines = linesOf(state, account).filter(({ pending, date }) => !pending && (through === null || date <= through));
  return amount(moved(account, lines, decimal(account.opening)));
}

const linesOf = (state: State, { account_id: id }: BankAccount): readonly Transaction[] =>
  [...state.transactions.values()].filter((line) => line.account_id === id && line.removedAt === null);

const isOwed = ({ type }: BankAccount): boolean => type === 'credit' || type === 'loan';

const moved = (account: BankAccount, lines: readonly Transaction[], from: Decimal): Decimal =>
  lines.reduce((sum, line) => (isOwed(account) ? add(sum, decimal(line.amount)) : subtract(sum, decimal(line.amount))), from);

function accountShape(state: State, account: BankAccount) {
  const current = currentOf(state, account);
  const waiting = linesOf(state, account).filter(({ pending }) => pending);
  const available = amount(moved(account, waiting, decimal(current)));
  return {
    account_id: account.account_id,
    balances: {
      available: isOwed(account) ? null : exactNumber(available),
      current: exactNumber(current),
      limit: null,
      iso_currency_code: account.currency,
      unofficial_currency_code: null,
    },
    mask: account.mask,
    name: account.name,
    official_name: account.official_name,
    type: account.type,
    subtype: account.subtype,
    holder_category: 'business',
  };
}

export const accountShapes = (state: State) => [...state.accounts.values()].map((account) => accountShape(state, account));

export function transactionShape(state: State, line: Transaction, isOriginalWanted: boolean) {
  return {
    transaction_id: line.transaction_id,
    account_id: line.account_id,
    amount: exactNumber(line.amount),
    iso_currency_code: state.accounts.get(line.account_id)?.currency ?? null,
    unofficial_currency_code: null,
    date: line.date,
    datetime: null,
    authorized_date: line.authorized_date,
    authorized_datetime: null,
    name: line.name,
    merchant_name: line.merchant_name,
    merchant_entity_id: null,
    ...(isOriginalWanted && { original_description: line.original_description }),
    pending: line.pending,
    pending_transaction_id: line.pending_transaction_id,
    payment_channel: 'other',
    payment_meta: {
      reference_number: line.reference_number,
      ppd_id: null,
      payee: line.payee,
      payer: line.payer,
      payment_method: null,
      payment_processor: null,
      reason: null,
      by_order_of: null,
    },
    check_number: line.check_number,
    transaction_code: line.transaction_code,
    personal_finance_category: { primary: line.category.split('_')[0], detailed: line.category, confidence_level: 'LOW', version: 'v2' },
    counterparties:
      line.merchant_name === null
        ? []
        : [{ name: line.merchant_name, type: 'merchant', entity_id: null, website: null, logo_url: null, confidence_level: 'HIGH' }],
    location: { address: null, city: null, region: null, postal_code: null, country: null, lat: null, lon: null, store_number: null },
    logo_url: null,
    website: null,
    account_owner: null,
  };
}

export const itemShape = (state: State) => ({
  item_id: state.facts.item_id,
  institution_id: state.facts.institution_id,
  institution_name: state.facts.institution_name,
  webhook: state.item().webhook,
  auth_method: null,
  error: state.item().login === 'good' ? null : errorOf(loginRequired()),
  available_products: ['balance'],
  billed_products: ['transactions'],
  products: ['transactions'],
  consented_products: ['transactions'],
  consent_expiration_time: null,
  update_type: 'background',
});

/** The books: what each account holds, and on the other side what was there before and what came and went. */
export function trialBalance(state: State, through: Day | null): Readonly<Record<string, string>> {
  const sheet: Record<string, Amount> = {};
  for (const account of state.accounts.values()) {
    const [held, before] = [currentOf(state, account, through), account.opening].map((figure) =>
      isOwed(account) ? negate(decimal(figure)) : decimal(figure),
    );
    if (held === undefined || before === undefined) continue;
    sheet[account.account_id] = amount(held);
    const [opening, elsewhere] = [`opening ${account.currency}`, `elsewhere ${account.currency}`];
    sheet[opening] = amount(subtract(decimal(sheet[opening] ?? '0'), before));
    sheet[elsewhere] = amount(subtract(decimal(sheet[elsewhere] ?? '0'), subtract(held, before)));
  }
  return sheet;
}
