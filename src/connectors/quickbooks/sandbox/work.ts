import type { Day } from '../../../core/day.ts';
import { faults } from './faults.ts';
import { centsIn, flagIn, listIn, refIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { numberKey, saleTypes } from './rows.ts';
import type { Row, RowType } from './rows.ts';
import type { State } from './state.ts';

/** One object on its way into the company. */
export interface Work {
  readonly state: State;
  readonly type: RowType;
  /** All that the object will hold: what was sent, over what it held before where the update is sparse. */
  readonly body: Fields;
  /** What was sent this time. */
  readonly sent: Fields;
  readonly before: Row | null;
  /** The options of the request: 'allowduplicatedocnum'. */
  readonly options: ReadonlySet<string>;
}

export const dayOf = ({ state, body }: Pick<Work, 'state' | 'body'>): Day => textIn(body, 'TxnDate') ?? state.today();

/** The customer or vendor that a document names. */
export function partyOf({ state, body }: Pick<Work, 'state' | 'body'>, type: 'Customer' | 'Vendor'): Row | null {
  const id = refIn(body, `${type}Ref`);
  if (id === undefined) return null;
  const row = state.rows.get(type, id);
  if (!row) throw faults.badReference(`${type}Ref`, `${type}s`, id);
  return row;
}

/** The last closed day is closed with it. What a link changes of a document's balance touches no period. */
export function refuseClosed(state: State, ...days: readonly (Day | undefined)[]): void {
  const closed = state.settings().BookCloseDate;
  if (closed !== '' && days.some((day) => day !== undefined && day <= closed)) throw faults.closed();
}

/** The number that the document will carry: its own, or where the company does not use numbers of its own the next of the series. */
export function numberFor(work: Work): string | undefined {
  const { state, type, before } = work;
  const settings = state.settings();
  const number =
    textIn(work.body, 'DocNumber') ??
    (before === null && !settings.CustomTxnNumbers && saleTypes.includes(type) ? state.rows.nextNumber() : undefined);
  if (number === undefined || number === (before && textIn(before.body, 'DocNumber'))) return number;
  const isWarned =
    type === 'JournalEntry'
      ? settings.WarnDuplicateJournalNumber
      : saleTypes.includes(type)
        ? settings.WarnDuplicateNumber
        : settings.WarnDuplicateBillNumber;
  if (isWarned && !work.options.has('allowduplicatedocnum')) {
    const other = state.rows.by(numberKey(type, number)).find(({ id }) => id !== before?.id);
    if (other) throw faults.duplicateNumber(number, type, other.id);
  }
  return number;
}

/** Lines keep the ids that they had; a line without one, or with one that the document does not know, is new. */
export function withLineIds(work: Work, lines: readonly Fields[], first = 1): readonly Fields[] {
  const known = new Set(listIn(work.before?.body ?? {}, 'Line').flatMap((line) => textIn(line, 'Id') ?? []));
  let last = Math.max(first - 1, ...[...known].map(Number));
  const used = new Set<string>();
  return lines.map((line, index) => {
    const sent = textIn(line, 'Id');
    const isKept = sent !== undefined && known.has(sent) && !used.has(sent);
    const id = isKept ? sent : String((last += 1));
    used.add(id);
    return { ...line, Id: id, LineNum: String(index + 1), CustomExtensions: [] };
  });
}

/** How much of a document was paid or applied: its total less its balance. */
export const appliedOf = (row: Row | null): bigint => (row === null ? 0n : centsIn(row.body, 'TotalAmt') - centsIn(row.body, 'Balance'));

export const isActive = (row: Row): boolean => row.body['Active'] === undefined || flagIn(row.body, 'Active');
