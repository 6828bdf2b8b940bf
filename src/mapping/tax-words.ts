import type { Amount } from '../core/decimal.ts';

/** 'Standard rate (20 %)'; a name that says its percentage ('VAT 20 %') says it once. */
export const taxWords = (name: string, percent: Amount | null): string =>
  percent === null || name.replaceAll(/\s/g, '').includes(`${percent}%`) ? name : `${name} (${percent} %)`;
