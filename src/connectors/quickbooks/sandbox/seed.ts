import { accountTypes } from './chart.ts';
import type { Fields } from './fields.ts';
import type { RowType } from './rows.ts';
import { seedAccounts } from './seed-accounts.ts';
import { seedTaxes } from './seed-taxes.ts';
import type { State } from './state.ts';

/** A row of the first day. */
export interface Seed {
  readonly type: RowType;
  readonly id: string;
  readonly body: Fields;
}

/** What every company holds on its first day. It is never saved: it is the same in every life, until it is changed. */
export function seed(state: State): void {
  const at = Date.parse('2025-01-01T08:00:00Z');
  for (const { type, id, body } of seeds(state)) {
    state.rows.load({ id, type, syncToken: 0, createdAt: at, updatedAt: at, isDeleted: false, body });
  }
}

function seeds(state: State): readonly Seed[] {
  const { country, homeCurrency } = state.facts;
  const currencies = country === 'US' ? [] : ['EUR', 'USD', 'GBP'].filter((code) => code !== homeCurrency);
  return [
    ...seedAccounts(country).map(({ id, name, type, subType }) => ({
      type: 'Account' as const,
      id,
      body: {
        Name: name,
        SubAccount: false,
        FullyQualifiedName: name,
        Active: true,
        Classification: accountTypes[type]?.classification ?? 'Asset',
        AccountType: type,
        AccountSubType: subType,
        CurrencyRef: { value: homeCurrency },
      },
    })),
    ...seedTaxes(country),
    ...currencies.map((code, index) => ({
      type: 'CompanyCurrency' as const,
      id: String(index + 1),
      body: { Code: code, Name: new Intl.DisplayNames('en', { type: 'currency' }).of(code) ?? code, Active: true },
    })),
    ...named('Term', [
      ['1', 'Due on receipt', { DueDays: '0', Type: 'STANDARD' }],
      ['2', 'Net 15', { DueDays: '15', Type: 'STANDARD' }],
      ['3', 'Net 30', { DueDays: '30', Type: 'STANDARD' }],
      ['4', 'Net 60', { DueDays: '60', Type: 'STANDARD' }],
    ]),
    ...named('PaymentMethod', [
      ['1', 'Cash', { Type: 'NON_CREDIT_CARD' }],
      ['2', 'Check', { Type: 'NON_CREDIT_CARD' }],
      ['3', 'Credit Card', { Type: 'CREDIT_CARD' }],
    ]),
    ...named('Item', [['1', 'Services', { ...service, IncomeAccountRef: { value: '1' }, FullyQualifiedName: 'Services' }]]),
  ];
}

const service = { Type: 'Service', Taxable: false, UnitPrice: '0', PurchaseCost: '0', TrackQtyOnHand: false, DeferredRevenue: false };

const named = (type: RowType, rows: readonly (readonly [string, string, Fields])[]): readonly Seed[] =>
  rows.map(([id, name, more]) => ({ type, id, body: { Name: name, Active: true, ...more } }));
