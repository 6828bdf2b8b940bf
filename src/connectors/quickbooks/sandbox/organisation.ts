import type { Fields } from './fields.ts';
import { timeText } from './showing.ts';
import type { State } from './state.ts';

const startOf = (state: State): string => timeText(state, Date.parse('2025-01-01T00:00:00Z'));

const metaData = (state: State): Fields => ({ CreateTime: startOf(state), LastUpdatedTime: startOf(state) });

const addresses = {
  US: { Id: '1', Line1: '123 Sierra Way', City: 'San Pablo', Country: 'USA', CountrySubDivisionCode: 'CA', PostalCode: '87999' },
  GB: { Id: '1', Line1: '12 Quay Street', City: 'Bristol', Country: 'GBR', PostalCode: 'BS1 4DJ' },
} as const;

export const companyInfo = (state: State): Fields => ({
  CompanyName: state.settings().CompanyName,
  LegalName: state.settings().CompanyName,
  CompanyAddr: addresses[state.facts.country],
  CustomerCommunicationAddr: addresses[state.facts.country],
  LegalAddr: addresses[state.facts.country],
  CompanyStartDate: '2025-01-01',
  FiscalYearStartMonth: 'January',
  Country: state.facts.country,
  Email: { Address: 'robin@harbour.example' },
  WebAddr: {},
  SupportedLanguages: 'en',
  DefaultTimeZone: state.facts.timeZone,
  NameValue: [
    { Name: 'NeoEnabled', Value: 'true' },
    { Name: 'SubscriptionStatus', Value: 'PAID' },
    { Name: 'OfferingSku', Value: 'QuickBooks Online Plus' },
  ],
  domain: 'QBO',
  sparse: false,
  Id: '1',
  SyncToken: '0',
  MetaData: metaData(state),
});

export function preferences(state: State): Fields {
  const settings = state.settings();
  const row = state.rows.any('Settings', '1');
  return {
    AccountingInfoPrefs: {
      UseAccountNumbers: settings.UseAccountNumbers,
      TrackDepartments: settings.TrackDepartments,
      ClassTrackingPerTxn: false,
      ClassTrackingPerTxnLine: settings.ClassTracking,
      FirstMonthOfFiscalYear: 'January',
      TaxYearMonth: 'January',
      CustomerTerminology: 'Customers',
      ...(settings.BookCloseDate !== '' && { BookCloseDate: settings.BookCloseDate }),
    },
    ProductAndServicesPrefs: { ForSales: true, ForPurchase: true, QuantityWithPriceAndRate: true, QuantityOnHand: false },
    SalesFormsPrefs: {
      CustomTxnNumbers: settings.CustomTxnNumbers,
      AllowDeposit: true,
      AllowDiscount: settings.AllowDiscount,
      AllowEstimates: true,
      AllowShipping: false,
      AutoApplyCredit: settings.AutoApplyCredit,
      AutoApplyPayments: settings.AutoApplyPayments,
      ETransactionPaymentEnabled: false,
      DefaultTerms: { value: '3' },
      CustomField: [],
    },
    VendorAndPurchasesPrefs: { TrackingByCustomer: true, BillableExpenseTracking: true },
    ReportPrefs: { ReportBasis: settings.ReportBasis, CalcAgingReportFromTxnDate: false },
    TaxPrefs: taxPrefs(state),
    CurrencyPrefs: { MultiCurrencyEnabled: settings.MultiCurrencyEnabled, HomeCurrency: { value: state.facts.homeCurrency } },
    OtherPrefs: {
      NameValue: [
        { Name: 'SalesFormsPrefs.UseSalesCustom1', Value: 'false' },
        { Name: 'VendorAndPurchasesPrefs.UseCustomTxnNumbers', Value: 'true' },
        { Name: 'WarnDuplicateJournalNumber', Value: String(settings.WarnDuplicateJournalNumber) },
      ],
    },
    domain: 'QBO',
    sparse: false,
    Id: '1',
    SyncToken: String((row?.syncToken ?? -1) + 1),
    MetaData: { CreateTime: startOf(state), LastUpdatedTime: row ? timeText(state, row.updatedAt) : startOf(state) },
  };
}

/** PartnerTaxEnabled stands only where sales tax is automated or could be. */
function taxPrefs(state: State): Fields {
  const { TaxModel, AutomatedTaxCode } = state.settings();
  return {
    UsingSalesTax: TaxModel !== 'none',
    ...(TaxModel === 'us' && { TaxGroupCodeRef: { value: '2' } }),
    ...(TaxModel === 'automated' && { PartnerTaxEnabled: true, TaxGroupCodeRef: { value: AutomatedTaxCode } }),
  };
}
