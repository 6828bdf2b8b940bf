import { decimal } from '../core/decimal.ts';
import { placesOf } from '../core/money.ts';

/** How an organisation writes figures and days. Texts are never made into floats: each digit is as it was. */
export interface Writing {
  readonly locale: string;
  /** '2026-11-21' as people there write it. */
  day(day: string): string;
  /** With at least as many places as the currency has. */
  money(amount: string, currency: string): string;
  figure(amount: string): string;
  /** 'DE' by its name; what is no such code stays as it is. */
  country(country: string): string;
}

/** Without what a font cannot draw and what would turn the line around. */
export const clean = (text: string): string => text.replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu, '');

export function writingOf(locale: string): Writing {
  const whole = new Intl.NumberFormat(locale, { numberingSystem: 'latn' });
  const parts = whole.formatToParts(-1.5);
  const part = (type: 'decimal' | 'minusSign', otherwise: string): string => parts.find((each) => each.type === type)?.value ?? otherwise;
  const [mark, minus] = [part('decimal', '.'), part('minusSign', '-')];
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC', numberingSystem: 'latn', calendar: 'gregory' });
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  const written = (amount: string, leastPlaces: number): string => {
    const { units, scale } = decimal(amount);
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    const fraction = digits
      .slice(digits.length - scale)
      .replace(/0+$/, '')
      .padEnd(leastPlaces, '0');
    const [sign, before] = [units < 0n ? minus : '', whole.format(BigInt(digits.slice(0, digits.length - scale)))];
    return `${sign}${before}${fraction === '' ? '' : mark + fraction}`;
  };
  return {
    locale,
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
    money: (amount, currency) => written(amount, placesOf(currency)),
    figure: (amount) => written(amount, 0),
    country: (country) => (/^[A-Z]{2}$/.test(country) ? (countries.of(country) ?? country) : country),
  };
}
