import { z } from 'zod';

/** What people do at a ledger's screens and what its books show, in its own words: where the events of the bench come from. */
export interface LedgerScreens {
  customer(name: string): Fields;
  /** An invoice of one line, with tax. */
  invoice(sold: { readonly customer: string; readonly number: string; readonly what: string; readonly price: number }): Fields;
  /** Pays an invoice that the books show in full. */
  payment(invoice: Fields, reference: string): Fields;
  invoiceShown(invoice: Fields): Shown;
  /** By the reference that people gave it. */
  paymentShown(payment: Fields): Shown;
}

export type Fields = Readonly<Record<string, unknown>>;

interface Shown {
  /** A number or a reference; null: it carries none. */
  readonly name: string | null;
  /** The instant that its own books give it. */
  readonly at: number;
}

const issuedOn = '2026-11-10';
const dueOn = '2026-12-10';

const xeroInvoice = z.object({
  InvoiceID: z.string(),
  InvoiceNumber: z.string().optional(),
  Total: z.unknown(),
  UpdatedDateUTC: z.string(),
});
const xeroPayment = z.object({ Reference: z.string().optional(), UpdatedDateUTC: z.string() });

/** '/Date(1763683200000+0000)/' is how Xero writes an instant. */
const xeroStamp = (text: string): number => Number(/\((\d+)/.exec(text)?.[1]);

export const xeroScreens: LedgerScreens = {
  customer: (name) => ({ Name: name }),
  invoice: ({ customer, number, what, price }) => ({
    Type: 'ACCREC',
    Contact: { ContactID: customer },
    InvoiceNumber: number,
    Status: 'AUTHORISED',
    Date: issuedOn,
    DueDate: dueOn,
    LineItems: [{ Description: what, Quantity: 1, UnitAmount: price, AccountCode: '200', TaxType: 'OUTPUT2' }],
  }),
  payment: (invoice, reference) => {
    const { InvoiceID, Total } = xeroInvoice.parse(invoice);
    return { Invoice: { InvoiceID }, Account: { Code: '090' }, Date: issuedOn, Amount: Total, Reference: reference };
  },
  invoiceShown: (invoice) => {
    const { InvoiceNumber, UpdatedDateUTC } = xeroInvoice.parse(invoice);
    return { name: InvoiceNumber ?? null, at: xeroStamp(UpdatedDateUTC) };
  },
  paymentShown: (payment) => {
    const { Reference, UpdatedDateUTC } = xeroPayment.parse(payment);
    return { name: Reference ?? null, at: xeroStamp(UpdatedDateUTC) };
  },
};

const quickBooksTimes = z.object({ LastUpdatedTime: z.string() });
const quickBooksInvoice = z.object({
  Id: z.string(),
  DocNumber: z.string().optional(),
  CustomerRef: z.unknown(),
  TotalAmt: z.unknown(),
  MetaData: quickBooksTimes,
});
const quickBooksPayment = z.object({ PaymentRefNum: z.string().optional(), MetaData: quickBooksTimes });

export const quickBooksScreens: LedgerScreens = {
  customer: (name) => ({ DisplayName: name }),
  invoice: ({ customer, number, what, price }) => ({
    CustomerRef: { value: customer },
    DocNumber: number,
    TxnDate: issuedOn,
    DueDate: dueOn,
    GlobalTaxCalculation: 'TaxExcluded',
    Line: [
      {
        Description: what,
        Amount: price,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value: '1' }, Qty: 1, UnitPrice: price, TaxCodeRef: { value: '2' } },
      },
    ],
  }),
  payment: (invoice, reference) => {
    const { Id, CustomerRef, TotalAmt } = quickBooksInvoice.parse(invoice);
    return {
      CustomerRef,
      TotalAmt,
      TxnDate: issuedOn,
      PaymentRefNum: reference,
      DepositToAccountRef: { value: '35' },
      Line: [{ Amount: TotalAmt, LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] }],
    };
  },
  invoiceShown: (invoice) => {
    const { DocNumber, MetaData } = quickBooksInvoice.parse(invoice);
    return { name: DocNumber ?? null, at: Date.parse(MetaData.LastUpdatedTime) };
  },
  paymentShown: (payment) => {
    const { PaymentRefNum, MetaData } = quickBooksPayment.parse(payment);
    return { name: PaymentRefNum ?? null, at: Date.parse(MetaData.LastUpdatedTime) };
  },
};
