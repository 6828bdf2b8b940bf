import type { Ask, Payload } from './asking.ts';
import { collection } from './asking.ts';
import type { Day } from '../../../core/day.ts';
import { BadQuery } from './refusals.ts';
import { readDay } from '../../../core/day.ts';
import { wireBareInstant } from './wire.ts';

export interface Cell {
  readonly Value: string;
  readonly Attributes?: readonly { readonly Value: string; readonly Id: string }[];
}

/** A cell, with the id that it stands for where it has one. */
export const cell = (Value: string, id?: { readonly name: string; readonly value: string }): Cell =>
  id === undefined ? { Value } : { Value, Attributes: [{ Value: id.value, Id: id.name }] };

export const headerRow = (...titles: readonly string[]): object => ({ RowType: 'Header', Cells: titles.map((title) => cell(title)) });
export const plainRow = (cells: readonly Cell[]): object => ({ RowType: 'Row', Cells: cells });
export const summaryRow = (...values: readonly string[]): object => ({ RowType: 'SummaryRow', Cells: values.map((value) => cell(value)) });
export const section = (title: string, rows: readonly object[]): object => ({ RowType: 'Section', Title: title, Rows: rows });

export interface Report {
  readonly type: string;
  readonly name: string;
  /** 'As at 24 April 2019', 'For the month ended 30 April 2019'. */
  readonly period: string;
  readonly rows: readonly object[];
}

export function reportPayload(ask: Ask, report: Report): Payload {
  const { state } = ask;
  return collection('Reports', [
    {
      ReportID: report.type,
      ReportName: report.name,
      ReportType: report.type,
      ReportTitles: [report.name, state.settings().name, report.period],
      ReportDate: longDay(state.today()),
      UpdatedDateUTC: wireBareInstant(state.now()),
      Fields: [],
      Rows: report.rows,
    },
  ]);
}

const long = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const short = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** '24 April 2019' */
export const longDay = (day: Day): string => long.format(Date.parse(`${day}T00:00:00Z`));

/** '24 Apr 2019' */
export const shortDay = (day: Day): string => short.format(Date.parse(`${day}T00:00:00Z`)).replace('Sept', 'Sep');

export function dayParameter(ask: Ask, name: string): Day | null {
  const text = ask.query.get(name);
  if (text === null || text === '') return null;
  const day = readDay(text.slice(0, 10));
  if (day === null) throw new BadQuery(`'${text}' is not a date, as ${name} must be`);
  return day;
}
