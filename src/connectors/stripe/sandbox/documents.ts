import type { Kind } from '../../../core/records.ts';
import { isFields } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Row } from './rows.ts';
import { show } from './shapes.ts';
import type { State } from './state.ts';
import { wireText } from './wire.ts';

type Tables = State['tables'];

const places: Readonly<Record<Kind, ((tables: Tables) => readonly Row[]) | null>> = {
  invoice: ({ invoices }) => invoices.all(),
  creditNote: ({ creditNotes }) => creditNotes.all(),
  payment: ({ charges }) => charges.all(),
  refund: ({ refunds }) => refunds.all(),
  contact: ({ customers }) => customers.all(),
  item: ({ products }) => products.all(),
  taxRate: ({ taxRates }) => taxRates.all(),
  balanceTransaction: ({ balance }) => balance.all(),
  payout: ({ payouts }) => payouts.all(),
  dispute: ({ disputes }) => disputes.all(),
  allocation: ({ invoicePayments }) => invoicePayments.all(),
  transfer: ({ topUps }) => topUps.all(),
  account: null,
  currency: null,
  bankTransaction: null,
  journal: null,
  organisation: null,
  settlement: null,
  statementLine: null,
};

/** What the account holds of a kind, as the API would show it, oldest first. Payments are charges. */
export function documentsOf(state: State, kind: Kind): readonly Fields[] {
  const rows = places[kind]?.(state.tables) ?? [];
  return rows.map((row) => parsed(show(state, row)));
}

function parsed(shown: unknown): Fields {
  const read: unknown = JSON.parse(wireText(shown));
  return isFields(read) ? read : {};
}
