import type { Fields } from './fields.ts';
import type { State } from './state.ts';

/** The account that comes with a tax agency. */
export const createdAccountFields = (state: State, name: string): Fields => ({
  Name: name,
  SubAccount: false,
  FullyQualifiedName: name,
  Active: true,
  Classification: 'Liability',
  AccountType: 'Other Current Liability',
  AccountSubType: 'GlobalTaxPayable',
  CurrencyRef: { value: state.facts.homeCurrency },
});
