import { decimal } from '../../../core/decimal.ts';
import { fingerprint } from '../../../core/fingerprint.ts';
import type { Instant } from '../../../core/day.ts';
import type { Account, AccountClass, Settings, TaxRate } from './model.ts';
import type { CompanyFacts } from './state.ts';
import { effectiveRate } from './totals.ts';

/** 2000-01-01: every company of the sandbox is older than its documents, and what is seeded never looks changed. */
export const foundedAt: Instant = 946_684_800_000;

/** Settings of a company on its first day. */
export function seedSettings(facts: CompanyFacts): Settings {
  return {
    id: 'settings',
    updatedAt: foundedAt,
    name: facts.name,
    periodLockDate: null,
    endOfYearLockDate: null,
    taxFiledThrough: null,
    refuseTaxFiled: false,
    adviserBypass: false,
    refuseReconciled: true,
    multicurrency: true,
    currencies: [facts.baseCurrency],
    dayRates: {},
    nextInvoice: 1,
    nextCreditNote: 1,
    nextTaxRate: 1,
  };
}

/** The same company, kind and name always give the same id, so that what is seeded need not be saved. */
export function seedId(company: string, kind: string, name: string): string {
  const hex = fingerprint([company, kind, name]);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

// The chart of the demo company: code, name, type, tax (S sales, P purchases, - none), then what is special about it.
const chart = `
090|Business Bank Account|BANK|-|
091|Business Savings Account|BANK|-|
200|Sales|REVENUE|S|
260|Other Revenue|REVENUE|S|
270|Interest Income|REVENUE|-|
300|Purchases|DIRECTCOSTS|P|
310|Cost of Goods Sold|DIRECTCOSTS|P|
400|Advertising|EXPENSE|P|
404|Bank Fees|EXPENSE|-|
408|Cleaning|EXPENSE|P|
412|Consulting & Accounting|EXPENSE|P|
416|Depreciation|EXPENSE|-|
420|Entertainment|EXPENSE|-|
425|Freight & Courier|EXPENSE|P|
429|General Expenses|EXPENSE|P|
433|Insurance|EXPENSE|P|
437|Interest Expense|EXPENSE|-|
441|Legal expenses|EXPENSE|P|
445|Light, Power, Heating|EXPENSE|P|
449|Motor Vehicle Expenses|EXPENSE|P|
453|Office Expenses|EXPENSE|P|
461|Printing & Stationery|EXPENSE|P|
469|Rent|EXPENSE|P|
473|Repairs and Maintenance|EXPENSE|P|
477|Wages and Salaries|EXPENSE|-|
485|Subscriptions|EXPENSE|P|
489|Telephone & Internet|EXPENSE|P|
493|Travel - National|EXPENSE|P|
494|Travel - International|EXPENSE|-|
497|Bank Revaluations|EXPENSE|-|BANKCURRENCYGAIN
498|Unrealised Currency Gains|EXPENSE|-|UNREALISEDCURRENCYGAIN
499|Realised Currency Gains|EXPENSE|-|REALISEDCURRENCYGAIN
505|Income Tax Expense|EXPENSE|-|
610|Accounts Receivable|CURRENT|-|DEBTORS
620|Prepayments|CURRENT|-|
630|Inventory|INVENTORY|-|
710|Office Equipment|FIXED|P|
711|Less Accumulated Depreciation on Office Equipment|FIXED|-|
720|Computer Equipment|FIXED|P|
721|Less Accumulated Depreciation on Computer Equipment|FIXED|-|
800|Accounts Payable|CURRLIAB|-|CREDITORS
801|Unpaid Expense Claims|CURRLIAB|-|UNPAIDEXPCLM
820|Sales Tax|CURRLIAB|-|GST
825|Employee Tax Payable|CURRLIAB|-|
826|Superannuation Payable|CURRLIAB|-|
830|Income Tax Payable|CURRLIAB|-|
835|Revenue Received in Advance|CURRLIAB|-|
840|Historical Adjustment|CURRLIAB|-|HISTORICAL
850|Suspense|CURRLIAB|-|
855|Clearing Account|CURRLIAB|-|payments
860|Rounding|CURRLIAB|-|ROUNDING
877|Tracking Transfers|CURRLIAB|-|TRACKINGTRANSFERS
880|Owner A Drawings|CURRLIAB|-|payments
881|Owner A Funds Introduced|CURRLIAB|-|payments
900|Loan|TERMLIAB|-|
960|Retained Earnings|EQUITY|-|RETAINEDEARNINGS
970|Owner A Share Capital|EQUITY|-|payments`;

export function seedAccounts(facts: CompanyFacts): readonly Account[] {
  const taxes = defaultTaxes(facts.country);
  return chart
    .trim()
    .split('\n')
    .map((row) => {
      const [code = '', name = '', type = '', tax = '', special = ''] = row.split('|');
      const isBank = type === 'BANK';
      return {
        id: seedId(facts.id, 'account', code),
        updatedAt: foundedAt,
        code,
        name: special === 'GST' && facts.country === 'GB' ? 'VAT' : name,
        type,
        bankAccountNumber: isBank ? `0000 ${code} 0000` : null,
        bankAccountType: isBank ? 'BANK' : null,
        currency: isBank ? facts.baseCurrency : null,
        status: 'ACTIVE',
        description: null,
        taxType: tax === 'S' ? taxes.sales : tax === 'P' ? taxes.purchases : 'NONE',
        takesPayments: special === 'payments',
        system: special === '' || special === 'payments' ? null : special,
      };
    });
}

const everywhere: readonly AccountClass[] = ['ASSET', 'EQUITY', 'EXPENSE', 'LIABILITY', 'REVENUE'];

// Tax type, name, percent, where it may be used: S only on sales (revenue), P only on purchases, A anywhere.
type Row = readonly [type: string, name: string, percent: string, use: 'S' | 'P' | 'A', report: string];

const unitedKingdom: readonly Row[] = [
  ['OUTPUT2', '20% (VAT on Income)', '20', 'S', 'OUTPUT'],
  ['INPUT2', '20% (VAT on Expenses)', '20', 'P', 'INPUT'],
  ['RROUTPUT', '5% (VAT on Income)', '5', 'S', 'OUTPUT'],
  ['RRINPUT', '5% (VAT on Expenses)', '5', 'P', 'INPUT'],
  ['ZERORATEDOUTPUT', 'Zero Rated Income', '0', 'S', 'ZERORATEDOUTPUT'],
  ['ZERORATEDINPUT', 'Zero Rated Expenses', '0', 'P', 'ZERORATEDINPUT'],
  ['EXEMPTOUTPUT', 'Exempt Income', '0', 'S', 'EXEMPTOUTPUT'],
  ['EXEMPTINPUT', 'Exempt Expenses', '0', 'P', 'EXEMPTINPUT'],
  ['NONE', 'No VAT', '0', 'A', 'NONE'],
];

const australia: readonly Row[] = [
  ['OUTPUT', 'GST on Income', '10', 'S', 'OUTPUT'],
  ['INPUT', 'GST on Expenses', '10', 'P', 'INPUT'],
  ['EXEMPTOUTPUT', 'GST Free Income', '0', 'S', 'EXEMPTOUTPUT'],
  ['EXEMPTEXPENSES', 'GST Free Expenses', '0', 'P', 'EXEMPTEXPENSES'],
  ['INPUTTAXED', 'Input Taxed', '0', 'A', 'INPUTTAXED'],
  ['BASEXCLUDED', 'BAS Excluded', '0', 'A', 'BASEXCLUDED'],
  ['GSTONIMPORTS', 'GST on Imports', '0', 'A', 'GSTONIMPORTS'],
  ['NONE', 'No GST', '0', 'A', 'NONE'],
];

const newZealand: readonly Row[] = [
  ['OUTPUT2', '15% GST on Income', '15', 'S', 'OUTPUT'],
  ['INPUT2', '15% GST on Expenses', '15', 'P', 'INPUT'],
  ['ZERORATED', 'Zero Rated', '0', 'A', 'ZERORATEDOUTPUT'],
  ['NONE', 'No GST', '0', 'A', 'NONE'],
];

const elsewhere = (percent: string): readonly Row[] => [
  ['OUTPUT', 'Tax on Sales', percent, 'S', 'OUTPUT'],
  ['INPUT', 'Tax on Purchases', percent, 'P', 'INPUT'],
  ['GSTONIMPORTS', 'Sales Tax on Imports', '0', 'A', 'GSTONIMPORTS'],
  ['NONE', 'Tax Exempt', '0', 'A', 'NONE'],
];

const byCountry: Readonly<Record<string, readonly Row[]>> = { GB: unitedKingdom, AU: australia, NZ: newZealand };

// The global edition has one rate, which each company sets to its own country's. The demo company has 8.25 %.
const standardRates: Readonly<Record<string, string>> = { DE: '19', AT: '20', FR: '20', NL: '21', BE: '21', ES: '21', IT: '22', IE: '23' };

const ratesOf = (country: string): readonly Row[] => byCountry[country] ?? elsewhere(standardRates[country] ?? '8.25');

function defaultTaxes(country: string): { readonly sales: string; readonly purchases: string } {
  const [sales, purchases] = ratesOf(country);
  return { sales: sales?.[0] ?? 'NONE', purchases: purchases?.[0] ?? 'NONE' };
}

// Sales rates may also stand on liabilities (revenue received in advance), and on assets and equity as purchase rates may.
const classesFor: Readonly<Record<Row[3], readonly AccountClass[]>> = {
  S: ['ASSET', 'EQUITY', 'LIABILITY', 'REVENUE'],
  P: ['ASSET', 'EQUITY', 'EXPENSE', 'LIABILITY'],
  A: everywhere,
};

export function seedTaxRates(facts: CompanyFacts): readonly TaxRate[] {
  return ratesOf(facts.country).map(([type, name, percent, use, reportTaxType]) => {
    const components = [{ name: facts.country === 'GB' ? 'VAT' : 'Tax', rate: decimal(percent), isCompound: false }];
    return {
      id: type,
      updatedAt: foundedAt,
      name,
      reportTaxType,
      status: 'ACTIVE',
      appliesTo: classesFor[use],
      components,
      effectiveRate: effectiveRate(components),
    };
  });
}
