import { quickbooks } from '../../src/connectors/quickbooks/connector.ts';
import { britishCompany, startQuickBooksSandbox } from '../../src/connectors/quickbooks/sandbox/server.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { Kind } from '../../src/core/records.ts';
import { figure, inner, listOf, text } from './fields.ts';
import type { Fields } from './fields.ts';
import type { LedgerKit, LedgerPerson } from './ledger-kit.ts';
import { booksOf, isVoid } from './quickbooks-books.ts';
import { standingInCompany } from './quickbooks-standing.ts';

/** A British company, whose accounts have no numbers: lines name them by their ids. */
const agreed = `
accounts:
  sales: { default: "79", byCategory: { shipping: "82" } }
  payments: "35"
  rounding: "30"
taxes:
  - { source: VAT20, target: "2" }
  - { source: VAT0, target: "4" }
  - { source: null, target: "6" }
contacts: { whenMissing: Counter sales }
exclude:
  - { name: internal, kinds: [invoice], when: { test: numberStartsWith, text: INTERNAL } }
`;

const edit = async (company: Sandbox, kind: Kind, id: string, fields: Fields): Promise<void> =>
  void (await company.person({ does: 'edit', kind, id, fields }));

const invoiceOf = (company: Sandbox, id: string): Fields => {
  const invoice = company.documents('invoice').find((each) => text(each, 'Id') === id);
  if (invoice === undefined) throw new Error(`there is no invoice ${id}`);
  return invoice;
};

const person: LedgerPerson = {
  open: (company) =>
    company
      .documents('invoice')
      .filter((each) => !isVoid(each) && figure(each, 'Balance') !== '0')
      .map((each) => ({ id: text(each, 'Id'), number: text(each, 'DocNumber'), due: figure(each, 'Balance') })),
  payments: (company) =>
    company
      .documents('payment')
      .filter((each) => !isVoid(each) && figure(each, 'TotalAmt') !== '0')
      .map((each) => text(each, 'Id')),
  pay: async (company, id, size, on) => {
    const fields = {
      CustomerRef: invoiceOf(company, id)['CustomerRef'],
      TotalAmt: size,
      TxnDate: on,
      DepositToAccountRef: { value: '35' },
      Line: [{ Amount: size, LinkedTxn: [{ TxnId: id, TxnType: 'Invoice' }] }],
    };
    await company.person({ does: 'create', kind: 'payment', fields });
  },
  // Lines lead to an account through an item: a person who recodes picks another one. The tax stays as it stands on the screen.
  recode: async (company, id) => {
    const invoice = invoiceOf(company, id);
    const lines = listOf(invoice, 'Line')
      .filter((line) => text(line, 'DetailType') === 'SalesItemLineDetail')
      .map((line) => ({ ...line, SalesItemLineDetail: { ...inner(line, 'SalesItemLineDetail'), ItemRef: { value: '1' } } }));
    await edit(company, 'invoice', id, { Line: lines, TxnTaxDetail: invoice['TxnTaxDetail'] });
  },
  // They write before what stands there: our reference ends the note.
  note: async (company, id, words) =>
    edit(company, 'invoice', id, { PrivateNote: `${words} ${text(invoiceOf(company, id), 'PrivateNote')}` }),
  moveDueDay: async (company, id, on) => edit(company, 'invoice', id, { DueDate: on }),
};

export const quickbooksKit: LedgerKit = {
  name: 'quickbooks',
  connector: quickbooks,
  account: britishCompany.id,
  tokenPath: '/oauth2/v1/tokens/bearer',
  mapping: agreed,
  start: async ({ clock, limits, keeper, forgetsKeys = false }) => {
    const company = await startQuickBooksSandbox({ clock, limits, companies: [britishCompany], ...(keeper && { keeper }) });
    if (forgetsKeys) await company.person({ does: 'setting', fields: { RememberRequestIds: false } });
    return company;
  },
  books: booksOf,
  standing: standingInCompany,
  nameOf: (kind, id) => `${kind} ${id}`,
  person,
};
