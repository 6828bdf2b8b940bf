import { createHmac, randomBytes } from 'node:crypto';
import type { WebhookDialect } from '../../../sandbox/webhooks.ts';

/** Nothing is told of payments, bank transactions, accounts and items: a payment shows as an update of its invoice. */
const categories: Readonly<Record<string, string>> = { Contacts: 'CONTACT', Invoices: 'INVOICE', CreditNotes: 'CREDITNOTE' };

export const xeroWebhooks: WebhookDialect = {
  event: ({ account, kind, id, isNew, detail, at }) => {
    const eventCategory = categories[kind];
    if (eventCategory === undefined) return null;
    return {
      ...(detail && { data: detail }),
      resourceUrl: `https://api.xero.com/api.xro/2.0/${kind}/${id}`,
      resourceId: id,
      tenantId: account,
      tenantType: 'ORGANISATION',
      eventCategory,
      eventType: isNew ? 'CREATE' : 'UPDATE',
      // Without a zone, as Xero writes it.
      eventDateUtc: new Date(at).toISOString().slice(0, -1),
    };
  },
  body: (events, { first, last }) => JSON.stringify({ events, firstEventSequence: first, lastEventSequence: last, entropy: entropy() }),
  signature: (body, secret) => ({ 'x-xero-signature': createHmac('sha256', secret).update(body).digest('base64') }),
  handshake: true,
  batch: 100,
};

/** Twenty capital letters, so that no two deliveries have the same signature. */
const entropy = (): string => String.fromCodePoint(...[...randomBytes(20)].map((byte) => 65 + (byte % 26)));
