import type { Scope } from '../../contract/manifest.ts';

/**
 * Granular scopes: apps registered since March 2026 can ask for no others, and the broad ones end in September 2027. Xero's
 * specification still lists the broad ones only.
 */
export const scopes: readonly Scope[] = [
  { name: 'openid', needed: true, why: 'Your sign-in: who connects Xero.' },
  { name: 'profile', needed: true, why: 'Your name, shown beside the connection.' },
  { name: 'email', needed: true, why: 'Your e-mail address, shown beside the connection.' },
  { name: 'offline_access', needed: true, why: 'Staying connected while you are away.' },
  { name: 'accounting.contacts', needed: true, why: 'Customers: to find them, and to add and correct them.' },
  { name: 'accounting.settings', needed: true, why: 'Accounts, tax rates, currencies, items and lock dates: to book to what you use.' },
  { name: 'accounting.invoices', needed: true, why: 'Invoices and credit notes: to write, correct and void them.' },
  { name: 'accounting.payments', needed: true, why: 'Payments and money on account: to record them and see yours.' },
  { name: 'accounting.banktransactions', needed: true, why: 'Money received and spent, and transfers: for fees and payouts.' },
  { name: 'accounting.manualjournals', needed: false, why: 'Manual journals: for entries that no document carries.' },
  { name: 'accounting.reports.trialbalance.read', needed: true, why: 'The trial balance: to prove that both sides agree.' },
  { name: 'accounting.reports.profitandloss.read', needed: false, why: 'Profit and loss: a second look at sales and fees.' },
  { name: 'accounting.reports.aged.read', needed: false, why: 'Aged receivables: a second look at what customers owe.' },
];

/** For apps registered before March 2026 that have not moved yet: the broad scope that stands for each granular one. */
const broad: Readonly<Record<string, string>> = {
  'accounting.invoices': 'accounting.transactions',
  'accounting.payments': 'accounting.transactions',
  'accounting.banktransactions': 'accounting.transactions',
  'accounting.manualjournals': 'accounting.transactions',
  'accounting.reports.trialbalance.read': 'accounting.reports.read',
  'accounting.reports.profitandloss.read': 'accounting.reports.read',
  'accounting.reports.aged.read': 'accounting.reports.read',
};

/** True when a consent covers a scope: by its own name, by the wider one (write covers read), or by the broad one of old apps. */
export function isGranted(granted: readonly string[], scope: string): boolean {
  const wider = scope.replace(/\.read$/, '');
  const old = broad[scope] ?? broad[wider];
  return granted.includes(scope) || granted.includes(wider) || (old !== undefined && granted.includes(old));
}
