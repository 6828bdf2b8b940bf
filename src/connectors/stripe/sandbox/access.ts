/** What a key may be allowed, as the dashboard lists it, and which addresses below /v1/ it opens. */
interface Permission {
  readonly name: string;
  readonly covers: string;
  readonly opens: readonly string[];
}

// The names are those of app permissions; the list of addresses that each opens is read off the dashboard's words.
const permissions: readonly Permission[] = [
  { name: 'balance', covers: 'Balance', opens: ['balance', 'balance_transactions'] },
  { name: 'charge', covers: 'Charges and refunds', opens: ['charges', 'refunds'] },
  { name: 'customer', covers: 'Customers', opens: ['customers'] },
  { name: 'dispute', covers: 'Disputes', opens: ['disputes'] },
  { name: 'event', covers: 'Events', opens: ['events'] },
  { name: 'invoice', covers: 'Invoices', opens: ['invoices', 'invoiceitems', 'invoice_payments'] },
  { name: 'credit_note', covers: 'Credit notes', opens: ['credit_notes'] },
  { name: 'payment_intent', covers: 'Payment intents', opens: ['payment_intents'] },
  { name: 'checkout_session', covers: 'Checkout sessions', opens: ['checkout'] },
  { name: 'payout', covers: 'Payouts', opens: ['payouts'] },
  { name: 'top_up', covers: 'Top-ups', opens: ['topups'] },
  { name: 'product', covers: 'Products', opens: ['products'] },
  { name: 'plan', covers: 'Prices', opens: ['prices'] },
  { name: 'tax_rate', covers: 'Tax rates', opens: ['tax_rates'] },
  { name: 'webhook', covers: 'Webhook endpoints', opens: ['webhook_endpoints', 'event_destinations'] },
];

/** 'charge_read', 'charge_write' and so on. */
export const readPermissions: readonly string[] = permissions.map(({ name }) => `${name}_read`);
export const allPermissions: readonly string[] = permissions.flatMap(({ name }) => [`${name}_read`, `${name}_write`]);

export const coveredBy = (permission: string): string => permissions.find(({ name }) => permission.startsWith(`${name}_`))?.covers ?? '';

/** The permissions of which one is enough; none where every key may look (the account itself). */
export function permissionsFor(method: string, path: string): readonly string[] {
  const [, version = '', first = '', second = ''] = path.split('/');
  const resource = version === 'v2' && first === 'core' ? second : first;
  const permission = permissions.find(({ opens }) => opens.includes(resource));
  if (!permission) return [];
  return method === 'GET' ? [`${permission.name}_read`, `${permission.name}_write`] : [`${permission.name}_write`];
}
