export interface SeedAccount {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly subType: string;
}

const one = (id: string, name: string, type: string, subType: string): SeedAccount => ({ id, name, type, subType });

// As in the sample company that Intuit gives to developers, with the numbers that it has there.
const common: readonly SeedAccount[] = [
  one('1', 'Services', 'Income', 'ServiceFeeIncome'),
  one('2', 'Retained Earnings', 'Equity', 'RetainedEarnings'),
  one('3', 'Prepaid Expenses', 'Other Current Asset', 'PrepaidExpenses'),
  one('4', 'Undeposited Funds', 'Other Current Asset', 'UndepositedFunds'),
  one('5', 'Fees Billed', 'Income', 'ServiceFeeIncome'),
  one('6', 'Refunds-Allowances', 'Income', 'DiscountsRefundsGiven'),
  one('7', 'Advertising', 'Expense', 'AdvertisingPromotional'),
  one('8', 'Bank Charges', 'Expense', 'BankCharges'),
  one('13', 'Meals and Entertainment', 'Expense', 'EntertainmentMeals'),
  one('15', 'Office Expenses', 'Expense', 'OfficeGeneralAdministrativeExpenses'),
  one('22', 'Travel', 'Expense', 'Travel'),
  one('24', 'Utilities', 'Expense', 'Utilities'),
  one('25', 'Interest Earned', 'Other Income', 'InterestEarned'),
  one('30', 'Uncategorized Income', 'Income', 'ServiceFeeIncome'),
  one('31', 'Uncategorized Expense', 'Expense', 'OtherMiscellaneousServiceCost'),
  one('32', 'Uncategorized Asset', 'Other Current Asset', 'OtherCurrentAssets'),
  one('33', 'Accounts Payable (A/P)', 'Accounts Payable', 'AccountsPayable'),
  one('34', 'Opening Balance Equity', 'Equity', 'OpeningBalanceEquity'),
  one('35', 'Checking', 'Bank', 'Checking'),
  one('36', 'Savings', 'Bank', 'Savings'),
  one('41', 'Mastercard', 'Credit Card', 'CreditCard'),
  one('42', 'Visa', 'Credit Card', 'CreditCard'),
  one('43', 'Loan Payable', 'Other Current Liability', 'OtherCurrentLiabilities'),
  one('44', 'Notes Payable', 'Long Term Liability', 'OtherLongTermLiabilities'),
  one('79', 'Sales of Product Income', 'Income', 'SalesOfProductIncome'),
  one('80', 'Cost of Goods Sold', 'Cost of Goods Sold', 'SuppliesMaterialsCogs'),
  one('82', 'Design income', 'Income', 'OtherPrimaryIncome'),
  one('84', 'Accounts Receivable (A/R)', 'Accounts Receivable', 'AccountsReceivable'),
  one('85', 'Billable Expense Income', 'Income', 'OtherPrimaryIncome'),
  one('86', 'Discounts given', 'Income', 'DiscountsRefundsGiven'),
  one('87', 'Unapplied Cash Payment Income', 'Income', 'UnappliedCashPaymentIncome'),
  one('88', 'Unapplied Cash Bill Payment Expense', 'Expense', 'UnappliedCashBillPaymentExpense'),
];

const taxAccounts: Readonly<Record<'US' | 'GB', readonly SeedAccount[]>> = {
  US: [
    one('89', 'Arizona Dept. of Revenue Payable', 'Other Current Liability', 'GlobalTaxPayable'),
    one('90', 'Board of Equalization Payable', 'Other Current Liability', 'GlobalTaxPayable'),
  ],
  GB: [one('89', 'VAT Control', 'Other Current Liability', 'GlobalTaxPayable')],
};

export const seedAccounts = (country: 'US' | 'GB'): readonly SeedAccount[] => [...common, ...taxAccounts[country]];
