import { add, amount, decimal, negate } from '../../src/core/decimal.ts';
import { isReference } from '../../src/core/fingerprint.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { Kind } from '../../src/core/records.ts';
import type { Standing } from './ledger-kit.ts';
import { figure, inner, text } from './fields.ts';
import type { Fields as Wire } from './fields.ts';
import { dayOf } from './xero-books.ts';

const isDead = (wire: Wire): boolean => ['VOIDED', 'DELETED', 'ARCHIVED'].includes(text(wire, 'Status') || text(wire, 'ContactStatus'));

const lastWord = (words: string): string | null => {
  const last = words.split(/[ /]/).at(-1) ?? '';
  return isReference(last) ? last : null;
};

const minus = (of: string): string => amount(negate(decimal(of)));

const faceOf = (wire: Wire, number: string): string =>
  [
    text(wire, number),
    dayOf(wire),
    amount(figure(wire, 'SubTotal')),
    amount(figure(wire, 'TotalTax')),
    text(inner(wire, 'Contact'), 'ContactID'),
  ].join(' ');

/** All that a person could have made or we could have made, by kind and id. */
export function standingInLedger(ledger: Sandbox): ReadonlyMap<string, Standing> {
  const found: Standing[] = [];
  const see = (
    kind: Kind,
    wire: Wire,
    of: { readonly id: string; readonly mark: string; readonly signed: string; readonly settled?: string; readonly face?: string },
  ): void => {
    const isVoid = isDead(wire);
    found.push({
      kind,
      id: of.id,
      reference: lastWord(of.mark),
      isVoid,
      signed: isVoid ? '0' : amount(of.signed),
      settled: amount(of.settled ?? '0'),
      face: of.face ?? null,
    });
  };
  for (const wire of ledger.documents('contact'))
    see('contact', wire, { id: text(wire, 'ContactID'), mark: text(wire, 'ContactNumber'), signed: '0' });
  for (const wire of ledger.documents('invoice')) {
    const settled = amount(add(decimal(figure(wire, 'AmountPaid')), decimal(figure(wire, 'AmountCredited'))));
    see('invoice', wire, {
      id: text(wire, 'InvoiceID'),
      mark: text(wire, 'Url'),
      signed: figure(wire, 'Total'),
      settled,
      face: faceOf(wire, 'InvoiceNumber'),
    });
  }
  for (const wire of ledger.documents('creditNote')) {
    see('creditNote', wire, {
      id: text(wire, 'CreditNoteID'),
      mark: text(wire, 'Reference'),
      signed: minus(figure(wire, 'Total')),
      face: faceOf(wire, 'CreditNoteNumber'),
    });
  }
  for (const wire of ledger.documents('allocation')) {
    found.push({
      kind: 'allocation',
      id: text(wire, 'AllocationID'),
      reference: null,
      isVoid: wire['IsDeleted'] === true,
      signed: '0',
      settled: '0',
      face: null,
    });
  }
  for (const wire of ledger.documents('payment'))
    see('payment', wire, { id: text(wire, 'PaymentID'), mark: text(wire, 'Reference'), signed: figure(wire, 'Amount') });
  for (const wire of ledger.documents('refund'))
    see('refund', wire, { id: text(wire, 'PaymentID'), mark: text(wire, 'Reference'), signed: minus(figure(wire, 'Amount')) });
  for (const wire of ledger.documents('bankTransaction')) {
    const overpayment = text(wire, 'OverpaymentID') || text(inner(wire, 'Overpayment'), 'OverpaymentID');
    const id = text(wire, 'BankTransactionID') + (overpayment === '' ? '' : `/Overpayments/${overpayment}`);
    see('bankTransaction', wire, { id, mark: text(wire, 'Url'), signed: figure(wire, 'Total') });
  }
  return new Map(found.map((each) => [`${each.kind} ${each.id}`, each]));
}

/** Links name an allocation by its path; the ledger by its own id. */
export const nameInLedger = (kind: string, id: string): string => `${kind} ${kind === 'allocation' ? (id.split('/').at(-1) ?? id) : id}`;
