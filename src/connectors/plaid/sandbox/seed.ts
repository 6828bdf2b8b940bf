import type { BankAccount } from './rows.ts';
import type { ItemFacts } from './state.ts';

const account = (account_id: string, of: Partial<BankAccount>, currency: string): BankAccount => ({
  account_id,
  name: 'Business Checking',
  official_name: null,
  mask: '0001',
  type: 'depository',
  subtype: 'checking',
  opening: '0',
  currency,
  ...of,
});

/** A bank with a current account, savings and a card, all in one currency. */
export const harbourBank = (currency: string): ItemFacts => ({
  item_id: 'item-harbour-bank',
  institution_id: 'ins_109508',
  institution_name: 'Harbour Bank',
  accessToken: 'access-sandbox-harbour-bank',
  accounts: [
    account('harbour-checking', { opening: '10000' }, currency),
    account('harbour-savings', { name: 'Business Savings', mask: '0002', subtype: 'savings', opening: '25000.5' }, currency),
    account('harbour-card', { name: 'Business Card', mask: '0003', type: 'credit', subtype: 'credit card', opening: '120.25' }, currency),
  ],
});

export const bayBank = (currency: string): ItemFacts => ({
  item_id: 'item-bay-bank',
  institution_id: 'ins_109509',
  institution_name: 'Bay Bank',
  accessToken: 'access-sandbox-bay-bank',
  accounts: [account('bay-checking', { name: 'Checking', mask: '7777' }, currency)],
});
