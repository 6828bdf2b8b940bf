import { Refused } from '../../contract/refused.ts';
import { pathOf, read } from './api.ts';
import { span } from './days.ts';
import type { Line } from './reading.ts';
import { dataRows, idOfCell } from './report-rows.ts';
import { dayOf, needText } from './wire.ts';
import type { Wire } from './wire.ts';

/** Whether a document is reconciled with the bank; null where QuickBooks could not be asked. */
export type Reconciled = (wire: Wire) => boolean | null;

/**
 * QuickBooks' documents do not say whether they are reconciled: a report of transactions does, for a span of days. One report is
 * asked for each page of documents, and none when there are none.
 */
export async function reconciledAmong(line: Line, wires: readonly Wire[]): Promise<Reconciled> {
  const days = span(wires.flatMap((wire) => dayOf(wire, 'TxnDate') ?? []));
  if (days === null) return () => null;
  try {
    const query = { start_date: days.from, end_date: days.through, cleared: 'Reconciled', columns: 'tx_date,txn_type,doc_num,is_cleared' };
    const report = await read(line.http, pathOf(line.account, '/reports/TransactionList', query));
    const ids = new Set(dataRows(report).flatMap((row) => idOfCell(row, 'txn_type') ?? []));
    return (wire) => ids.has(needText(wire, 'Id'));
  } catch (error) {
    // Reports are not part of every plan: then it is not known, which counts as reconciled before an undo.
    if (error instanceof Refused && (error.reason === 'invalid' || error.reason === 'missing')) return () => null;
    throw error;
  }
}
