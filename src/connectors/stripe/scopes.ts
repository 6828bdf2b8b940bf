import type { Scope } from '../../contract/manifest.ts';

/** What a restricted key must be allowed to read, by the names on the page where keys are made. Nothing is ever written. */
export const scopes: readonly Scope[] = [
  { name: 'Balance', needed: true, why: 'Every movement of your balance, with its fees: what is booked and proven.' },
  { name: 'Charges and Refunds', needed: true, why: 'What customers paid and got back, behind each movement of the balance.' },
  { name: 'Payouts', needed: true, why: 'Money on its way to your bank: its day, its bank account and what it consists of.' },
  { name: 'Disputes', needed: true, why: 'Payments that a bank took back: until when to answer, and how they ended.' },
  { name: 'Customers', needed: true, why: 'Names and addresses of customers, to find them in your books.' },
  { name: 'Invoices', needed: true, why: 'Invoices and which payment settled them, to book both once.' },
  { name: 'Credit Notes', needed: true, why: 'Credit notes, and the refunds that pay them out.' },
  { name: 'Payment Intents', needed: true, why: 'The way from a charge to the invoice that it paid.' },
  { name: 'Checkout Sessions', needed: true, why: 'Tax of sales that were made without an invoice.' },
  { name: 'Tax Rates', needed: true, why: 'Tax rates by name and percentage, for the mapping.' },
  { name: 'Events', needed: true, why: 'What changed since the last look, so that not everything is read again.' },
  { name: 'Accounts', needed: false, why: 'The name, country and currency of your business, to show which account is connected.' },
];
