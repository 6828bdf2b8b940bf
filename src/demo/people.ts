import type { ConnectedSandbox } from '../sandbox/sandbox-client.ts';

type Shown = Readonly<Record<string, unknown>>;

/** What somebody does in the ledger while nobody expects it. Resolves with one line for each deed. */
export async function editTheLedger(ledger: ConnectedSandbox, paidOn: string): Promise<readonly Deed[]> {
  const open = ledger
    .documents('invoice')
    .filter(
      (invoice) =>
        invoice['Status'] === 'AUTHORISED' && invoice['CurrencyCode'] === 'GBP' && isZero(invoice['AmountPaid']) && isZero(invoice['AmountCredited']) && isOurs(invoice),
    )
    .toSorted((a, b) => (numberOf(a) < numberOf(b) ? 1 : -1));
  const [paid, repriced, voided] = open;
  if (!paid || !repriced || !voided) throw new Error(`the ledger has ${open.length} open invoices, and the demo needs three`);
  const fields = { Invoice: { InvoiceID: idOf(paid) }, Account: { Code: '090' }, Date: paidOn, Amount: Number(paid['Total']) };
  await ledger.person({ does: 'create', kind: 'payment', fields });
  await ledger.person({ does: 'edit', kind: 'invoice', id: idOf(repriced), fields: { LineItems: linesOf(repriced).slice(0, 1).map((line) => ({ ...line, UnitAmount: 1, LineAmount: undefined })) } });
  await ledger.person({ does: 'void', kind: 'invoice', id: idOf(voided) });
  return [
    { did: 'paid', number: numberOf(paid) },
    { did: 'repriced', number: numberOf(repriced) },
    { did: 'voided', number: numberOf(voided) },
  ];
}

export interface Deed {
  readonly did: 'paid' | 'repriced' | 'voided';
  readonly number: string;
}

/** What the agency needs in its ledger before the first invoice: euros, and a bank account for them. */
export async function prepareLedger(ledger: ConnectedSandbox): Promise<void> {
  await ledger.person({ does: 'setting', fields: { Currencies: ['EUR'] } });
  const fields = { Code: '092', Name: 'Euro Account', Type: 'BANK', BankAccountNumber: '0000 092 0000', CurrencyCode: 'EUR' };
  await ledger.person({ does: 'create', kind: 'account', fields });
}

const isOurs = (invoice: Shown): boolean => numberOf(invoice).startsWith('INV-');
const idOf = (invoice: Shown): string => String(invoice['InvoiceID']);
const numberOf = (invoice: Shown): string => String(invoice['InvoiceNumber']);
const isZero = (figure: unknown): boolean => Number(figure ?? 0) === 0;

function linesOf(invoice: Shown): readonly Shown[] {
  const lines = invoice['LineItems'];
  return Array.isArray(lines) ? lines.filter((line): line is Shown => typeof line === 'object' && line !== null) : [];
}
