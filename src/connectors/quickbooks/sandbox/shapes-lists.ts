import { address, emailAddress } from './shapes-lines.ts';
import { day, figureOf, flag, free, list, money, needed, part, ref, shown, text, word } from './shape.ts';
import type { Shape } from './shape.ts';

const phone = part({ FreeFormNumber: text(30) });

const person: Shape = {
  Title: text(16),
  GivenName: text(100),
  MiddleName: text(100),
  FamilyName: text(100),
  Suffix: text(16),
  CompanyName: text(100),
  FullyQualifiedName: shown(text(500)),
  DisplayName: text(500),
  PrintOnCheckName: text(110),
  Active: flag,
  PrimaryPhone: phone,
  AlternatePhone: phone,
  Mobile: phone,
  Fax: phone,
  PrimaryEmailAddr: emailAddress,
  WebAddr: part({ URI: text(1000) }),
};

export const customer: Shape = {
  Taxable: flag,
  BillAddr: address,
  ShipAddr: address,
  Notes: text(2000),
  Job: flag,
  BillWithParent: flag,
  ParentRef: ref('Customer'),
  Level: shown(figureOf(0)),
  SalesTermRef: ref('Term'),
  PaymentMethodRef: ref('PaymentMethod'),
  Balance: shown(money),
  OpenBalanceDate: shown(day),
  BalanceWithJobs: shown(money),
  CurrencyRef: ref('CompanyCurrency'),
  PreferredDeliveryMethod: word('Print', 'Email', 'None'),
  ResaleNum: text(16),
  TaxExemptionReasonId: text(20),
  PrimaryTaxIdentifier: text(20),
  CustomerTypeRef: ref(null),
  IsProject: shown(flag),
  ClientEntityId: shown(text(20)),
  ...person,
  DefaultTaxCodeRef: ref('TaxCode'),
};

export const vendor: Shape = {
  BillAddr: address,
  TermRef: ref('Term'),
  Balance: shown(money),
  BillRate: figureOf(7),
  CostRate: figureOf(7),
  AcctNum: text(100),
  Vendor1099: flag,
  CurrencyRef: ref('CompanyCurrency'),
  TaxIdentifier: text(20),
  PrimaryTaxIdentifier: text(20),
  Notes: text(4000),
  ...person,
};

export const employee: Shape = { ...person, SSN: text(20) };

export const account: Shape = {
  Name: needed(text(100)),
  SubAccount: flag,
  ParentRef: ref('Account'),
  Description: text(100),
  FullyQualifiedName: shown(text(500)),
  Active: flag,
  Classification: shown(text(20)),
  AccountType: text(50),
  AccountSubType: text(100),
  AcctNum: text(20),
  CurrentBalance: shown(money),
  CurrentBalanceWithSubAccounts: shown(money),
  CurrencyRef: ref('CompanyCurrency'),
  TaxCodeRef: ref('TaxCode'),
};

export const item: Shape = {
  Name: needed(text(100)),
  Sku: text(100),
  Description: text(4000),
  Active: flag,
  SubItem: flag,
  ParentRef: ref('Item'),
  Level: shown(figureOf(0)),
  FullyQualifiedName: shown(text(500)),
  Taxable: flag,
  SalesTaxIncluded: flag,
  UnitPrice: figureOf(7),
  Type: word('Service', 'NonInventory', 'Inventory', 'Group', 'Category'),
  IncomeAccountRef: ref('Account'),
  PurchaseDesc: text(1000),
  PurchaseTaxIncluded: flag,
  PurchaseCost: figureOf(7),
  ExpenseAccountRef: ref('Account'),
  SalesTaxCodeRef: ref('TaxCode'),
  PurchaseTaxCodeRef: ref('TaxCode'),
  ClassRef: ref('Class'),
  TrackQtyOnHand: flag,
  DeferredRevenue: shown(flag),
};

const rateList = part({
  TaxRateDetail: list({ TaxRateRef: ref('TaxRate'), TaxTypeApplicable: text(30), TaxOrder: figureOf(0) }),
});

export const taxCode: Shape = {
  Name: text(100),
  Description: text(100),
  Active: flag,
  Hidden: flag,
  Taxable: flag,
  TaxGroup: flag,
  SalesTaxRateList: rateList,
  PurchaseTaxRateList: rateList,
  TaxCodeConfigType: text(30),
};

export const taxRate: Shape = {
  Name: text(100),
  Description: text(100),
  Active: flag,
  RateValue: figureOf(7),
  AgencyRef: ref('TaxAgency'),
  TaxReturnLineRef: ref(null),
  EffectiveTaxRate: list({ RateValue: figureOf(7), EffectiveDate: text(40), EndDate: text(40) }),
  SpecialTaxType: text(30),
  DisplayType: text(30),
};

export const taxAgency: Shape = {
  DisplayName: needed(text(100)),
  TaxRegistrationNumber: shown(text(30)),
  TaxTrackedOnSales: shown(flag),
  TaxTrackedOnPurchases: shown(flag),
  LastFileDate: shown(day),
  TaxAgencyConfig: shown(text(30)),
};

export const companyCurrency: Shape = { Code: needed(text(3)), Name: text(100), Active: flag };

export const exchangeRate: Shape = {
  SourceCurrencyCode: needed(text(3)),
  TargetCurrencyCode: text(3),
  Rate: needed(figureOf(9)),
  AsOfDate: day,
};

export const term: Shape = {
  Name: needed(text(31)),
  Active: flag,
  Type: shown(text(20)),
  DiscountPercent: figureOf(7),
  DueDays: figureOf(0),
  DayOfMonthDue: figureOf(0),
  DiscountDays: figureOf(0),
  DueNextMonthDays: figureOf(0),
};

export const paymentMethod: Shape = { Name: needed(text(31)), Active: flag, Type: word('CREDIT_CARD', 'NON_CREDIT_CARD') };

export const trackingName: Shape = {
  Name: needed(text(100)),
  SubClass: flag,
  SubDepartment: flag,
  ParentRef: ref(null),
  FullyQualifiedName: shown(text(500)),
  Active: flag,
  CustomExtensions: shown(free),
};
