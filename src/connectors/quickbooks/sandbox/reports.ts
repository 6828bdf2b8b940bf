import { readDay } from '../../../core/day.ts';
import type { Day } from '../../../core/day.ts';
import { agedPayables, agedReceivables } from './aged-reports.ts';
import { faults } from './faults.ts';
import type { Fields } from './fields.ts';
import type { Asked } from './report-shapes.ts';
import type { State } from './state.ts';
import { balanceSheet, profitAndLoss, trialBalance } from './statements.ts';
import { generalLedger, transactionList } from './transaction-reports.ts';

const reports: Readonly<Record<string, (asked: Asked) => Fields>> = {
  TrialBalance: trialBalance,
  ProfitAndLoss: profitAndLoss,
  BalanceSheet: balanceSheet,
  AgedReceivables: agedReceivables,
  AgedPayables: agedPayables,
  TransactionList: transactionList,
  GeneralLedger: generalLedger,
};

/** GET /reports/TrialBalance?start_date=…&end_date=…, reckoned from the books. Without days: this year up to today. */
export function answerReport(state: State, name: string, query: URLSearchParams): Fields {
  const make = reports[name];
  if (!make) throw faults.operation(`report ${name}`);
  // Cash basis would need the payments of each sale; it is not modelled, and a wrong figure would be worse than none.
  if (query.get('accounting_method') === 'Cash') throw faults.operation('accounting_method Cash');
  if ((query.get('summarize_column_by') ?? 'Total') !== 'Total') throw faults.operation('summarize_column_by');
  const through = dayFor(query, 'end_date') ?? dayFor(query, 'report_date') ?? state.today();
  const from = dayFor(query, 'start_date') ?? `${through.slice(0, 4)}-01-01`;
  return make({ state, name, query, from, through });
}

function dayFor(query: URLSearchParams, name: string): Day | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  const day = readDay(text);
  if (day === null) throw faults.badValue(name, text);
  return day;
}
