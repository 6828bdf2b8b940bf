import { parseJson } from '../../../core/json.ts';
import type { Row } from './rows.ts';
import type { Table } from './table.ts';

/** The text of an answer: money stands as a whole number of any size. */
export const wireText = (value: unknown): string =>
  JSON.stringify(value, (_key, held: unknown) => (typeof held === 'bigint' ? JSON.rawJSON(held.toString()) : held));

/** The text of a row that is kept: whole numbers become { "$": "123" }, which no field of a row looks like otherwise. */
export const keptText = (row: unknown): string =>
  JSON.stringify(row, (_key, held: unknown) => (typeof held === 'bigint' ? { $: held.toString() } : held));

/** Hands the table the row that `keptText` wrote. Only our own text comes here, so it is believed, apart from its id. */
export function loadKept<T extends Row>(table: Pick<Table<T>, 'load'>, text: string): void {
  const row: unknown = JSON.parse(text, (_key, held: unknown) => (isWhole(held) ? BigInt(held.$) : held));
  if (!isRowOf(row, table)) throw new Error(`a saved row has no id: ${text.slice(0, 80)}`);
  table.load(row);
}

/** What a person's fields would be if they had come over the wire: figures become their texts. */
export const asSent = (value: unknown): unknown => parseJson(wireText(value));

const isWhole = (value: unknown): value is { readonly $: string } =>
  typeof value === 'object' && value !== null && '$' in value && typeof value.$ === 'string';

function isRowOf<T extends Row>(value: unknown, _table: Pick<Table<T>, 'load'>): value is T {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
