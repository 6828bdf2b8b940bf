import type { Fields } from './fields.ts';
import type { Seed } from './seed.ts';

interface TaxSeed {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Ids of the rates for what is sold and what is bought. */
  readonly sales: readonly string[];
  readonly purchases: readonly string[];
}

const rateList = (ids: readonly string[]): Fields => ({
  TaxRateDetail: ids.map((value, index) => ({ TaxRateRef: { value }, TaxTypeApplicable: 'TaxOnAmount', TaxOrder: String(index) })),
});

const code = ({ id, name, description, sales, purchases }: TaxSeed): Seed => ({
  type: 'TaxCode',
  id,
  body: {
    Name: name,
    Description: description,
    Active: true,
    Hidden: false,
    Taxable: sales.length + purchases.length > 0,
    TaxGroup: sales.length + purchases.length > 0,
    SalesTaxRateList: rateList(sales),
    PurchaseTaxRateList: rateList(purchases),
    TaxCodeConfigType: 'SYSTEM_GENERATED',
  },
});

const rate = (id: string, name: string, value: string, agency: string): Seed => ({
  type: 'TaxRate',
  id,
  body: {
    Name: name,
    Description: name,
    Active: true,
    RateValue: value,
    AgencyRef: { value: agency },
    EffectiveTaxRate: [{ RateValue: value, EffectiveDate: '2015-01-01T00:00:00Z' }],
    SpecialTaxType: value === '0' ? 'ZERO_RATE' : 'NONE',
    DisplayType: 'ReadOnly',
  },
});

const agency = (id: string, name: string, account: string): Seed => ({
  type: 'TaxAgency',
  id,
  body: {
    DisplayName: name,
    TaxTrackedOnSales: true,
    TaxTrackedOnPurchases: true,
    TaxAgencyConfig: 'SYSTEM_GENERATED',
    LiabilityAccount: account,
  },
});

const american: readonly Seed[] = [
  agency('1', 'Arizona Dept. of Revenue', '89'),
  agency('2', 'Board of Equalization', '90'),
  rate('1', 'AZ State tax', '7.1', '1'),
  rate('2', 'Tucson City', '2', '1'),
  rate('3', 'California', '8', '2'),
  code({ id: 'TAX', name: 'TAX', description: 'TAX', sales: [], purchases: [] }),
  code({ id: 'NON', name: 'NON', description: 'NON', sales: [], purchases: [] }),
  code({ id: '2', name: 'California', description: 'California', sales: ['3'], purchases: [] }),
  code({ id: '3', name: 'Tucson', description: 'Tucson', sales: ['1', '2'], purchases: [] }),
];

const british: readonly Seed[] = [
  agency('1', 'HMRC', '89'),
  rate('1', '20.0% S (Sales)', '20', '1'),
  rate('2', '20.0% S (Purchases)', '20', '1'),
  rate('3', '5.0% R (Sales)', '5', '1'),
  rate('4', '5.0% R (Purchases)', '5', '1'),
  rate('5', '0.0% Z (Sales)', '0', '1'),
  rate('6', '0.0% Z (Purchases)', '0', '1'),
  rate('7', 'Exempt (Sales)', '0', '1'),
  rate('8', 'Exempt (Purchases)', '0', '1'),
  rate('9', 'Reverse charge (Purchases)', '20', '1'),
  rate('10', 'Reverse charge, input (Purchases)', '-20', '1'),
  code({ id: '2', name: '20.0% S', description: 'Standard rate', sales: ['1'], purchases: ['2'] }),
  code({ id: '3', name: '5.0% R', description: 'Reduced rate', sales: ['3'], purchases: ['4'] }),
  code({ id: '4', name: '0.0% Z', description: 'Zero rate', sales: ['5'], purchases: ['6'] }),
  code({ id: '5', name: 'Exempt', description: 'Exempt', sales: ['7'], purchases: ['8'] }),
  code({ id: '6', name: 'No VAT', description: 'No VAT', sales: [], purchases: [] }),
  code({ id: '7', name: '20.0% RC SG', description: 'Reverse charge on services', sales: ['7'], purchases: ['9', '10'] }),
];

/** The tax codes of a country, as a new company there has them. */
export const seedTaxes = (country: 'US' | 'GB'): readonly Seed[] => (country === 'US' ? american : british);
