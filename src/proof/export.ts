import { exportBeancount } from './export-beancount.ts';
import { exportCsv } from './export-csv.ts';
import type { ExportedBooks, ExportedRecord } from './export-entry.ts';
import { exportHledger } from './export-hledger.ts';
import { exportJson } from './export-json.ts';
import { exportLedger } from './export-ledger.ts';

export type ExportFormat = 'ledger' | 'hledger' | 'beancount' | 'csv' | 'json';

/** Writes books as text, piece by piece: records in, in the order of their days, and text out. Nothing is kept in between. */
export type Export = (books: ExportedBooks, records: AsyncIterable<ExportedRecord> | Iterable<ExportedRecord>) => AsyncGenerator<string>;

export const exportAs: Readonly<Record<ExportFormat, Export>> = {
  ledger: exportLedger,
  hledger: exportHledger,
  beancount: exportBeancount,
  csv: exportCsv,
  json: exportJson,
};
