import { childIn, isFields, textIn, wholeIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { invalid } from './refusals.ts';
import type { Row } from './rows.ts';
import { show } from './shapes.ts';
import type { State } from './state.ts';

/** What a list can be narrowed by: the name of the parameter, and whether a row passes. */
export type Filters<T extends Row> = Readonly<Record<string, (row: T, value: string) => boolean>>;

/** Rows in the order of a list and their places in it: a whole table, or those of one parent. */
export interface Shelf<T extends Row> {
  readonly size: number;
  at(place: number): T | undefined;
  placeOf(id: string): number;
}

export interface ListOf<T extends Row> {
  readonly url: string;
  readonly filters?: Filters<T>;
  /** Also asked by time, by these fields ('created', 'arrival_date'). */
  readonly times?: readonly string[];
  readonly isShown?: (row: T) => boolean;
}

/** One page of a list: newest first, at most a hundred, from an object on, forwards or backwards. */
export function page<T extends Row>(state: State, shelf: Shelf<T>, asked: Fields, options: ListOf<T>): Fields {
  const passes = tests(asked, options);
  const limit = wholeIn(asked, 'limit') ?? 10;
  if (limit < 1 || limit > 100) throw invalid('Invalid limit: must be between 1 and 100', { param: 'limit' });
  const [after, before] = [placeIn(shelf, asked, 'starting_after'), placeIn(shelf, asked, 'ending_before')];
  if (after !== null && before !== null) throw invalid('You cannot use both `starting_after` and `ending_before`.');

  // The shelf stands oldest first, so the list reads it backwards; `ending_before` reads it forwards and turns the page around.
  const step = before === null ? -1 : 1;
  const start = before === null ? (after ?? shelf.size) - 1 : before + 1;
  const found: T[] = [];
  for (let place = start; place >= 0 && place < shelf.size && found.length <= limit; place += step) {
    const row = shelf.at(place);
    if (row && passes(row)) found.push(row);
  }
  const shown = found.slice(0, limit);
  const data = (before === null ? shown : shown.toReversed()).map((row) => show(state, row));
  return { object: 'list', data, has_more: found.length > limit, url: options.url };
}

const placeIn = <T extends Row>(shelf: Shelf<T>, asked: Fields, name: string): number | null => {
  const id = textIn(asked, name);
  if (id === undefined || id === null) return null;
  const place = shelf.placeOf(id);
  if (place < 0) throw invalid(`No such object: '${id}'`, { code: 'resource_missing', param: name });
  return place;
};

/** Rows of one parent; the first of them is shown first, as lines are. */
export function shelfOf<T extends Row>(rows: readonly T[]): Shelf<T> {
  const turned = rows.toReversed();
  return { size: turned.length, at: (place) => turned[place], placeOf: (id) => turned.findIndex((row) => row.id === id) };
}

const common = new Set(['limit', 'starting_after', 'ending_before', 'expand']);

function tests<T extends Row>(asked: Fields, { filters = {}, times = [], isShown = () => true }: ListOf<T>): (row: T) => boolean {
  const all: ((row: T) => boolean)[] = [isShown];
  for (const name of Object.keys(asked)) {
    const filter = filters[name];
    if (common.has(name)) continue;
    if (times.includes(name)) all.push(within(asked, name));
    else if (filter) {
      const values = isFields(asked[name]) || Array.isArray(asked[name]) ? Object.values(asked[name]).map(String) : [String(asked[name])];
      all.push((row) => values.some((value) => filter(row, value)));
    } else throw invalid(`Received unknown parameter: ${name}`, { code: 'parameter_unknown', param: name });
  }
  return (row) => all.every((test) => test(row));
}

function within(asked: Fields, name: string): (row: Row) => boolean {
  const range = childIn(asked, name);
  if (!range) {
    const exactly = wholeIn(asked, name);
    return (row) => row[name] === exactly;
  }
  const [gt, gte, lt, lte] = [wholeIn(range, 'gt'), wholeIn(range, 'gte'), wholeIn(range, 'lt'), wholeIn(range, 'lte')];
  return (row) => {
    const at = Number(row[name]);
    return (
      (gt === undefined || at > gt) && (gte === undefined || at >= gte) && (lt === undefined || at < lt) && (lte === undefined || at <= lte)
    );
  };
}
