import type { Day } from '../../../core/day.ts';
import { parseJson, writeJson } from '../../../core/json.ts';
import type { Kind } from '../../../core/records.ts';
import { entityNamed } from './entities.ts';
import { isFields, plainCents, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { companyInfo } from './organisation.ts';
import type { Row, RowType } from './rows.ts';
import { shapeOf, timeText } from './showing.ts';
import type { State } from './state.ts';

const types: Readonly<Record<Kind, readonly RowType[]>> = {
  organisation: [],
  currency: ['CompanyCurrency'],
  taxRate: ['TaxCode'],
  account: ['Account'],
  contact: ['Customer', 'Vendor'],
  item: ['Item'],
  invoice: ['Invoice'],
  creditNote: ['CreditMemo'],
  bankTransaction: ['Purchase', 'Deposit', 'SalesReceipt'],
  payment: ['Payment'],
  refund: ['RefundReceipt'],
  allocation: [],
  transfer: ['Transfer'],
  journal: ['JournalEntry'],
  balanceTransaction: [],
  settlement: [],
  payout: [],
  dispute: [],
  statementLine: [],
};

/** All that the company holds of a kind, in QuickBooks' shape, figures as their exact texts. For tests. */
export function documentsOf(state: State, kind: Kind): readonly Fields[] {
  const shapes =
    kind === 'organisation'
      ? [companyInfo(state)]
      : types[kind].flatMap((type) => {
          const entity = entityNamed(type);
          return entity ? [...state.rows.all(type)].map((row) => ({ ...shapeOf(state, entity, row), ...times(state, row) })) : [];
        });
  return shapes.flatMap((shape) => {
    const read = parseJson(writeJson(shape));
    return isFields(read) ? [read] : [];
  });
}

/** To the millisecond, which answers do not show. */
const times = (state: State, { createdAt, updatedAt, exactlyAt }: Row): Fields => ({
  MetaData: { CreateTime: timeText(state, createdAt, true), LastUpdatedTime: timeText(state, exactlyAt ?? updatedAt, true) },
});

/** By account number, or by name where an account has none. */
export function trialBalanceOf(state: State, through: Day | undefined): Readonly<Record<string, string>> {
  const balances = [...state.books.trialBalance({ from: null, through: through ?? null })];
  return Object.fromEntries(
    balances.map(([id, minor]) => {
      const account = state.rows.get('Account', id);
      return [(account && (textIn(account.body, 'AcctNum') ?? textIn(account.body, 'FullyQualifiedName'))) ?? id, plainCents(minor)];
    }),
  );
}
