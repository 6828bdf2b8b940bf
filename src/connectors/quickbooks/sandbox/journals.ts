import { multiply, sum } from '../../../core/decimal.ts';
import { accountAt } from './chart.ts';
import { denominate, denominationFields } from './currency.ts';
import { faults } from './faults.ts';
import { centsIn, centsOf, childIn, figure, listIn, refIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { ratesOf } from './tax.ts';
import { dayOf, numberFor, withLineIds } from './work.ts';
import type { Work } from './work.ts';

/** Debits and credits that are equal, their tax included. A line on what customers or vendors owe says whose it is. */
export function prepareJournal(work: Work): Fields {
  const { state, body } = work;
  const denomination = denominate(state, body, null);
  const sent = listIn(body, 'Line');
  if (sent.filter((line) => line['JournalEntryLineDetail'] !== undefined).length < 2) throw faults.missing('Line');
  let [difference, tax] = [0n, 0n];
  const lines = sent.map((line) => {
    if (textIn(line, 'DetailType') === 'DescriptionOnly') return line;
    const checked = checkedLine(work, line);
    const detail = childIn(checked, 'JournalEntryLineDetail');
    const sign = textIn(detail, 'PostingType') === 'Debit' ? 1n : -1n;
    difference += sign * (centsIn(checked, 'Amount') + centsIn(detail, 'TaxAmount'));
    tax += centsIn(detail, 'TaxAmount');
    return checked;
  });
  if (difference !== 0n) throw faults.business('You must make sure that debits and credits are equal.');
  const number = numberFor(work);
  return {
    ...body,
    ...(number !== undefined && { DocNumber: number }),
    Adjustment: body['Adjustment'] === true,
    TotalAmt: '0',
    TxnDate: dayOf(work),
    ...denominationFields(state, denomination),
    Line: withLineIds(work, lines, 0),
    TxnTaxDetail: tax === 0n ? {} : { TotalTax: figure(tax) },
  };
}

function checkedLine(work: Work, line: Fields): Fields {
  const { state } = work;
  const detail = childIn(line, 'JournalEntryLineDetail');
  if (textIn(line, 'Amount') === undefined) throw faults.missing('Amount');
  if (textIn(detail, 'PostingType') === undefined) throw faults.missing('PostingType');
  if (centsIn(line, 'Amount') < 0n) throw faults.business('the amount of a line must not be negative');
  const account = accountAt(state, refIn(detail, 'AccountRef'), 'AccountRef');
  checkEntity(work, account.body['AccountType'], childIn(detail, 'Entity'));
  const tax = taxOnLine(work, line, detail);
  return tax === null ? line : { ...line, JournalEntryLineDetail: { ...detail, TaxAmount: figure(tax) } };
}

/** QuickBooks adds the tax to a line that has a code of the global model: so much as was sent, or as its rates make. */
function taxOnLine({ state }: Work, line: Fields, detail: Fields): bigint | null {
  const code = refIn(detail, 'TaxCodeRef');
  if (code === undefined || state.settings().TaxModel !== 'global') return null;
  const side = textIn(detail, 'TaxApplicableOn');
  const percent = (on: 'Sales' | 'Purchase') => sum(ratesOf(state, code, on).map((rate) => rate.percent));
  if (side === undefined) {
    if (percent('Sales').units !== 0n || percent('Purchase').units !== 0n) throw faults.missing('TaxApplicableOn');
    return null;
  }
  if (textIn(detail, 'TaxAmount') !== undefined) return centsIn(detail, 'TaxAmount');
  return centsOf(multiply({ units: centsIn(line, 'Amount'), scale: 4 }, percent(side === 'Sales' ? 'Sales' : 'Purchase')));
}

function checkEntity({ state }: Work, accountType: unknown, entity: Fields): void {
  const type = accountType === 'Accounts Receivable' ? 'Customer' : accountType === 'Accounts Payable' ? 'Vendor' : null;
  if (type === null) return;
  const id = refIn(entity, 'EntityRef');
  if (id === undefined || textIn(entity, 'Type') !== type) {
    throw faults.business(
      `When you use ${type === 'Customer' ? 'Accounts Receivable, you must choose a customer' : 'Accounts Payable, you must choose a vendor'} in the Name field.`,
    );
  }
  if (!state.rows.get(type, id)) throw faults.badReference('EntityRef', `${type}s`, id);
}
