import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ask } from '../../api.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card, Facts } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useMay } from '../../session.tsx';
import { useBillingChanged } from './deeds.ts';
import { DocumentLines } from './document-lines.tsx';
import { PaymentDialog } from './payment-dialog.tsx';
import { PdfLink } from './pdf-link.tsx';
import { concerningQuery, useContacts } from './queries.ts';
import type { ShownInvoice } from './records.ts';
import { StatusBadge } from './status-badge.tsx';

interface InvoiceDetailProps {
  readonly invoice: ShownInvoice;
  readonly back: ReactNode;
}

export function InvoiceDetail({ invoice, back }: InvoiceDetailProps): ReactNode {
  const [ids] = useState([invoice.contact]);
  const contact = useContacts(ids).get(invoice.contact ?? '') ?? null;
  const { currency, totals, open, issuedOn, dueOn, reference, notes, bornIn } = invoice;
  return (
    <>
      <PageHeader
        title={invoice.number ?? 'Draft'}
        back={back}
        beside={<StatusBadge status={invoice.status} />}
        actions={<Actions invoice={invoice} />}
      />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Card isFlush>
          <DocumentLines document={invoice} />
        </Card>
        <div className="flex min-w-0 flex-col gap-6">
          <Card>
            <p className="text-sm text-soft">{open === '0' ? 'Total' : 'Still open'}</p>
            <p className="mb-4 text-2xl font-semibold tracking-tight">
              <Money amount={open === '0' ? totals.gross : open} currency={currency} />
            </p>
            <Facts
              facts={[
                {
                  name: 'Customer',
                  value:
                    invoice.contact === null ? (
                      'none'
                    ) : (
                      <Link to="/contacts" search={{ contact: invoice.contact }} className="text-accent-ink hover:underline">
                        <span dir="auto">{contact?.name ?? '…'}</span>
                      </Link>
                    ),
                },
                { name: 'Issued', value: <Day day={issuedOn} /> },
                { name: 'Due', value: <Day day={dueOn} /> },
                ...(reference === null ? [] : [{ name: 'Reference', value: <span dir="auto">{reference}</span> }]),
                ...(bornIn === 'ledger' ? [{ name: 'Made', value: 'in the ledger' }] : []),
              ]}
            />
            {notes !== null && (
              <p className="mt-4 border-t border-line pt-4 text-sm whitespace-pre-wrap text-soft" dir="auto">
                {notes}
              </p>
            )}
          </Card>
          <Settled invoice={invoice} />
        </div>
      </div>
    </>
  );
}

/** What was set against it, each with its day. */
function Settled({ invoice }: { readonly invoice: ShownInvoice }): ReactNode {
  const payments = useQuery(concerningQuery('payments', invoice.id)).data ?? [];
  const notes = useQuery(concerningQuery('credit-notes', invoice.id)).data ?? [];
  const made = payments.filter(({ state }) => state === 'made');
  if (made.length === 0 && notes.length === 0) return null;
  const { currency } = invoice;
  return (
    <Card title="Payments and credits" isFlush>
      <ul className="text-sm">
        {made.map(({ id, paidOn, method, reference, allocations, amount }) => (
          <li key={id} className="flex items-start justify-between gap-4 border-b border-line px-5 py-3 last:border-b-0">
            <span>
              Paid <Day day={paidOn} />
              <span className="block text-soft" dir="auto">
                {[method, reference].filter((part) => part !== null).join(' · ')}
              </span>
            </span>
            <Money amount={allocations.find((part) => part.invoice === invoice.id)?.amount ?? amount} currency={currency} />
          </li>
        ))}
        {notes.map(({ id, number, issuedOn, totals, state }) => (
          <li key={id} className="flex items-start justify-between gap-4 border-b border-line px-5 py-3 last:border-b-0">
            <span>
              <Link to="/credit-notes/$creditNote" params={{ creditNote: id }} className="text-accent-ink hover:underline">
                {number ?? 'Draft of a credit note'}
              </Link>
              <span className="block text-soft">
                <Day day={issuedOn} />
                {state === 'void' && ' · void'}
              </span>
            </span>
            <Money amount={totals.gross} currency={currency} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Actions({ invoice }: { readonly invoice: ShownInvoice }): ReactNode {
  const mayCreate = useMay('create');
  const [isPaying, setPaying] = useState(false);
  const { id, state, open, paid, credited } = invoice;
  const isUntouched = paid === '0' && credited === '0';
  return (
    <>
      {mayCreate && open !== '0' && (
        <Button look="primary" onClick={() => setPaying(true)}>
          Record a payment
        </Button>
      )}
      {mayCreate && state === 'draft' && <Issue invoice={invoice} />}
      {mayCreate && state !== 'void' && isUntouched && (
        <Link to="/invoices/$invoice" params={{ invoice: id }} search={{ view: 'edit' }} className={buttonClass({})}>
          <Pencil aria-hidden />
          Change
        </Link>
      )}
      {mayCreate && state === 'open' && (
        <Link to="/credit-notes/$creditNote" params={{ creditNote: 'new' }} search={{ invoice: id }} className={buttonClass({})}>
          Credit
        </Link>
      )}
      <PdfLink what="invoices" id={id} />
      {mayCreate && state !== 'void' && isUntouched && <Void invoice={invoice} />}
      {isPaying && <PaymentDialog invoice={invoice} onClose={() => setPaying(false)} />}
    </>
  );
}

function Issue({ invoice: { id, version } }: { readonly invoice: ShownInvoice }): ReactNode {
  const changed = useBillingChanged();
  const issue = useMutation({
    mutationFn: () => ask(`/v1/invoices/${id}?version=${version}`, { method: 'PATCH', body: { state: 'open' } }),
    onSuccess: changed,
  });
  return (
    <Button look="primary" isBusy={issue.isPending} onClick={() => issue.mutate()}>
      Issue it
    </Button>
  );
}

function Void({ invoice: { id, number } }: { readonly invoice: ShownInvoice }): ReactNode {
  const changed = useBillingChanged();
  return (
    <ConfirmDialog
      trigger={(open) => (
        <Button look="quiet" onClick={open}>
          Void
        </Button>
      )}
      title={number === null ? 'Void this draft?' : `Void ${number}?`}
      confirm="Void it"
      isDangerous
      onConfirm={async () => {
        await ask(`/v1/invoices/${id}/void`, { method: 'POST' });
        await changed();
      }}
    >
      <p>
        {number === null
          ? 'It was never issued: it stays in the book as void, and no ledger hears of it. This cannot be taken back.'
          : 'It stays in the book with its number, counts nothing, and is voided in the ledger too. This cannot be taken back.'}
      </p>
    </ConfirmDialog>
  );
}
