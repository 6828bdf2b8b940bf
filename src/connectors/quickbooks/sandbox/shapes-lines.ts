import { day, figureOf, flag, free, list, money, part, ref, shown, text, word } from './shape.ts';
import type { Shape } from './shape.ts';

// Parts that several transactions have in common. Lengths: Intuit, Accounting API, each entity's reference page.

export const linkedTxn = list({ TxnId: text(20), TxnType: text(40), TxnLineId: text(20) });

const lineStart: Shape = { Id: text(20), LineNum: figureOf(0), Description: text(4000), Amount: money };
const lineEnd: Shape = { LinkedTxn: linkedTxn, CustomExtensions: free };

export const taxDetail = part({
  TxnTaxCodeRef: ref('TaxCode'),
  TotalTax: money,
  UseAutomatedSalesTax: flag,
  TaxLine: list({
    Id: text(20),
    LineNum: figureOf(0),
    Amount: money,
    DetailType: word('TaxLineDetail'),
    TaxLineDetail: part({
      TaxRateRef: ref('TaxRate'),
      PercentBased: flag,
      TaxPercent: figureOf(7),
      NetAmountTaxable: money,
      TaxInclusiveAmount: money,
      OverrideDeltaAmount: money,
      ServiceDate: day,
    }),
  }),
});

const itemOnLine: Shape = {
  ItemRef: ref('Item'),
  ClassRef: ref('Class'),
  UnitPrice: figureOf(7),
  Qty: figureOf(7),
  ItemAccountRef: shown(ref('Account')),
  TaxCodeRef: ref('TaxCode'),
  TaxInclusiveAmt: money,
};

export const salesLine = list({
  ...lineStart,
  DetailType: word('SalesItemLineDetail', 'SubTotalLineDetail', 'DiscountLineDetail', 'DescriptionOnly'),
  SalesItemLineDetail: part({
    ...itemOnLine,
    ServiceDate: day,
    TaxClassificationRef: shown(ref(null)),
  }),
  SubTotalLineDetail: free,
  DescriptionLineDetail: part({ ServiceDate: day, TaxCodeRef: ref('TaxCode') }),
  DiscountLineDetail: part({
    PercentBased: flag,
    DiscountPercent: figureOf(7),
    DiscountAccountRef: ref('Account'),
    ClassRef: ref('Class'),
    TaxCodeRef: ref('TaxCode'),
  }),
  ...lineEnd,
});

const coding: Shape = {
  CustomerRef: ref('Customer'),
  ClassRef: ref('Class'),
  BillableStatus: word('Billable', 'NotBillable', 'HasBeenBilled'),
};

export const expenseLine = list({
  ...lineStart,
  DetailType: word('AccountBasedExpenseLineDetail', 'ItemBasedExpenseLineDetail'),
  AccountBasedExpenseLineDetail: part({
    ...coding,
    AccountRef: ref('Account'),
    TaxCodeRef: ref('TaxCode'),
    TaxAmount: shown(money),
    TaxInclusiveAmt: money,
  }),
  ItemBasedExpenseLineDetail: part({ ...coding, ...itemOnLine }),
  ...lineEnd,
});

/** The line of a payment: how much of it goes to which document. */
export const paymentLine = list({ Amount: money, LinkedTxn: linkedTxn, LineEx: shown(free), Id: text(20), LineNum: figureOf(0) });

const entity = { value: text(20), name: shown(text(500)), type: text(20) };

export const depositLine = list({
  ...lineStart,
  DetailType: word('DepositLineDetail'),
  DepositLineDetail: part({
    Entity: part(entity),
    ClassRef: ref('Class'),
    AccountRef: ref('Account'),
    PaymentMethodRef: ref('PaymentMethod'),
    CheckNum: text(21),
    TaxCodeRef: ref('TaxCode'),
    TaxApplicableOn: word('Sales', 'Purchase'),
    TxnType: text(40),
  }),
  ...lineEnd,
});

export const journalLine = list({
  ...lineStart,
  DetailType: word('JournalEntryLineDetail', 'DescriptionOnly'),
  JournalEntryLineDetail: part({
    PostingType: word('Debit', 'Credit'),
    Entity: part({ Type: word('Customer', 'Vendor', 'Employee'), EntityRef: ref(null) }),
    AccountRef: ref('Account'),
    ClassRef: ref('Class'),
    DepartmentRef: ref('Department'),
    TaxCodeRef: ref('TaxCode'),
    TaxApplicableOn: word('Sales', 'Purchase'),
    TaxAmount: money,
    BillableStatus: word('Billable', 'NotBillable', 'HasBeenBilled'),
  }),
  ...lineEnd,
});

export const address = part({
  Id: text(20),
  Line1: text(500),
  Line2: text(500),
  Line3: text(500),
  Line4: text(500),
  Line5: text(500),
  City: text(255),
  Country: text(255),
  CountryCode: shown(text(255)),
  CountrySubDivisionCode: text(255),
  PostalCode: text(30),
  Lat: shown(text(20)),
  Long: shown(text(20)),
});

export const emailAddress = part({ Address: text(100) });
export const memo = (max: number) => part({ value: text(max) });
export const customFields = list({ DefinitionId: text(20), Name: text(30), Type: word('StringType'), StringValue: text(31) });
