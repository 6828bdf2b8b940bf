import { faults } from './faults.ts';
import { centsIn, childIn, figure, listIn, refIn, sumOf, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { customerKey, nameKey, vendorKey } from './rows.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';
import type { Work } from './work.ts';

const parts = ['Title', 'GivenName', 'MiddleName', 'FamilyName', 'Suffix'] as const;
const goneMark = ' (deleted)';

/** A customer, vendor or employee. Their names are one space: no two of them may have the same. */
export function prepareName(work: Work): Fields {
  const { state, body, before, type } = work;
  const spelled = parts.flatMap((name) => textIn(body, name) ?? []).join(' ');
  const wanted =
    textIn(body, 'DisplayName') ??
    (before && textIn(before.body, 'DisplayName')) ??
    (spelled === '' ? textIn(body, 'CompanyName') : spelled);
  if (wanted === undefined) throw faults.missing('DisplayName');
  if (/[:\t\n]/.test(wanted)) throw faults.badValue('DisplayName', wanted);
  const isActive = body['Active'] !== false;
  const plain = wanted.endsWith(goneMark) ? wanted.slice(0, -goneMark.length) : wanted;
  const name = isActive ? plain : plain + goneMark;
  const other = state.rows.by(nameKey(name)).find((row) => row.id !== before?.id || row.type !== type);
  if (other) throw faults.duplicateName(other.type.toLowerCase());
  const email = textIn(childIn(body, 'PrimaryEmailAddr'), 'Address');
  if (email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email)) throw faults.badEmail(email);
  const currency = refIn(body, 'CurrencyRef') ?? (before && refIn(before.body, 'CurrencyRef')) ?? state.facts.homeCurrency;
  if (before && currency !== refIn(before.body, 'CurrencyRef'))
    throw faults.business('the currency of a customer or vendor cannot be changed');
  if (currency !== state.facts.homeCurrency && !state.settings().MultiCurrencyEnabled) {
    throw faults.business('Multi Currency should be enabled to perform this operation');
  }
  return {
    ...(type === 'Customer' && customerDefaults(state, body)),
    ...(type === 'Vendor' && { Vendor1099: false }),
    ...body,
    DisplayName: name,
    FullyQualifiedName: parentName(state, body, name),
    PrintOnCheckName: textIn(body, 'PrintOnCheckName') ?? textIn(body, 'CompanyName') ?? plain,
    Active: isActive,
    ...(type !== 'Employee' && { CurrencyRef: { value: currency } }),
  };
}

const customerDefaults = (state: State, body: Fields): Fields => ({
  Taxable: state.settings().TaxModel !== 'none',
  Job: body['ParentRef'] !== undefined,
  BillWithParent: false,
  PreferredDeliveryMethod: 'Print',
  ...(state.settings().TaxModel === 'us' && { DefaultTaxCodeRef: { value: '2' } }),
});

function parentName(state: State, body: Fields, name: string): string {
  const parent = state.rows.get('Customer', refIn(body, 'ParentRef') ?? '');
  return parent ? `${textIn(parent.body, 'FullyQualifiedName') ?? ''}:${name}` : name;
}

/** What a customer owes: open invoices, less open credit memos and payments on account. */
const customerBalance = (state: State, id: string): bigint =>
  sumOf(
    state.rows.by(customerKey(id)).map((row) => {
      if (row.type === 'Invoice') return centsIn(row.body, 'Balance');
      if (row.type === 'CreditMemo') return -centsIn(row.body, 'Balance');
      if (row.type === 'Payment') return -centsIn(row.body, 'UnappliedAmt');
      return row.type === 'JournalEntry' ? journalShare(row, id) : 0n;
    }),
  );

/** What is owed to a vendor: open bills less open vendor credits and what was paid too much. */
const vendorBalance = (state: State, id: string): bigint =>
  sumOf(
    state.rows.by(vendorKey(id)).map((row) => {
      if (row.type === 'Bill') return centsIn(row.body, 'Balance');
      if (row.type === 'VendorCredit') return -centsIn(row.body, 'Balance');
      return row.type === 'JournalEntry' ? -journalShare(row, id) : 0n;
    }),
  );

/** What a journal entry puts on the account of one customer or vendor, as a debit. */
export const journalShare = (row: Row, id: string): bigint =>
  sumOf(
    listIn(row.body, 'Line').map((line) => {
      const detail = childIn(line, 'JournalEntryLineDetail');
      if (refIn(childIn(detail, 'Entity'), 'EntityRef') !== id) return 0n;
      return textIn(detail, 'PostingType') === 'Debit' ? centsIn(line, 'Amount') : -centsIn(line, 'Amount');
    }),
  );

export const showCustomer = (state: State, { id, body }: Row): Fields => {
  const balance = figure(customerBalance(state, id));
  return { ...body, Balance: balance, BalanceWithJobs: balance, IsProject: false };
};

export const showVendor = (state: State, { id, body }: Row): Fields => ({ ...body, Balance: figure(vendorBalance(state, id)) });
