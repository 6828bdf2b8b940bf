import type { Kind } from '../../core/records.ts';

/**
 * The pages of QuickBooks' own app by the id of what they show, in the company in which the person is at that moment. Intuit's
 * reference does not list them; they are the addresses that its app itself shows.
 */
const pages: { readonly [K in Kind]?: string } = { invoice: 'invoice', creditNote: 'creditmemo', payment: 'recvpayment' };

export function pageOf(kind: Kind, id: string): string | null {
  const page = pages[kind];
  // Other ids are ours, of several parts.
  return page === undefined || !/^\d+$/.test(id) ? null : `https://app.qbo.intuit.com/app/${page}?txnId=${id}`;
}
