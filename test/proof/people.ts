import type { Sandbox } from '../../src/contract/sandbox.ts';

/** What people do at the ledger's own screens, by the number of an invoice. */
export interface People {
  reprice(number: string, net: number): Promise<void>;
  recode(number: string, account: string): Promise<void>;
  redate(number: string, on: string): Promise<void>;
  voidIt(number: string): Promise<void>;
  pay(number: string, amount: number, on: string): Promise<void>;
  /** Types in an invoice of one line for the customer of another one. */
  typeIn(number: string, like: string, net: number, on: string): Promise<void>;
  journal(debit: string, credit: string, amount: number, on: string): Promise<void>;
}

export function peopleAt(ledger: Sandbox): People {
  const find = (number: string): Readonly<Record<string, unknown>> => {
    const found = ledger.documents('invoice').find((document) => document['InvoiceNumber'] === number);
    if (!found) throw new Error(`the ledger has no invoice ${number}`);
    return found;
  };
  const idOf = (number: string): string => String(find(number)['InvoiceID']);
  const lines = (net: number, account: string) => [
    { Description: 'work', Quantity: 1, UnitAmount: net, AccountCode: account, TaxType: 'OUTPUT2' },
  ];
  const edit = async (number: string, fields: Readonly<Record<string, unknown>>): Promise<void> =>
    void (await ledger.person({ does: 'edit', kind: 'invoice', id: idOf(number), fields }));
  return {
    reprice: (number, net) => edit(number, { LineItems: lines(net, '200') }),
    recode: (number, account) => edit(number, { LineItems: lines(Number(find(number)['SubTotal']), account) }),
    redate: (number, on) => edit(number, { Date: on, DueDate: on }),
    voidIt: async (number) => void (await ledger.person({ does: 'void', kind: 'invoice', id: idOf(number) })),
    pay: async (number, amount, on) => {
      const fields = { Invoice: { InvoiceID: idOf(number) }, Account: { Code: '090' }, Date: on, Amount: amount };
      await ledger.person({ does: 'create', kind: 'payment', fields });
    },
    typeIn: async (number, like, net, on) => {
      const who = { Type: 'ACCREC', Status: 'AUTHORISED', InvoiceNumber: number, Contact: find(like)['Contact'] };
      await ledger.person({ does: 'create', kind: 'invoice', fields: { ...who, Date: on, DueDate: on, LineItems: lines(net, '200') } });
    },
    journal: async (debit, credit, amount, on) => {
      const JournalLines = [
        { LineAmount: amount, AccountCode: debit },
        { LineAmount: -amount, AccountCode: credit },
      ];
      await ledger.person({ does: 'create', kind: 'journal', fields: { Narration: 'by hand', Date: on, Status: 'POSTED', JournalLines } });
    },
  };
}
