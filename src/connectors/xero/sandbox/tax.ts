import { decimal } from '../../../core/decimal.ts';
import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { writeBatch } from './batch.ts';
import { decimalIn, flagIn, listIn, textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { listed } from './listing.ts';
import { messages } from './messages.ts';
import type { AccountClass, TaxRate } from './model.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import type { State } from './state.ts';
import { effectiveRate } from './totals.ts';
import type { Columns } from './where.ts';
import { wireDecimal } from './wire.ts';

export function answerTaxRates(ask: Ask): Payload {
  const [key] = ask.steps;
  if (ask.method === 'GET' && key === undefined) {
    const { rows } = listed(ask, { table: ask.state.tables.taxRates, columns });
    return collection('TaxRates', rows.map(taxRateShape));
  }
  if (ask.method === 'GET' && key !== undefined) {
    const rate = ask.state.tables.taxRates.get(key);
    if (!rate) throw new Missing(messages.notFound);
    return collection('TaxRates', [taxRateShape(rate)]);
  }
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  return writeBatch(ask, {
    name: 'TaxRates',
    idName: 'TaxType',
    elements: elementsOf(ask, 'TaxRates'),
    write: (fields) => ({ shape: taxRateShape(writeTaxRate(ask, fields)) }),
  });
}

function writeTaxRate(ask: Ask, fields: Fields): TaxRate {
  const { taxRates } = ask.state.tables;
  const name = textIn(fields, 'Name');
  const type = textIn(fields, 'TaxType');
  const all = [...taxRates.updated(null)];
  const existing = ask.method === 'POST' ? ((type ? taxRates.get(type) : undefined) ?? all.find((rate) => rate.name === name)) : undefined;
  if (!name && !existing) throw new Invalid(messages.taxRateNameNeeded);
  if (all.some((rate) => rate.name === name && rate.id !== existing?.id && rate.status === 'ACTIVE'))
    throw new Invalid(messages.taxRateNameTaken);
  const components = listIn(fields, 'TaxComponents')?.map((component) => ({
    name: textIn(component, 'Name') ?? '',
    rate: decimalIn(component, 'Rate') ?? decimal('0'),
    isCompound: flagIn(component, 'IsCompound') ?? false,
  }));
  const status = wordIn(fields, 'Status', ['ACTIVE', 'DELETED', 'ARCHIVED']);
  if (existing) {
    const kept = components ?? existing.components;
    return taxRates.put({
      ...existing,
      name: name ?? existing.name,
      status: status ?? existing.status,
      components: kept,
      effectiveRate: effectiveRate(kept),
    });
  }
  return createTaxRate(ask.state, fields, { name: name ?? '', components: components ?? [] });
}

function createTaxRate(state: State, fields: Fields, of: Pick<TaxRate, 'name' | 'components'>): TaxRate {
  const reportTaxType = textIn(fields, 'ReportTaxType');
  if (!reportTaxType && state.facts.country !== 'US') throw new Invalid(messages.taxReportTypeNeeded);
  const number = state.settings().nextTaxRate;
  state.set({ nextTaxRate: number + 1 });
  return state.tables.taxRates.put({
    id: `TAX${String(number).padStart(3, '0')}`,
    updatedAt: 0,
    ...of,
    reportTaxType: reportTaxType ?? '',
    status: 'ACTIVE',
    appliesTo: classesOf(reportTaxType ?? ''),
    effectiveRate: effectiveRate(of.components),
  });
}

function classesOf(reportTaxType: string): readonly AccountClass[] {
  if (reportTaxType.includes('OUTPUT')) return ['ASSET', 'EQUITY', 'LIABILITY', 'REVENUE'];
  if (reportTaxType.includes('INPUT')) return ['ASSET', 'EQUITY', 'EXPENSE', 'LIABILITY'];
  return ['ASSET', 'EQUITY', 'EXPENSE', 'LIABILITY', 'REVENUE'];
}

export const taxRateShape = (rate: TaxRate): object => ({
  Name: rate.name,
  TaxType: rate.id,
  ReportTaxType: rate.reportTaxType,
  CanApplyToAssets: rate.appliesTo.includes('ASSET'),
  CanApplyToEquity: rate.appliesTo.includes('EQUITY'),
  CanApplyToExpenses: rate.appliesTo.includes('EXPENSE'),
  CanApplyToLiabilities: rate.appliesTo.includes('LIABILITY'),
  CanApplyToRevenue: rate.appliesTo.includes('REVENUE'),
  DisplayTaxRate: wireDecimal(rate.effectiveRate),
  EffectiveRate: wireDecimal(rate.effectiveRate),
  Status: rate.status,
  TaxComponents: rate.components.map((component) => ({
    Name: component.name,
    Rate: wireDecimal(component.rate),
    IsCompound: component.isCompound,
    IsNonRecoverable: false,
  })),
});

const columns: Columns<TaxRate> = {
  Name: (rate) => rate.name,
  TaxType: (rate) => rate.id,
  ReportTaxType: (rate) => rate.reportTaxType,
  Status: (rate) => rate.status,
  EffectiveRate: (rate) => rate.effectiveRate,
  UpdatedDateUTC: (rate) => rate.updatedAt,
};
