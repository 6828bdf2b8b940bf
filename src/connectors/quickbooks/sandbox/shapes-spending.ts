import { address, depositLine, expenseLine, journalLine, linkedTxn, paymentLine, taxDetail } from './shapes-lines.ts';
import { day, figureOf, flag, free, money, needed, part, ref, shown, text, word } from './shape.ts';
import type { Shape } from './shape.ts';

const head: Shape = {
  DocNumber: text(21),
  TxnDate: day,
  DepartmentRef: ref('Department'),
  CurrencyRef: ref('CompanyCurrency'),
  ExchangeRate: figureOf(7),
  PrivateNote: text(4000),
};

const taxed: Shape = {
  TxnTaxDetail: taxDetail,
  GlobalTaxCalculation: word('TaxExcluded', 'TaxInclusive', 'NotApplicable'),
};

const totals: Shape = { TotalAmt: shown(money), HomeTotalAmt: shown(money) };

export const bill: Shape = {
  SalesTermRef: ref('Term'),
  DueDate: day,
  Balance: shown(money),
  HomeBalance: shown(money),
  ...head,
  LinkedTxn: linkedTxn,
  Line: needed(expenseLine),
  ...taxed,
  VendorRef: needed(ref('Vendor')),
  VendorAddr: address,
  APAccountRef: ref('Account'),
  ...totals,
};

export const vendorCredit: Shape = {
  Balance: shown(money),
  HomeBalance: shown(money),
  ...head,
  LinkedTxn: linkedTxn,
  Line: needed(expenseLine),
  ...taxed,
  VendorRef: needed(ref('Vendor')),
  APAccountRef: ref('Account'),
  ...totals,
};

export const billPayment: Shape = {
  VendorRef: needed(ref('Vendor')),
  PayType: needed(word('Check', 'CreditCard')),
  CheckPayment: part({ BankAccountRef: ref('Account'), PrintStatus: word('NotSet', 'NeedToPrint', 'PrintComplete') }),
  CreditCardPayment: part({ CCAccountRef: ref('Account') }),
  APAccountRef: ref('Account'),
  TotalAmt: needed(money),
  ...head,
  Line: needed(paymentLine),
};

export const purchase: Shape = {
  AccountRef: needed(ref('Account')),
  PaymentMethodRef: ref('PaymentMethod'),
  PaymentType: needed(word('Cash', 'Check', 'CreditCard')),
  PaymentRefNum: text(21),
  EntityRef: ref(null),
  Credit: flag,
  ...totals,
  PrintStatus: word('NotSet', 'NeedToPrint', 'PrintComplete'),
  PurchaseEx: shown(free),
  ...head,
  LinkedTxn: linkedTxn,
  Line: needed(expenseLine),
  ...taxed,
};

export const deposit: Shape = {
  DepositToAccountRef: needed(ref('Account')),
  CashBack: part({ AccountRef: ref('Account'), Amount: money, Memo: text(4000) }),
  ...totals,
  ...head,
  Line: needed(depositLine),
  ...taxed,
};

export const transfer: Shape = {
  FromAccountRef: needed(ref('Account')),
  ToAccountRef: needed(ref('Account')),
  Amount: needed(money),
  ...head,
};

export const journalEntry: Shape = {
  Adjustment: flag,
  ...totals,
  ...head,
  Line: needed(journalLine),
  ...taxed,
};
