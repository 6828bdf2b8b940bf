import type { Sandbox, Weather } from '../../src/contract/sandbox.ts';

/** One climate: what a world has to live through. Shares are chances per step, from 0 to 1. */
export interface Climate {
  readonly name: string;
  /** Null: nobody told the ledger where to send webhooks. */
  readonly webhooks: { readonly lose: number; readonly double: number; readonly reorder: number } | null;
  readonly fronts: readonly { readonly kind: Weather; readonly share: number; readonly writesOnly: boolean }[];
  /** The chance that the worker of a step crashes somewhere in it. */
  readonly crashes: number;
  readonly workers: 1 | 2;
  /** The chance of each step that a person does something in the ledger. */
  readonly persons: number;
  readonly limits: boolean;
}

const calm: Climate = {
  name: 'calm',
  webhooks: { lose: 0, double: 0, reorder: 0 },
  fronts: [],
  crashes: 0,
  workers: 1,
  persons: 0,
  limits: false,
};

const front = (kind: Weather, share: number, writesOnly = true): Climate['fronts'][number] => ({ kind, share, writesOnly });

export const climates: readonly Climate[] = [
  calm,
  { ...calm, name: 'doubled and reordered webhooks', webhooks: { lose: 0, double: 0.5, reorder: 0.5 } },
  { ...calm, name: 'lost webhooks', webhooks: { lose: 0.6, double: 0, reorder: 0 }, persons: 0.3 },
  { ...calm, name: 'requests that are dropped', fronts: [front('drop', 0.5, false)] },
  { ...calm, name: 'answers that are lost', fronts: [front('swallow', 0.7)] },
  { ...calm, name: 'requests that land late', fronts: [front('late', 0.6)] },
  { ...calm, name: 'throttled', fronts: [front('throttle', 0.6, false)], limits: true },
  { ...calm, name: 'unavailable', fronts: [front('unavailable', 0.6, false)] },
  { ...calm, name: 'tokens that end', fronts: [front('expireToken', 0.6, false)] },
  { ...calm, name: 'crashes', crashes: 0.7 },
  { ...calm, name: 'two workers', workers: 2, crashes: 0.2 },
  { ...calm, name: 'people in the ledger', persons: 0.9 },
  {
    name: 'everything',
    webhooks: { lose: 0.3, double: 0.3, reorder: 0.3 },
    fronts: [
      front('drop', 0.2, false),
      front('swallow', 0.3),
      front('late', 0.2),
      front('throttle', 0.2, false),
      front('unavailable', 0.2, false),
      front('expireToken', 0.2, false),
    ],
    crashes: 0.4,
    workers: 1,
    persons: 0.4,
    limits: false,
  },
];

/** The fronts of one step. */
export function pass(climate: Climate, ledger: Sandbox, chance: () => number): void {
  for (const { kind, share, writesOnly } of climate.fronts) {
    if (chance() < share)
      ledger.weather(kind, { count: 1 + Math.floor(chance() * 2), writesOnly, lateSeconds: 5 + Math.floor(chance() * 100) });
  }
}

export function climateNamed(name: string): Climate {
  const climate = climates.find((each) => each.name === name);
  if (!climate) throw new Error(`there is no climate '${name}'`);
  return climate;
}
