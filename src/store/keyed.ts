import type { KeyName } from '../booking/desire.ts';

export const keysOf = (keys: readonly KeyName[]): string => JSON.stringify(keys.map(({ kind, id }) => ({ kind, id })));

/** Keys as a statement's second value: the JSON of `{ kind, id }`, one after the other. */
export const namedKeys = 'jsonb_to_recordset($2::jsonb) as x(kind text, id text)';

/**
 * Looks `table` up for each row before it, by its index, and never all of it at once. Left to itself PostgreSQL joins whole tables as
 * soon as its statistics are older than what was just written, and they always are in a busy hour: of a turn's fifty keys it read
 * thousands of records. `offset 0` is what it does not look behind.
 */
export const eachOf = (table: string, columns: string, where: string, name = table): string =>
  `cross join lateral (select ${columns} from ${table} as ${name} where ${where} offset 0) as ${name}`;

/** As `eachOf`, and a row of nothing where there is none; of several, one. */
export const oneOrNoneOf = (table: string, columns: string, where: string, name = table): string =>
  `left join lateral (select ${columns} from ${table} as ${name} where ${where} limit 1) as ${name} on true`;
