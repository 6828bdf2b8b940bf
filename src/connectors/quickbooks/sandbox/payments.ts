import { accountAt, currencyOfAccount, undeposited } from './chart.ts';
import { denominate, denominationFields } from './currency.ts';
import { faults } from './faults.ts';
import { centsIn, childIn, figure, listIn, refIn, sumOf, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { linksOf, refuseDeposited, takenBefore } from './links.ts';
import { isCredit } from './postings.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';
import { dayOf, numberFor, partyOf } from './work.ts';
import type { Work } from './work.ts';

/** Money from a customer: for invoices, out of credit memos, the rest on account. */
export function preparePayment(work: Work): Fields {
  const { state, body, before } = work;
  refuseDeposited(before);
  const customer = partyOf(work, 'Customer');
  const denomination = denominate(state, body, customer);
  const total = centsIn(body, 'TotalAmt');
  if (total < 0n) throw faults.business('Transaction amount must be 0 or greater.');
  const applied = applyTo(work, {
    types: ['Invoice', 'CreditMemo'],
    currency: denomination.currency,
    isTheirs: (row) => isOfCustomer(state, row, customer),
  });
  if (applied > total) throw faults.business('the amounts applied are more than the payment and its credits');
  const account = accountAt(state, refIn(body, 'DepositToAccountRef') ?? undeposited(state).id, 'DepositToAccountRef', [
    'Bank',
    'Other Current Asset',
    'Credit Card',
  ]);
  refuseForeignAccount(state, account, denomination.currency);
  return {
    ...body,
    DepositToAccountRef: { value: account.id },
    TotalAmt: figure(total),
    UnappliedAmt: figure(total - applied),
    ProcessPayment: false,
    TxnDate: dayOf(work),
    ...denominationFields(state, denomination),
    LinkedTxn: before?.body['LinkedTxn'] ?? [],
    Line: paymentLines(work),
  };
}

/** Money to a vendor, for bills and out of vendor credits. */
export function prepareBillPayment(work: Work): Fields {
  const { state, body } = work;
  const vendor = partyOf(work, 'Vendor');
  const denomination = denominate(state, body, vendor);
  const total = centsIn(body, 'TotalAmt');
  const applied = applyTo(work, {
    types: ['Bill', 'VendorCredit'],
    currency: denomination.currency,
    isTheirs: (row) => refIn(row.body, 'VendorRef') === vendor?.id,
  });
  if (applied > total) throw faults.business('the amounts applied are more than the payment and its credits');
  const isCheck = textIn(body, 'PayType') === 'Check';
  const element = isCheck ? 'BankAccountRef' : 'CCAccountRef';
  const id = refIn(childIn(body, isCheck ? 'CheckPayment' : 'CreditCardPayment'), element);
  const account = accountAt(state, id, element, [isCheck ? 'Bank' : 'Credit Card']);
  refuseForeignAccount(state, account, denomination.currency);
  const number = numberFor(work);
  return {
    ...body,
    ...(number !== undefined && { DocNumber: number }),
    TotalAmt: figure(total),
    TxnDate: dayOf(work),
    ...denominationFields(state, denomination),
    Line: paymentLines(work),
  };
}

/** How BillPayments stand in the links of a bill. */
export const billPaymentWord = ({ body }: Row): string =>
  textIn(body, 'PayType') === 'Check' ? 'BillPaymentCheck' : 'BillPaymentCreditCard';

/** Documents less credits that the lines take, after each was found to have as much open. */
function applyTo(
  { state, body, before }: Work,
  may: { readonly types: readonly string[]; readonly currency: string; readonly isTheirs: (row: Row) => boolean },
): bigint {
  for (const line of listIn(body, 'Line')) {
    if (textIn(line, 'Amount') === undefined) throw faults.missing('Amount');
    if (listIn(line, 'LinkedTxn').length !== 1) throw faults.missing('LinkedTxn');
  }
  const links = linksOf(state, body, may.types);
  for (const { target, cents } of links) {
    if (!may.isTheirs(target)) throw faults.cannotLink(target.id);
    if ((refIn(target.body, 'CurrencyRef') ?? state.facts.homeCurrency) !== may.currency) throw faults.cannotLink(target.id);
    const open = centsIn(target.body, 'Balance') + takenBefore(state, before, target);
    if (cents < 0n || cents > open) {
      throw faults.business(`the amount applied to ${target.type} ${target.id} is ${figure(cents)}, and ${figure(open)} of it is open`);
    }
  }
  return sumOf(links.map(({ target, cents }) => (isCredit(target) ? -cents : cents)));
}

/** Each line says, in a wrapping that older clients read, how much was open; an unlinked payment has none. */
const paymentLines = ({ body }: Work): readonly Fields[] =>
  listIn(body, 'Line').map((line) => {
    const link = listIn(line, 'LinkedTxn')[0] ?? {};
    const pairs = [
      { Name: 'txnId', Value: textIn(link, 'TxnId') ?? '' },
      { Name: 'txnOpenBalance', Value: textIn(line, 'Amount') ?? '0' },
    ];
    return {
      Amount: figure(centsIn(line, 'Amount')),
      LinkedTxn: [link],
      LineEx: {
        any: pairs.map((value) => ({
          name: '{http://schema.intuit.com/finance/v3}NameValue',
          declaredType: 'com.intuit.schema.finance.v3.NameValue',
          scope: 'javax.xml.bind.JAXBElement$GlobalScope',
          value,
          nil: false,
          globalScope: true,
          typeSubstituted: false,
        })),
      },
    };
  });

/** A payment of a customer may be for the documents of its sub-customers, and the other way round. */
function isOfCustomer(state: State, row: Row, customer: Row | null): boolean {
  const owner = refIn(row.body, 'CustomerRef') ?? '';
  if (owner === customer?.id) return true;
  const parent = (id: string): string | undefined => {
    const found = state.rows.get('Customer', id);
    return found && refIn(found.body, 'ParentRef');
  };
  return parent(owner) === customer?.id || (customer !== null && parent(customer.id) === owner);
}

export function refuseForeignAccount(state: State, account: Row, currency: string): void {
  const kept = currencyOfAccount(state, account);
  if (kept !== currency && kept !== state.facts.homeCurrency) {
    throw faults.business(`the account ${account.id} is kept in ${kept}, the transaction in ${currency}`);
  }
}
