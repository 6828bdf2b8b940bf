import { address, customFields, emailAddress, linkedTxn, memo, paymentLine, salesLine, taxDetail } from './shapes-lines.ts';
import { day, figureOf, flag, free, money, needed, part, ref, shown, text, word } from './shape.ts';
import type { Shape } from './shape.ts';

const head: Shape = {
  CustomField: customFields,
  DocNumber: text(21),
  TxnDate: day,
  DepartmentRef: ref('Department'),
  CurrencyRef: ref('CompanyCurrency'),
  ExchangeRate: figureOf(7),
  PrivateNote: text(4000),
};

const saleHead: Shape = {
  AllowIPNPayment: flag,
  AllowOnlinePayment: flag,
  AllowOnlineCreditCardPayment: flag,
  AllowOnlineACHPayment: flag,
  ...head,
  LinkedTxn: linkedTxn,
  Line: needed(salesLine),
  TxnTaxDetail: taxDetail,
  CustomerRef: ref('Customer'),
  CustomerMemo: memo(1000),
  BillAddr: address,
  ShipAddr: address,
  ShipFromAddr: address,
  FreeFormAddress: shown(flag),
  ShipMethodRef: ref(null),
  ShipDate: day,
  TrackingNum: text(31),
  ClassRef: ref('Class'),
  GlobalTaxCalculation: word('TaxExcluded', 'TaxInclusive', 'NotApplicable'),
  ApplyTaxAfterDiscount: flag,
  PrintStatus: word('NotSet', 'NeedToPrint', 'PrintComplete'),
  EmailStatus: word('NotSet', 'NeedToSend', 'EmailSent'),
  BillEmail: emailAddress,
  BillEmailCc: emailAddress,
  BillEmailBcc: emailAddress,
  DeliveryInfo: shown(free),
  TotalAmt: shown(money),
  HomeTotalAmt: shown(money),
  Balance: shown(money),
  HomeBalance: shown(money),
};

const owed = (customer: Shape[string]): Shape => ({ ...saleHead, CustomerRef: customer });
const named = needed(ref('Customer'));

export const invoice: Shape = {
  ...owed(named),
  SalesTermRef: ref('Term'),
  DueDate: day,
  ProjectRef: ref(null),
  InvoiceLink: shown(text(1000)),
};

export const creditMemo: Shape = {
  ...owed(named),
  RemainingCredit: shown(money),
  InvoiceRef: ref(null),
  PaymentMethodRef: ref('PaymentMethod'),
  SalesTermRef: ref('Term'),
};

export const salesReceipt: Shape = {
  ...saleHead,
  PaymentMethodRef: ref('PaymentMethod'),
  PaymentRefNum: text(21),
  DepositToAccountRef: ref('Account'),
};

export const refundReceipt: Shape = {
  ...saleHead,
  PaymentMethodRef: ref('PaymentMethod'),
  PaymentRefNum: text(100),
  DepositToAccountRef: needed(ref('Account')),
};

export const payment: Shape = {
  CustomerRef: named,
  DepositToAccountRef: ref('Account'),
  ARAccountRef: ref('Account'),
  PaymentMethodRef: ref('PaymentMethod'),
  PaymentRefNum: text(21),
  TotalAmt: needed(money),
  UnappliedAmt: shown(money),
  ProcessPayment: flag,
  TxnDate: day,
  CurrencyRef: ref('CompanyCurrency'),
  ExchangeRate: figureOf(7),
  PrivateNote: text(4000),
  TxnSource: text(50),
  CreditCardPayment: part({ CreditChargeInfo: free, CreditChargeResponse: free }),
  LinkedTxn: linkedTxn,
  Line: paymentLine,
};
