import type { Instant } from '../../../core/day.ts';
import type { Entity } from './entities.ts';
import type { Fields } from './fields.ts';
import { textIn } from './fields.ts';
import { currencyName } from './lists.ts';
import type { Row } from './rows.ts';
import { writeShape } from './shape.ts';
import type { NameOf } from './shape.ts';
import type { State } from './state.ts';

/** '2026-05-05T03:11:46-07:00', in the company's zone. */
export function timeText(state: State, at: Instant, withMilliseconds = false): string {
  const offset = offsetAt(state.facts.timeZone, at);
  const local = new Date(at + offset * 60_000).toISOString();
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${withMilliseconds ? local.slice(0, 23) : local.slice(0, 19)}${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Minutes that a zone is ahead of UTC. Zones change on the quarter of an hour, so one look per quarter is enough. */
function offsetAt(zone: string, at: Instant): number {
  const key = `${zone} ${Math.floor(at / 900_000)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let format = formats.get(zone);
  if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })));
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  if (offsets.size > 10_000) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** The content with what stands on every object, for queries; its figures are texts. */
export const shownRow = (state: State, entity: Entity, row: Row): Fields => ({ ...entity.show(state, row), ...standing(state, row) });

const standing = (state: State, row: Row): Fields => ({
  domain: 'QBO',
  sparse: false,
  Id: row.id,
  SyncToken: String(row.syncToken),
  MetaData: { CreateTime: timeText(state, row.createdAt), LastUpdatedTime: timeText(state, row.updatedAt) },
});

/** An object as an answer shows it. */
export function shapeOf(state: State, entity: Entity, row: Row): Fields {
  return { ...standing(state, row), ...writeShape(entity.shape, entity.show(state, row), namer(state)) };
}

/** What is left to show of a deleted object. */
export const deletedShape = (state: State, row: Row): Fields => ({
  domain: 'QBO',
  status: 'Deleted',
  Id: row.id,
  MetaData: { LastUpdatedTime: timeText(state, row.updatedAt) },
});

const namer =
  (state: State): NameOf =>
  (to, id) => {
    if (to === null) return undefined;
    if (to === 'CompanyCurrency') return currencyName(id);
    const row = state.rows.get(to, id);
    return row && (textIn(row.body, 'FullyQualifiedName') ?? textIn(row.body, 'DisplayName') ?? textIn(row.body, 'Name'));
  };
