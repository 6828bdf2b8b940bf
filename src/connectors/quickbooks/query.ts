import type { Day, Instant } from '../../core/day.ts';
import { ask, pathOf, read } from './api.ts';
import type { Line } from './reading.ts';
import { childOf, listOf } from './wire.ts';
import type { Wire } from './wire.ts';

// QuickBooks' query language has AND and IN, and no OR: alternatives are lists of values of one field.
const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
export const equals = (field: string, text: string): string => `${field} = ${quoted(text)}`;
const oneOf = (field: string, texts: readonly string[]): string => `${field} in (${texts.map(quoted).join(',')})`;
export const within = (field: string, from: Day, through: Day): string => `${field} >= ${quoted(from)} and ${field} <= ${quoted(through)}`;
export const changedBefore = (at: Instant): string => `MetaData.LastUpdatedTime < ${quoted(isoSecond(at))}`;
export const changedSince = (at: Instant): string => `MetaData.LastUpdatedTime >= ${quoted(isoSecond(at))}`;

/** Names are kept when they are switched off; a query shows these only when it asks for both. */
export const alsoInactive = 'Active in (true, false)';

const isoSecond = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export interface Select {
  readonly entity: string;
  readonly where: readonly string[];
  readonly order?: string;
  /** 1-based. */
  readonly start?: number;
  readonly most?: number;
}

export const longestPage = 1000;

/** One page of a query; also QuickBooks' own time of the answer. */
export async function select(line: Line, { entity, where, order, start = 1, most = longestPage }: Select): Promise<Wire> {
  const conditions = where.length === 0 ? '' : ` where ${where.join(' and ')}`;
  const ordered = order === undefined ? '' : ` orderby ${order}`;
  const query = `select * from ${entity}${conditions}${ordered} startposition ${start} maxresults ${most}`;
  return query.length <= longestAddress
    ? await read(line.http, pathOf(line.account, '/query', { query }))
    : await ask(line.http, pathOf(line.account, '/query'), query);
}

export const rowsOf = (body: Wire, entity: string): readonly Wire[] => listOf(childOf(body, 'QueryResponse') ?? {}, entity);

/** Every row that meets the conditions, ordered by when it was made, so that rows that change meanwhile move nothing. */
export async function everyRow(line: Line, entity: string, where: readonly string[]): Promise<readonly Wire[]> {
  const rows: Wire[] = [];
  for (let start = 1; ; start += longestPage) {
    const found = rowsOf(await select(line, { entity, where, order: 'MetaData.CreateTime', start }), entity);
    rows.push(...found);
    if (found.length < longestPage) return rows;
  }
}

// Addresses of more than a few thousand characters are refused by gateways: longer statements go as a text of their own.
const longestAddress = 1500;
/** How many values a list may have is not documented. */
const valuesAtOnce = 300;

/** Every row whose field has one of these values, in few queries: each is metered. */
export async function rowsWith(
  line: Line,
  entity: string,
  by: { readonly field: string; readonly values: readonly string[]; readonly where?: readonly string[] },
): Promise<readonly Wire[]> {
  const values = [...new Set(by.values)];
  const rows: Wire[] = [];
  for (let from = 0; from < values.length; from += valuesAtOnce)
    rows.push(...(await everyRow(line, entity, [...(by.where ?? []), oneOf(by.field, values.slice(from, from + valuesAtOnce))])));
  return rows;
}
