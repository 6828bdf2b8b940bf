/** The zones of the countries where QuickBooks Online is sold, the most usual first. */
const zones: Readonly<Record<string, readonly string[]>> = {
  US: [
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Los_Angeles',
    'America/Phoenix',
    'America/Anchorage',
    'Pacific/Honolulu',
  ],
  CA: [
    'America/Toronto',
    'America/Winnipeg',
    'America/Edmonton',
    'America/Vancouver',
    'America/Halifax',
    'America/Regina',
    'America/St_Johns',
  ],
  AU: ['Australia/Sydney', 'Australia/Brisbane', 'Australia/Adelaide', 'Australia/Darwin', 'Australia/Perth'],
  GB: ['Europe/London'],
  IE: ['Europe/Dublin'],
  FR: ['Europe/Paris'],
  IN: ['Asia/Kolkata'],
  NZ: ['Pacific/Auckland'],
  ZA: ['Africa/Johannesburg'],
  SG: ['Asia/Singapore'],
  HK: ['Asia/Hong_Kong'],
  MY: ['Asia/Kuala_Lumpur'],
  PH: ['Asia/Manila'],
  AE: ['Asia/Dubai'],
  MX: ['America/Mexico_City'],
  BR: ['America/Sao_Paulo'],
};

/**
 * QuickBooks does not name a company's zone, but its stamps carry the offset that the zone had at that moment. The first zone of
 * the country that had all of these offsets is it; of summer and winter alike, two stamps tell zones apart that one does not.
 * Null where none fits: then people are asked.
 */
export function zoneOf(country: string | null, stamps: readonly string[]): string | null {
  const seen = stamps.flatMap((stamp) => {
    const [offset] = /[+-]\d\d:\d\d$/.exec(stamp) ?? [];
    const at = Date.parse(stamp);
    return offset === undefined || Number.isNaN(at) ? [] : [{ at, offset }];
  });
  if (seen.length === 0) return null;
  return (zones[country ?? ''] ?? []).find((zone) => seen.every(({ at, offset }) => offsetIn(zone, at) === offset)) ?? null;
}

/** '-08:00' */
function offsetIn(zone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name === 'GMT' ? '+00:00' : name.replace('GMT', '');
}
