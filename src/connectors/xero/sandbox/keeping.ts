import type { Kept } from './model.ts';

// Rows are kept as JSON text. Whole numbers of any size become { "$": "123" }, which no field of a row looks like otherwise.

/** The text of a row, to be saved. */
export const keptText = (row: unknown): string =>
  JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? { $: value.toString() } : value));

interface Loaded<T extends Kept> {
  load(row: T): void;
}

/** Hands the table the row that `keptText` wrote. Only our own text comes here, so it is believed, apart from its id. */
export function loadKept<T extends Kept>(table: Loaded<T>, text: string): void {
  const row: unknown = JSON.parse(text, (_key, value: unknown) => (isWholeNumber(value) ? BigInt(value.$) : value));
  if (!isRowOf(row, table)) throw new Error(`a saved row has no id: ${text.slice(0, 80)}`);
  table.load(row);
}

const isWholeNumber = (value: unknown): value is { readonly $: string } =>
  typeof value === 'object' && value !== null && '$' in value && typeof value.$ === 'string';

function isRowOf<T extends Kept>(value: unknown, _table: Loaded<T>): value is T {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
