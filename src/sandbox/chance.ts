/** A number from 0 up to, not including, 1; the same numbers again for the same seed. */
export type Chance = () => number;

/** Mulberry32: 32 bits of state are enough for weather, and a failed run can be repeated from the printed seed. */
export function seededChance(seed: number): Chance {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
