import type { Key, Scene } from './scene.ts';

// What people do in the ledger and at the source, in words that several meetings share.

/** A day that no document has by itself. */
export const far = '2099-12-31';

/** What the clerk types into the ledger: an invoice over one line with the usual tax. */
export const typed = async (
  scene: Scene,
  of: { readonly number: string; readonly contact: string; readonly net: string },
): Promise<string> => {
  const { targets } = await scene.comesTo({ kind: 'contact', id: of.contact }, 'in sync');
  return scene.atLedger({
    does: 'create',
    kind: 'invoice',
    fields: {
      Type: 'ACCREC',
      Status: 'AUTHORISED',
      Contact: { ContactID: targets[0]?.targetId },
      InvoiceNumber: of.number,
      Date: scene.today,
      DueDate: scene.today,
      LineItems: [{ Description: 'Design work', Quantity: '1', UnitAmount: of.net, AccountCode: '200', TaxType: 'OUTPUT2' }],
    },
  });
};

export const moveDue = (scene: Scene, inLedger: string, day: string): Promise<string> =>
  scene.atLedger({ does: 'edit', kind: 'invoice', id: inLedger, fields: { DueDate: day } });

/** Money received, as the source knows it. */
export const paid = async (scene: Scene, invoice: Key, of: { readonly contact: string; readonly amount: string }): Promise<Key> => {
  const allocations = [{ invoice: invoice.id, amount: of.amount }];
  const body = { contact: of.contact, paidOn: scene.today, amount: of.amount, currency: 'GBP', allocations };
  const { id } = await scene.ask<{ readonly id: string }>('POST', '/v1/payments', body);
  return { kind: 'payment', id };
};

/** What stands in that field in the ledger, as the page of the document shows it. */
export const seenThere = async (scene: Scene, key: Key, name: string): Promise<unknown> => {
  const { targets } = await scene.shown(key);
  return targets[0]?.fields.find((each) => each.field === name)?.target;
};
