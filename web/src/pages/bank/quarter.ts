/** The three months before the quarter of a day: '2026-11-21' gives July to September 2026. */
export function lastQuarter(today: string): { readonly from: string; readonly through: string } {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const first = Math.floor((month - 1) / 3) * 3;
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  return { from: day(Date.UTC(year, first - 3, 1)), through: day(Date.UTC(year, first, 0)) };
}
