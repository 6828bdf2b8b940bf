import { childIn, decimalTextIn, flagIn, minorIn, neededText, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { missing, missingParameter } from './refusals.ts';
import type { Row, TaxRate } from './rows.ts';
import type { State } from './state.ts';

export function createProduct(state: State, fields: Fields): Row {
  const row: Row = {
    id: textIn(fields, 'id') ?? state.newId('prod'),
    object: 'product',
    created: state.now(),
    active: true,
    default_price: null,
    description: textIn(fields, 'description') ?? null,
    images: [],
    metadata: childIn(fields, 'metadata') ?? {},
    name: neededText(fields, 'name'),
    tax_code: null,
    type: 'service',
    updated: state.now(),
  };
  state.tables.products.put(row);
  state.emit('product.created', row);
  return row;
}

export function createPrice(state: State, fields: Fields): Row {
  const product = neededText(fields, 'product');
  if (!state.tables.products.get(product)) throw missing('product', product, 'product');
  const unit = minorIn(fields, 'unit_amount');
  const exact = decimalTextIn(fields, 'unit_amount_decimal') ?? unit?.toString();
  if (exact === undefined) throw missingParameter('unit_amount');
  const row: Row = {
    id: state.newId('price'),
    object: 'price',
    created: state.now(),
    active: true,
    billing_scheme: 'per_unit',
    currency: neededText(fields, 'currency').toLowerCase(),
    metadata: childIn(fields, 'metadata') ?? {},
    nickname: textIn(fields, 'nickname') ?? null,
    product,
    recurring: null,
    tax_behavior: textIn(fields, 'tax_behavior') ?? 'unspecified',
    type: 'one_time',
    unit_amount: unit ?? null,
    unit_amount_decimal: exact,
  };
  state.tables.prices.put(row);
  state.emit('price.created', row);
  return row;
}

export function createTaxRate(state: State, fields: Fields): TaxRate {
  const percentage = decimalTextIn(fields, 'percentage');
  if (percentage === undefined) throw missingParameter('percentage');
  const inclusive = flagIn(fields, 'inclusive');
  if (inclusive === undefined) throw missingParameter('inclusive');
  const row: TaxRate = {
    id: state.newId('txr'),
    object: 'tax_rate',
    created: state.now(),
    active: flagIn(fields, 'active') ?? true,
    country: textIn(fields, 'country') ?? null,
    description: textIn(fields, 'description') ?? null,
    display_name: neededText(fields, 'display_name'),
    flat_amount: null,
    inclusive,
    jurisdiction: textIn(fields, 'jurisdiction') ?? null,
    jurisdiction_level: null,
    metadata: childIn(fields, 'metadata') ?? {},
    percentage,
    rate_type: 'percentage',
    state: textIn(fields, 'state') ?? null,
    tax_type: textIn(fields, 'tax_type') ?? null,
  };
  state.tables.taxRates.put(row);
  state.emit('tax_rate.created', row);
  return row;
}

export function updateTaxRate(state: State, id: string, fields: Fields): TaxRate {
  const before = state.tables.taxRates.get(id);
  if (!before) throw missing('tax rate', id);
  const name = textIn(fields, 'display_name');
  const row = state.tables.taxRates.put({
    ...before,
    active: flagIn(fields, 'active') ?? before.active,
    ...(typeof name === 'string' && { display_name: name }),
  });
  state.emit('tax_rate.updated', row, { active: before.active, display_name: before['display_name'] });
  return row;
}
