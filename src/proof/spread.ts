import { absolute, unitsAt, zero } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { allocate } from '../core/money.ts';

/** Shares a figure out in proportion to others, in whole units of `places` or finer where a figure is finer; the shares sum to it. */
export function spread(whole: Decimal, over: readonly Decimal[], places: number): readonly Decimal[] {
  const scale = Math.max(places, whole.scale, ...over.map((figure) => figure.scale));
  const weights = over.map((figure) => unitsAt(absolute(figure), scale));
  if (over.length === 0) return [];
  if (weights.every((weight) => weight === 0n)) return over.map((_, index) => (index === 0 ? whole : zero));
  return allocate({ minor: unitsAt(whole, scale), currency: '' }, weights).map((share) => ({ units: share.minor, scale }));
}
