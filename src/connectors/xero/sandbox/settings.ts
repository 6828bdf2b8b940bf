import { readDay } from '../../../core/day.ts';
import type { Day } from '../../../core/day.ts';
import { flagIn, isFields, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Settings } from './model.ts';
import { addCurrency } from './organisation.ts';
import { BadQuery } from './refusals.ts';
import type { State } from './state.ts';

const days = { PeriodLockDate: 'periodLockDate', EndOfYearLockDate: 'endOfYearLockDate', TaxFiledThrough: 'taxFiledThrough' } as const;

/** RefuseReconciled: whether the API may delete what a person has reconciled; Xero's own answer is not known for sure. */
const flags = {
  AdviserBypass: 'adviserBypass',
  RefuseTaxFiled: 'refuseTaxFiled',
  RefuseReconciled: 'refuseReconciled',
  Multicurrency: 'multicurrency',
} as const;

/**
 * Settings that a person changes: Name; PeriodLockDate, EndOfYearLockDate, TaxFiledThrough (a day, or '' or null for none);
 * AdviserBypass, RefuseTaxFiled, RefuseReconciled, Multicurrency; Currencies (codes to add); DayRates ({ USD: '1.27' }).
 */
export function setByPerson(state: State, fields: Fields): string {
  let change: Partial<Settings> = {};
  for (const name of Object.keys(fields)) change = { ...change, ...settingOf(fields, name) };
  const currencies = fields['Currencies'];
  if (Object.keys(change).length > 0) state.set(change);
  if (Array.isArray(currencies)) for (const code of currencies) addCurrency(state, String(code));
  return state.facts.id;
}

function settingOf(fields: Fields, name: string): Partial<Settings> {
  const day = Object.entries(days).find(([known]) => known === name)?.[1];
  if (day) return { [day]: readLock(fields[name]) };
  const flag = Object.entries(flags).find(([known]) => known === name)?.[1];
  if (flag) return { [flag]: flagIn(fields, name) ?? false };
  if (name === 'Name') return { name: textIn(fields, name) ?? '' };
  const rates = fields[name];
  if (name === 'DayRates' && isFields(rates))
    return { dayRates: Object.fromEntries(Object.entries(rates).map(([currency, rate]) => [currency, String(rate)])) };
  if (name === 'Currencies') return {};
  throw new BadQuery(`'${name}' is not a setting of the Xero sandbox`);
}

export function lockThrough(state: State, through: Day | null): string {
  state.set({ periodLockDate: through });
  return state.facts.id;
}

function readLock(value: unknown): Day | null {
  if (value === null || value === '') return null;
  const day = typeof value === 'string' ? readDay(value) : null;
  if (day === null) throw new BadQuery(`${JSON.stringify(value)} is not a day such as 2026-10-31`);
  return day;
}
