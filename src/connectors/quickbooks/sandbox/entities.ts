import { listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { relink } from './links.ts';
import {
  prepareAccount,
  prepareAgency,
  prepareCurrency,
  prepareItem,
  prepareNamed,
  prepareRate,
  showAccount,
  showAgency,
} from './lists.ts';
import { prepareName, showCustomer, showVendor } from './names.ts';
import { billPaymentWord, prepareBillPayment, preparePayment } from './payments.ts';
import { post } from './postings.ts';
import type { Row, RowType } from './rows.ts';
import { prepareSale } from './sales.ts';
import type { Shape } from './shape.ts';
import { prepareJournal } from './journals.ts';
import * as lists from './shapes-lists.ts';
import * as sales from './shapes-sales.ts';
import * as spending from './shapes-spending.ts';
import { prepareDeposit, prepareSpending, prepareTransfer } from './spending.ts';
import type { State } from './state.ts';
import type { Work } from './work.ts';

type Verb = 'create' | 'update' | 'void' | 'delete';

/** One kind of object: what it may hold, what may be done with it, and what it does to others and to the books. */
export interface Entity {
  readonly type: RowType;
  readonly shape: Shape;
  readonly can: readonly Verb[];
  /** The object as it will be kept. Throws what QuickBooks would refuse. */
  readonly prepare: (work: Work) => Fields;
  /** After it was kept: links and postings. `after` null: it was deleted. */
  readonly settle: (state: State, before: Row | null, after: Row | null) => void;
  /** With what is not kept but reckoned when somebody looks. */
  readonly show: (state: State, row: Row) => Fields;
}

const nothing = (): void => {};
const asKept = (_state: State, { body }: Row): Fields => body;
const onlyWritten: readonly Verb[] = ['create', 'update'];
const deletable: readonly Verb[] = ['create', 'update', 'delete'];
const voidable: readonly Verb[] = ['create', 'update', 'void', 'delete'];

const listed = (type: RowType, shape: Shape, prepare: Entity['prepare'], show: Entity['show'] = asKept): Entity => ({
  type,
  shape,
  can: onlyWritten,
  prepare,
  settle: nothing,
  show,
});

/** For reading only: written by nobody, or at an address of its own. */
const readOnly = (type: RowType, shape: Shape): Entity => ({ ...listed(type, shape, ({ body }) => body), can: [] });

/** Payments are posted again with what they settle: they take it from the books at its rate. */
function inBooks(state: State, before: Row | null, after: Row | null): void {
  if (after) post(state, after);
  else if (before) post(state, { ...before, isDeleted: true });
  if (!after || after.body['Balance'] === undefined) return;
  for (const link of listIn(after.body, 'LinkedTxn')) {
    const type = textIn(link, 'TxnType')?.startsWith('BillPayment') ? 'BillPayment' : 'Payment';
    const payment = state.rows.get(type, textIn(link, 'TxnId') ?? '');
    if (payment) post(state, payment);
  }
}

const transaction = (type: RowType, shape: Shape, prepare: Entity['prepare'], can = deletable): Entity => ({
  type,
  shape,
  can,
  prepare,
  settle: inBooks,
  show: asKept,
});

const linking = (entity: Entity, shownAs: (row: Row) => string): Entity => ({
  ...entity,
  settle: (state, before, after) => {
    const row = after ?? before;
    if (row) relink(state, before, after, shownAs(row));
    inBooks(state, before, after);
  },
});

const entities: readonly Entity[] = [
  listed('Account', lists.account, prepareAccount, showAccount),
  listed('Customer', lists.customer, prepareName, showCustomer),
  listed('Vendor', lists.vendor, prepareName, showVendor),
  listed('Employee', lists.employee, prepareName),
  listed('Item', lists.item, prepareItem),
  readOnly('TaxCode', lists.taxCode),
  readOnly('TaxRate', lists.taxRate),
  { ...listed('TaxAgency', lists.taxAgency, prepareAgency, showAgency), can: ['create'] },
  listed('CompanyCurrency', lists.companyCurrency, prepareCurrency),
  listed('ExchangeRate', lists.exchangeRate, prepareRate),
  listed('Term', lists.term, prepareNamed),
  listed('PaymentMethod', lists.paymentMethod, prepareNamed),
  listed('Class', lists.trackingName, prepareNamed),
  listed('Department', lists.trackingName, prepareNamed),
  transaction('Invoice', sales.invoice, prepareSale, voidable),
  transaction('CreditMemo', sales.creditMemo, prepareSale),
  transaction('SalesReceipt', sales.salesReceipt, prepareSale, voidable),
  transaction('RefundReceipt', sales.refundReceipt, prepareSale, voidable),
  linking(transaction('Payment', sales.payment, preparePayment, voidable), () => 'Payment'),
  transaction('Bill', spending.bill, prepareSpending),
  transaction('VendorCredit', spending.vendorCredit, prepareSpending),
  linking(transaction('BillPayment', spending.billPayment, prepareBillPayment), billPaymentWord),
  transaction('Purchase', spending.purchase, prepareSpending),
  linking(transaction('Deposit', spending.deposit, prepareDeposit), () => 'Deposit'),
  transaction('Transfer', spending.transfer, prepareTransfer),
  transaction('JournalEntry', spending.journalEntry, prepareJournal),
];

const byWord = new Map(entities.map((entity) => [entity.type.toLowerCase(), entity]));

/** By its name in any case: addresses and queries of clients differ in it. */
export const entityNamed = (name: string): Entity | undefined => byWord.get(name.toLowerCase());
