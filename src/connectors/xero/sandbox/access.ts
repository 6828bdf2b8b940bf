// Which scope opens which part of the Accounting API. `write` may be followed by '.read' for reading only; the broad scopes of
// apps from before March 2026 open several parts each.

interface Family {
  readonly scope: string;
  readonly broad: string | null;
  readonly resources: readonly string[];
}

const transactions = 'accounting.transactions';

const families: readonly Family[] = [
  { scope: 'accounting.contacts', broad: null, resources: ['Contacts', 'ContactGroups'] },
  {
    scope: 'accounting.settings',
    broad: null,
    resources: [
      'Organisation',
      'Organisations',
      'Accounts',
      'TaxRates',
      'Currencies',
      'Items',
      'TrackingCategories',
      'BrandingThemes',
      'Users',
    ],
  },
  {
    scope: 'accounting.invoices',
    broad: transactions,
    resources: ['Invoices', 'CreditNotes', 'Items', 'Quotes', 'PurchaseOrders', 'RepeatingInvoices', 'LinkedTransactions'],
  },
  { scope: 'accounting.payments', broad: transactions, resources: ['Payments', 'BatchPayments', 'Overpayments', 'Prepayments'] },
  { scope: 'accounting.banktransactions', broad: transactions, resources: ['BankTransactions', 'BankTransfers'] },
  { scope: 'accounting.manualjournals', broad: transactions, resources: ['ManualJournals'] },
];

const reports: Readonly<Record<string, string>> = {
  AgedReceivablesByContact: 'accounting.reports.aged.read',
  AgedPayablesByContact: 'accounting.reports.aged.read',
  BalanceSheet: 'accounting.reports.balancesheet.read',
  BankSummary: 'accounting.reports.banksummary.read',
  BudgetSummary: 'accounting.reports.budgetsummary.read',
  ExecutiveSummary: 'accounting.reports.executivesummary.read',
  ProfitAndLoss: 'accounting.reports.profitandloss.read',
  TrialBalance: 'accounting.reports.trialbalance.read',
};

export const broadScopes: readonly string[] = [transactions, `${transactions}.read`, 'accounting.reports.read'];
export const reportScopes: readonly string[] = [...new Set(Object.values(reports))];

/** The scopes of which one is enough for a request; none for a path that nobody serves, which is then not found. */
export function scopesFor(method: string, path: string): readonly string[] {
  const [resource = '', report = ''] = path.replace('/api.xro/2.0/', '').split('/');
  if (resource === 'Reports') return [reports[report] ?? '', 'accounting.reports.read'].filter((scope) => scope !== '');
  if (resource === 'Journals') return ['accounting.journals.read'];
  const isRead = method === 'GET';
  return families
    .filter(({ resources }) => resources.includes(resource))
    .flatMap(({ scope, broad }) => [scope, ...(broad === null ? [] : [broad])])
    .flatMap((scope) => (isRead ? [scope, `${scope}.read`] : [scope]));
}
