import type { ConnectedSandbox } from '../sandbox/sandbox-client.ts';

type Shown = Readonly<Record<string, unknown>>;

/** What somebody does in the ledger while nobody expects it. Resolves with one line for each deed. */
export async function editTheLedger(ledger: ConnectedSandbox, paidOn: string): Promise<readonly string[]> {
  const open = ledger
    .documents('invoice')
    .filter(
      (invoice) =>
        invoice['Status'] === 'AUTHORISED' &&
        invoice['CurrencyCode'] === 'GBP' &&
        isZero(invoice['AmountPaid']) &&
        isZero(invoice['AmountCredited']) &&
        isOurs(invoice),
    )
    .toSorted((a, b) => (numberOf(a) < numberOf(b) ? 1 : -1));
  const [paid, repriced] = open;
  const deleted = ledger
    .documents('payment')
    .filter((payment) => payment['Status'] === 'AUTHORISED' && isOurs(invoiceOf(payment)) && invoiceOf(payment)['CurrencyCode'] === 'GBP')
    .toSorted((a, b) => (String(a['PaymentID']) < String(b['PaymentID']) ? -1 : 1))[0];
  if (!paid || !repriced || !deleted) throw new Error(`the ledger has ${open.length} open invoices, and the demo needs two, and a payment`);
  const fields = { Invoice: { InvoiceID: idOf(paid) }, Account: { Code: '090' }, Date: paidOn, Amount: Number(paid['Total']) };
  await ledger.person({ does: 'create', kind: 'payment', fields });
  const [line] = linesOf(repriced);
  const cheaper = {
    Description: line?.['Description'],
    Quantity: 1,
    UnitAmount: 1,
    AccountCode: line?.['AccountCode'],
    TaxType: line?.['TaxType'],
  };
  await ledger.person({ does: 'edit', kind: 'invoice', id: idOf(repriced), fields: { LineItems: [cheaper] } });
  await ledger.person({ does: 'void', kind: 'payment', id: String(deleted['PaymentID']) });
  return [`paid ${numberOf(paid)}`, `changed the price of ${numberOf(repriced)}`, `deleted the payment of ${numberOf(invoiceOf(deleted))}`];
}

const isOurs = (invoice: Shown): boolean => numberOf(invoice).startsWith('INV-');
const idOf = (invoice: Shown): string => String(invoice['InvoiceID']);
const numberOf = (invoice: Shown): string => String(invoice['InvoiceNumber']);
function invoiceOf(payment: Shown): Shown {
  const invoice = payment['Invoice'];
  return typeof invoice === 'object' && invoice !== null ? Object.fromEntries(Object.entries(invoice)) : {};
}
const isZero = (figure: unknown): boolean => Number(figure ?? 0) === 0;

function linesOf(invoice: Shown): readonly Shown[] {
  const lines = invoice['LineItems'];
  return Array.isArray(lines) ? lines.filter((line): line is Shown => typeof line === 'object' && line !== null) : [];
}
