import { amount, readDecimal } from '../../../core/decimal.ts';
import { faults } from './faults.ts';
import { isFields, listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import type { State } from './state.ts';

/** POST /taxservice/taxcode: a code with its rates, new or known. They are never changed afterwards. */
export function createTaxCode(state: State, body: unknown): Fields {
  if (!isFields(body)) throw faults.badValue('TaxService', 'no object');
  const name = textIn(body, 'TaxCode');
  if (name === undefined) throw faults.missing('TaxCode');
  if (isTaken(state, 'TaxCode', name)) throw faults.duplicateName('tax code');
  const details = listIn(body, 'TaxRateDetails');
  if (details.length === 0) throw faults.missing('TaxRateDetails');
  const rates = details.map((detail) => rateFor(state, detail));
  const sideOf = (side: string) => ({
    TaxRateDetail: rates
      .filter(({ applicable }) => applicable === side)
      .map(({ id }, index) => ({ TaxRateRef: { value: id }, TaxTypeApplicable: 'TaxOnAmount', TaxOrder: String(index) })),
  });
  const code = state.create('TaxCode', {
    Name: name,
    Description: name,
    Active: true,
    Hidden: false,
    Taxable: true,
    TaxGroup: true,
    SalesTaxRateList: sideOf('Sales'),
    PurchaseTaxRateList: sideOf('Purchase'),
    TaxCodeConfigType: 'USER_DEFINED',
  });
  return {
    TaxCode: name,
    TaxCodeId: code.id,
    TaxRateDetails: rates.map(({ id, shown, applicable }) => ({ ...shown, TaxRateId: id, TaxApplicableOn: applicable })),
  };
}

function rateFor(state: State, detail: Fields): { readonly id: string; readonly applicable: string; readonly shown: Fields } {
  const applicable = textIn(detail, 'TaxApplicableOn') ?? 'Sales';
  const known = textIn(detail, 'TaxRateId');
  if (known !== undefined) {
    const row = state.rows.get('TaxRate', known);
    if (!row) throw faults.badReference('TaxRateId', 'TaxRate', known);
    return { id: known, applicable, shown: { TaxRateName: row.body['Name'], RateValue: row.body['RateValue'] } };
  }
  const name = textIn(detail, 'TaxRateName');
  const value = readDecimal(textIn(detail, 'RateValue') ?? '');
  const agency = textIn(detail, 'TaxAgencyId') ?? '';
  if (name === undefined) throw faults.missing('TaxRateName');
  if (value === null) throw faults.missing('RateValue');
  if (!state.rows.get('TaxAgency', agency)) throw faults.badReference('TaxAgencyId', 'TaxAgency', agency);
  if (isTaken(state, 'TaxRate', name)) throw faults.duplicateName('tax rate');
  const row = state.create('TaxRate', {
    Name: name,
    Description: name,
    Active: true,
    RateValue: amount(value),
    AgencyRef: { value: agency },
    SpecialTaxType: 'NONE',
    DisplayType: 'ReadOnly',
    EffectiveTaxRate: [],
  });
  return { id: row.id, applicable, shown: { TaxRateName: name, RateValue: amount(value), TaxAgencyId: agency } };
}

const isTaken = (state: State, type: 'TaxCode' | 'TaxRate', name: string): boolean =>
  [...state.rows.all(type)].some(({ body }) => textIn(body, 'Name') === name);
