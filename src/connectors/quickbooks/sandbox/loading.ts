import type { CompanyRow } from '../../../sandbox/request.ts';
import { readKept } from './keeping.ts';
import { post } from './postings.ts';
import { rowTypes, transactionTypes } from './rows.ts';
import { readSettings } from './settings.ts';
import type { State } from './state.ts';

/** Takes back what an earlier life saved. The books are not saved: they follow from the documents, and are posted anew. */
export function loadRows(state: State, rows: Iterable<CompanyRow>): void {
  const read = [...rows].flatMap(({ kind, id, body }) => {
    const type = rowTypes.find((one) => one === kind);
    if (type === undefined) throw new Error(`a saved row is of the kind '${kind}', which a QuickBooks company does not have`);
    return body === null ? [] : [readKept(type, id, body)];
  });
  for (const row of read.toSorted((a, b) => a.updatedAt - b.updatedAt)) {
    state.rows.load(row);
    if (row.type === 'Settings') state.takeSettings(readSettings(row.body));
  }
  state.attempt(() => {
    for (const type of transactionTypes) for (const row of state.rows.all(type)) post(state, row);
  });
  state.settle();
}
