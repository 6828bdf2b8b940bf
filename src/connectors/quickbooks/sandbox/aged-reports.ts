import { daysBetween } from '../../../core/day.ts';
import { toHome } from './currency.ts';
import { centsIn, listIn, sumOf, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { journalShare } from './names.ts';
import { isCredit, rateOf, targetOf } from './postings.ts';
import { cell, cents, dataRow, report, section } from './report-shapes.ts';
import type { Asked, Column } from './report-shapes.ts';
import { customerKey, vendorKey } from './rows.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';

const buckets = ['Current', '1 - 30', '31 - 60', '61 - 90', '91 and over'] as const;

/** What customers owed at the end of a day, by how long it was due. */
export const agedReceivables = (asked: Asked): Fields =>
  aged(asked, { type: 'Customer', title: 'Customer', key: 'cust_name', keyOf: customerKey, payment: 'Payment', sign: 1n });

export const agedPayables = (asked: Asked): Fields =>
  aged(asked, { type: 'Vendor', title: 'Vendor', key: 'vend_name', keyOf: vendorKey, payment: 'BillPayment', sign: -1n });

interface Party {
  readonly type: 'Customer' | 'Vendor';
  readonly title: string;
  readonly key: string;
  readonly keyOf: (id: string) => string;
  readonly payment: 'Payment' | 'BillPayment';
  /** Whether a debit in a journal entry is owed to the company (1) or takes from what it owes (-1). */
  readonly sign: bigint;
}

function aged(asked: Asked, party: Party): Fields {
  const { state } = asked;
  const totals = buckets.map(() => 0n);
  const rows: Fields[] = [];
  for (const one of state.rows.all(party.type)) {
    const own = buckets.map(() => 0n);
    for (const { due, home } of openItems(asked, party, one.id)) {
      const index = bucketOf(daysBetween(due, asked.through));
      own[index] = (own[index] ?? 0n) + home;
    }
    if (own.every((amount) => amount === 0n)) continue;
    own.forEach((amount, index) => (totals[index] = (totals[index] ?? 0n) + amount));
    rows.push(dataRow([cell(textIn(one.body, 'DisplayName') ?? '', one.id), ...own.map(cents), cents(sumOf(own))]));
  }
  const columns: readonly Column[] = [
    { title: party.title, type: party.title, key: party.key },
    ...buckets.map((title, index) => ({ title, type: 'Money', key: index === 0 ? 'current' : String(index - 1) })),
    { title: 'Total', type: 'Money', key: 'total' },
  ];
  const total = section('GrandTotal', { rows: [], summary: [cell('TOTAL'), ...totals.map(cents), cents(sumOf(totals))] });
  return report(asked, columns, [...rows, total], rows.length === 0);
}

const bucketOf = (daysLate: number): number => (daysLate <= 0 ? 0 : Math.min(1 + Math.floor((daysLate - 1) / 30), 4));

interface OpenItem {
  readonly due: string;
  readonly home: bigint;
}

/** Each document and each payment of a customer or vendor with what was open of it at the end of the day. */
function openItems({ state, through }: Asked, party: Party, id: string): readonly OpenItem[] {
  const theirs = state.rows.by(party.keyOf(id)).filter((row) => dayOf(row) <= through);
  const taken = new Map<string, bigint>();
  for (const row of theirs) {
    if (row.type !== party.payment) continue;
    for (const { target, amount } of linksWithin(state, row, through))
      taken.set(`${target.type} ${target.id}`, (taken.get(`${target.type} ${target.id}`) ?? 0n) + amount);
  }
  return theirs.flatMap((row) => {
    const open = openOf(state, row, { through, taken: taken.get(`${row.type} ${row.id}`) ?? 0n, party, id });
    return open === 0n ? [] : [{ due: textIn(row.body, 'DueDate') ?? dayOf(row), home: toHome(open, rateOf(row.body)) }];
  });
}

function openOf(
  state: State,
  row: Row,
  of: { readonly through: string; readonly taken: bigint; readonly party: Party; readonly id: string },
): bigint {
  const total = centsIn(row.body, 'TotalAmt');
  if (row.type === 'Invoice' || row.type === 'Bill') return total - of.taken;
  if (isCredit(row)) return of.taken - total;
  if (row.type === 'JournalEntry') return of.party.sign * journalShare(row, of.id);
  if (row.type !== of.party.payment) return 0n;
  const used = linksWithin(state, row, of.through).map(({ target, amount }) => (isCredit(target) ? -amount : amount));
  return sumOf(used) - total;
}

const dayOf = ({ body }: Row): string => textIn(body, 'TxnDate') ?? '';

const linksWithin = (state: State, row: Row, through: string): readonly { readonly target: Row; readonly amount: bigint }[] =>
  listIn(row.body, 'Line').flatMap((line) => {
    const link = listIn(line, 'LinkedTxn')[0];
    const target = link && targetOf(state, link);
    return target && dayOf(target) <= through ? [{ target, amount: centsIn(line, 'Amount') }] : [];
  });
