import type { Kind } from '../../core/records.ts';
import { idOf, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** What an event's object says about records of ours: which kind, and under which member of the object the id stands. */
interface Telling {
  readonly types: readonly string[];
  readonly of: readonly { readonly kind: Kind; readonly member: string }[];
}

const itself = 'id';

/**
 * Stripe's lists cannot be asked for what changed; its events can, and its webhooks are the same events. One object's event often
 * tells of another: a credit note lowers what its invoice is owed.
 */
const tellings: readonly Telling[] = [
  { types: ['customer.created', 'customer.updated', 'customer.deleted'], of: [{ kind: 'contact', member: itself }] },
  {
    types: ['customer.tax_id.created', 'customer.tax_id.updated', 'customer.tax_id.deleted'],
    of: [{ kind: 'contact', member: 'customer' }],
  },
  { types: ['tax_rate.created', 'tax_rate.updated'], of: [{ kind: 'taxRate', member: itself }] },
  {
    types: [
      'invoice.created',
      'invoice.updated',
      'invoice.finalized',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice.payment_failed',
      'invoice.voided',
      'invoice.marked_uncollectible',
      'invoice.overpaid',
      'invoice.deleted',
    ],
    of: [{ kind: 'invoice', member: itself }],
  },
  { types: ['invoice_payment.paid'], of: [{ kind: 'invoice', member: 'invoice' }] },
  {
    types: ['credit_note.created', 'credit_note.updated', 'credit_note.voided'],
    of: [
      { kind: 'creditNote', member: itself },
      { kind: 'invoice', member: 'invoice' },
    ],
  },
  {
    types: ['charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed'],
    of: [{ kind: 'dispute', member: itself }],
  },
  { types: ['charge.dispute.funds_withdrawn', 'charge.dispute.funds_reinstated'], of: [{ kind: 'dispute', member: itself }] },
  {
    types: ['payout.created', 'payout.updated', 'payout.paid', 'payout.failed', 'payout.canceled', 'payout.reconciliation_completed'],
    of: [
      { kind: 'payout', member: itself },
      { kind: 'balanceTransaction', member: 'balance_transaction' },
      { kind: 'balanceTransaction', member: 'failure_balance_transaction' },
    ],
  },
  {
    // Right after a charge its balance transaction is not there yet; `charge.updated` follows when it is.
    types: ['charge.succeeded', 'charge.captured', 'charge.updated', 'charge.failed'],
    of: [
      { kind: 'balanceTransaction', member: 'balance_transaction' },
      { kind: 'balanceTransaction', member: 'failure_balance_transaction' },
    ],
  },
  {
    types: ['refund.created', 'refund.updated', 'refund.failed'],
    of: [
      { kind: 'balanceTransaction', member: 'balance_transaction' },
      { kind: 'balanceTransaction', member: 'failure_balance_transaction' },
    ],
  },
  {
    types: ['topup.succeeded', 'topup.reversed', 'transfer.created', 'transfer.reversed'],
    of: [{ kind: 'balanceTransaction', member: 'balance_transaction' }],
  },
];

const byType = new Map(tellings.flatMap(({ types, of }) => types.map((type) => [type, of] as const)));

/** The types of events that tell of records of a kind: at most twenty, which is what a list of events can be asked for. */
export const typesFor = (kind: Kind): readonly string[] =>
  tellings.flatMap(({ types, of }) => (of.some((one) => one.kind === kind) ? types : []));

/** Every type of event that means something to us: what a webhook should be set up for. */
export const allTypes: readonly string[] = [...byType.keys()];

/** The records that an event tells of. Its object may be old or of another version, so only ids are taken from it. */
export function toldBy(type: string, object: Wire): readonly { readonly kind: Kind; readonly id: string }[] {
  return (byType.get(type) ?? []).flatMap(({ kind, member }) => {
    const id = member === itself ? textOf(object, itself) : idOf(object, member);
    return id === null ? [] : [{ kind, id }];
  });
}
