import type { Weather } from '../contract/sandbox.ts';

/** The weather that one request meets. `lateSeconds` counts for `late` only. */
export interface Forecast {
  readonly kind: Weather;
  readonly lateSeconds: number;
}

export interface WeatherStation {
  /** The next `count` requests meet this; after whatever was announced before. */
  announce(kind: Weather, options?: { readonly count?: number; readonly writesOnly?: boolean; readonly lateSeconds?: number }): void;
  /** What this request meets; null: fair weather. Uses up one of what was announced. */
  meet(isWrite: boolean): Forecast | null;
}

export function createWeather(): WeatherStation {
  const fronts: { readonly forecast: Forecast; readonly writesOnly: boolean; left: number }[] = [];
  return {
    announce(kind, { count = 1, writesOnly = false, lateSeconds = 30 } = {}) {
      fronts.push({ forecast: { kind, lateSeconds }, writesOnly, left: count });
    },
    meet(isWrite) {
      const index = fronts.findIndex(({ writesOnly }) => isWrite || !writesOnly);
      const front = fronts[index];
      if (!front) return null;
      front.left -= 1;
      if (front.left <= 0) fronts.splice(index, 1);
      return front.forecast;
    },
  };
}
