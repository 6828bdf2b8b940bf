// Every two-letter code that the platform has an English name for, so that no list has to be kept here.
const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const everyday: Readonly<Record<string, string>> = {
  eire: 'IE',
  usa: 'US',
  'united states of america': 'US',
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  rsa: 'ZA',
  uae: 'AE',
  'czech republic': 'CZ',
  'the netherlands': 'NL',
  holland: 'NL',
  korea: 'KR',
  turkey: 'TR',
  'hong kong': 'HK',
};
const codes = new Map<string, string>([
  ...letters
    .flatMap((first) => letters.map((second) => first + second))
    .flatMap((code): [string, string][] => {
      const name = names.of(code);
      return name === undefined || withdrawn(code) ? [] : [[name.toLowerCase(), code]];
    }),
  ...Object.entries(everyday),
]);

/** The ISO 3166 code of a country written as its code or its English name; null when no country is called so. */
export function countryCode(text: string): string | null {
  const plain = text.trim();
  if (/^[A-Z]{2}$/.test(plain)) return plain === 'UK' ? 'GB' : names.of(plain) === undefined ? null : plain;
  return codes.get(plain.toLowerCase()) ?? null;
}

/** Some codes are other countries' former ones (DD, SU, YU): the platform gives them today's name, and they must not win. */
function withdrawn(code: string): boolean {
  return Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}` || ['EU', 'EZ', 'UN', 'ZZ', 'XA', 'XB', 'QO', 'UK'].includes(code);
}
