import { createContext, use, useMemo } from 'react';
import type { ReactNode } from 'react';

/** How a person reads money, numbers and days. Amounts are decimal text and stay exact: `Intl` formats text without rounding it. */
export interface Locale {
  readonly name: string;
  readonly timeZone: string;
  /** '1234.5' in EUR: '1,234.50'. No digit that the amount has is left out. */
  amount(amount: string, currency: string): string;
  count(count: number): string;
  percent(share: number): string;
  /** 840 milliseconds: '840 ms'; more than a second in seconds, more than two minutes in minutes. */
  duration(milliseconds: number): string;
  /** '2026-11-21': '21 Nov 2026'. A day has no time zone and is never moved by one. */
  day(day: string): string;
  dayShort(day: string): string;
  month(month: string): string;
  /** Instants are milliseconds, as the API gives them. */
  moment(at: number): string;
  time(at: number): string;
  ago(at: number, now: number): string;
  /** 'DE' by its name; what is no such code stays as it is. */
  country(country: string): string;
}

const LocaleContext = createContext<Locale | null>(null);

export function LocaleProvider({ locale, timeZone, children }: LocaleProviderProps): ReactNode {
  const made = useMemo(() => createLocale(locale ?? navigator.language, timeZone), [locale, timeZone]);
  return <LocaleContext value={made}>{children}</LocaleContext>;
}
interface LocaleProviderProps {
  /** Null: what the browser says. */
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly children: ReactNode;
}

export function useLocale(): Locale {
  const locale = use(LocaleContext);
  if (locale === null) throw new Error('a page was drawn outside the LocaleProvider');
  return locale;
}

function createLocale(name: string, timeZone: string | null): Locale {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const amounts = new Map<string, Intl.NumberFormat>();
  const counts = new Intl.NumberFormat(name);
  const percents = new Intl.NumberFormat(name, { style: 'percent', maximumFractionDigits: 1 });
  const days = new Intl.DateTimeFormat(name, { dateStyle: 'medium', timeZone: 'UTC' });
  const daysShort = new Intl.DateTimeFormat(name, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const months = new Intl.DateTimeFormat(name, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const moments = new Intl.DateTimeFormat(name, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  const times = new Intl.DateTimeFormat(name, { timeStyle: 'medium', timeZone: zone });
  const countries = new Intl.DisplayNames(name, { type: 'region' });
  const agos = new Intl.RelativeTimeFormat(name, { numeric: 'auto' });
  return {
    name,
    timeZone: zone,
    amount: (amount, currency) => (isFigure(amount) ? amountFormat(amounts, name, currency, amount).format(amount) : amount),
    count: (count) => counts.format(count),
    percent: (share) => percents.format(share),
    duration: (milliseconds) => formatDuration(name, milliseconds),
    day: (day) => formatDay(days, day),
    dayShort: (day) => formatDay(daysShort, day),
    month: (month) => formatDay(months, `${month}-01`),
    moment: (at) => moments.format(at),
    time: (at) => times.format(at),
    ago: (at, now) => formatAgo(agos, at, now),
    country: (country) => (/^[A-Z]{2}$/.test(country) ? (countries.of(country) ?? country) : country),
  };
}

const isFigure = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);

function amountFormat(made: Map<string, Intl.NumberFormat>, name: string, currency: string, amount: string): Intl.NumberFormat {
  const decimals = amount.split('.')[1]?.replace(/0+$/, '').length ?? 0;
  const key = `${currency} ${decimals}`;
  const found = made.get(key);
  if (found) return found;
  const usual = digitsOf(currency);
  const format = new Intl.NumberFormat(name, { minimumFractionDigits: usual, maximumFractionDigits: Math.max(usual, decimals) });
  made.set(key, format);
  return format;
}

// What is no currency (a point of some loyalty scheme) has two decimals as most have.
function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().minimumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

function formatDuration(name: string, milliseconds: number): string {
  const [unit, size] =
    milliseconds < 1000
      ? (['millisecond', 1] as const)
      : milliseconds < 120_000
        ? (['second', 1000] as const)
        : (['minute', 60_000] as const);
  return new Intl.NumberFormat(name, { style: 'unit', unit, unitDisplay: 'narrow', maximumFractionDigits: size === 1 ? 0 : 1 }).format(
    milliseconds / size,
  );
}

function formatDay(format: Intl.DateTimeFormat, day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? day : format.format(at);
}

function formatAgo(format: Intl.RelativeTimeFormat, at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return format.format(0, 'second');
  if (size < 60) return format.format(seconds, 'second');
  if (size < 3600) return format.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return format.format(Math.round(seconds / 3600), 'hour');
  return format.format(Math.round(seconds / 86_400), 'day');
}
