import type { CloseCheck, CloseRecord } from '../core/close.ts';
import { amount, decimal, isZero, subtract } from '../core/decimal.ts';
import type { CreditNote, Invoice } from '../core/records.ts';
import { checkOf } from './close-checks.ts';
import type { ClosePorts, CloseScope } from './close-checks.ts';

const draftsSay = (count: number): string =>
  count === 1
    ? 'One draft is dated in this month: issue or remove it in the ledger.'
    : `${count} drafts are dated in this month: issue or remove them in the ledger.`;

/** What stands in the ledger itself at the end of a month: drafts, invoices without payment, payments without invoice. */
export async function ledgerChecks({ engine }: ClosePorts, scope: CloseScope): Promise<readonly CloseCheck[]> {
  const { organisation, ledger, from, through } = scope;
  const observed = await engine.store.records(organisation, ledger, ['invoice', 'creditNote', 'bankTransaction', 'contact']);
  const records = observed.flatMap(({ record, goneAt }) => (goneAt === null ? [record] : []));
  const names = new Map(records.flatMap((record) => (record.kind === 'contact' ? [[record.id, record.name] as const] : [])));
  const told = (document: Invoice | CreditNote, left: string): CloseRecord => ({
    what: `${document.number ?? document.kind} ${names.get(document.contact ?? '') ?? ''}`.trimEnd(),
    id: document.id,
    on: document.issuedOn,
    amount: left,
    currency: document.currency,
    about: { is: 'record', kind: document.kind, id: document.id },
    opens: `tieout why ${document.number ?? document.id}`,
  });
  const documents = records.flatMap((record) => (record.kind === 'invoice' || record.kind === 'creditNote' ? [record] : []));
  const drafts = documents.filter(({ state, issuedOn }) => state === 'draft' && issuedOn >= from && issuedOn <= through);
  const unpaid = documents.flatMap((record) => {
    const left = subtract(subtract(decimal(record.totals.gross), decimal(record.paid)), decimal(record.credited));
    return record.state === 'open' && record.issuedOn <= through && !isZero(left) ? [told(record, amount(left))] : [];
  });
  const onAccount = records.flatMap((record): readonly CloseRecord[] =>
    record.kind === 'bankTransaction' && record.state === 'made' && record.madeOn <= through && !isZero(decimal(record.remaining))
      ? [
          {
            what: names.get(record.contact ?? '') ?? 'somebody',
            id: record.id,
            on: record.madeOn,
            amount: record.remaining,
            currency: record.currency,
            about: { is: 'record', kind: record.kind, id: record.id },
            opens: `tieout why ${record.id}`,
          },
        ]
      : [],
  );
  return [
    checkOf(
      'drafts',
      drafts.map((draft) => told(draft, draft.totals.gross)),
      {
        blocks: true,
        says: draftsSay,
        none: 'No draft is dated in this month.',
        opens: 'tieout log',
      },
    ),
    checkOf('unpaid invoices', unpaid, {
      blocks: false,
      says: (count) => (count === 1 ? 'One document is not settled.' : `${count} documents are not settled.`),
      none: 'Every document is settled.',
      opens: 'tieout bank suggestions',
    }),
    checkOf('money on account', onAccount, {
      blocks: false,
      says: (count) => (count === 1 ? 'One payment waits for an invoice.' : `${count} payments wait for an invoice.`),
      none: 'No payment waits for an invoice.',
      opens: 'tieout bank suggestions',
    }),
  ];
}
