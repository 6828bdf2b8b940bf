import type { Day } from '../../../core/day.ts';
import { plainCents } from './fields.ts';
import type { Fields } from './fields.ts';
import { timeText } from './showing.ts';
import type { State } from './state.ts';

/** What a report is about, in the parameters' own words. */
export interface Asked {
  readonly state: State;
  readonly name: string;
  readonly query: URLSearchParams;
  readonly from: Day;
  readonly through: Day;
}

export interface Cell {
  readonly value: string;
  readonly id?: string;
}

export interface Column {
  readonly title: string;
  readonly type: string;
  readonly key: string;
}

export const cell = (value: string, id?: string): Cell => (id === undefined ? { value } : { value, id });
export const cents = (minor: bigint): Cell => ({ value: plainCents(minor) });
export const dataRow = (cells: readonly Cell[]): Fields => ({ ColData: cells, type: 'Data' });

/** Rows below a heading, with their sum. Without rows it shows the sum alone. */
export const section = (
  group: string,
  of: { readonly heading?: string; readonly rows: readonly Fields[]; readonly summary: readonly Cell[] },
): Fields => ({
  ...(of.heading !== undefined && { Header: { ColData: [{ value: of.heading }, ...of.summary.slice(1).map(() => ({ value: '' }))] } }),
  ...(of.rows.length > 0 && { Rows: { Row: of.rows } }),
  Summary: { ColData: of.summary },
  type: 'Section',
  group,
});

/** The whole of a report. One that has nothing to show says so in its options. */
export function report(asked: Asked, columns: readonly Column[], rows: readonly Fields[], isEmpty = rows.length === 0): Fields {
  const { state, name, from, through } = asked;
  return {
    Header: {
      Time: timeText(state, state.now()),
      ReportName: name,
      ReportBasis: 'Accrual',
      StartPeriod: from,
      EndPeriod: through,
      SummarizeColumnsBy: 'Total',
      Currency: state.facts.homeCurrency,
      Option: [
        { Name: 'AccountingStandard', Value: 'GAAP' },
        { Name: 'NoReportData', Value: String(isEmpty) },
      ],
    },
    Columns: {
      Column: columns.map(({ title, type, key }) => ({ ColTitle: title, ColType: type, MetaData: [{ Name: 'ColKey', Value: key }] })),
    },
    Rows: isEmpty ? {} : { Row: rows },
  };
}
