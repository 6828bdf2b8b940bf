import type { Learned, Match } from './rows.ts';

/** What is open of each item, by its id. */
export type OpenAmounts = ReadonlyMap<string, bigint>;

/** The open amounts after a match. An item that would go past zero, or that is not there, is our own mistake. */
export function settle(open: OpenAmounts, { parts }: Match): OpenAmounts {
  const after = new Map(open);
  for (const { item, minor } of parts) {
    const had = after.get(item);
    if (had === undefined) throw new Error(`item ${item} is not open`);
    const left = had - minor;
    if (minor > 0n === had < 0n || (had > 0n ? left < 0n : left > 0n)) throw new Error(`item ${item} has ${had} open, not ${minor}`);
    after.set(item, left);
  }
  return after;
}

/** The open amounts as they were before the match. */
export function undo(open: OpenAmounts, { parts }: Match): OpenAmounts {
  const before = new Map(open);
  for (const { item, minor } of parts) before.set(item, (before.get(item) ?? 0n) + minor);
  return before;
}

/** Somebody refused a suggestion or undid a match: none of its pairs comes back. */
export function refuse(learned: Learned, { by, lines, parts }: Match): Learned {
  const [line = '', other = ''] = lines;
  const pairs = by === 'transfer' ? [{ line, item: other }] : lines.flatMap((each) => parts.map(({ item }) => ({ line: each, item })));
  return { ...learned, declined: [...learned.declined, ...pairs] };
}

/** Somebody confirmed that a line is about an item: the name on the line stands for the item's counterparty from now on. */
export function confirm(learned: Learned, said: { readonly name: string | null; readonly counterparty: string | null }): Learned {
  const { name, counterparty } = said;
  if (name === null || counterparty === null || name === counterparty) return learned;
  const others = learned.aliases.filter((alias) => alias.name !== name);
  return { ...learned, aliases: [...others, { name, counterparty }] };
}
