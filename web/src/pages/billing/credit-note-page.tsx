import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Card, Facts } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { BookNeeded } from './book-needed.tsx';
import { useBillingChanged } from './deeds.ts';
import { DocumentForm } from './document-form.tsx';
import { DocumentLines } from './document-lines.tsx';
import { contentOf, draftOf } from './drafting.ts';
import { PdfLink } from './pdf-link.tsx';
import { recordQuery, useContacts, useToday } from './queries.ts';
import type { ShownCreditNote } from './records.ts';
import { StatusBadge } from './status-badge.tsx';

/** One credit note, or ('new') the one that corrects an invoice. */
export function CreditNotePage(): ReactNode {
  const { creditNote } = useParams({ from: '/app/credit-notes/$creditNote' });
  return <BookNeeded>{() => (creditNote === 'new' ? <NewCreditNote /> : <OneCreditNote id={creditNote} />)}</BookNeeded>;
}

function NewCreditNote(): ReactNode {
  const { invoice } = useSearch({ from: '/app/credit-notes/$creditNote' });
  if (invoice === undefined)
    return <EmptyState title="Which invoice?">Open the invoice that is to be corrected, and choose “Credit” there.</EmptyState>;
  return <CreditFor invoice={invoice} />;
}

function CreditFor({ invoice: id }: { readonly invoice: string }): ReactNode {
  const { name } = useLocale();
  const today = useToday();
  const query = useQuery(recordQuery('invoices', id));
  return (
    <Shown query={query} heading="Credit note">
      {(invoice) => (
        <>
          <PageHeader
            title={`Credit ${invoice.number ?? 'the invoice'}`}
            detail="Take out the lines that stay as they are. What you issue is set against the invoice at once."
            back={
              <Link to="/invoices/$invoice" params={{ invoice: id }}>
                {invoice.number ?? 'Invoice'}
              </Link>
            }
          />
          <DocumentForm
            what="credit-notes"
            before={null}
            corrects={id}
            first={{ ...draftOf(contentOf(invoice), name), issuedOn: today, dueOn: '', notes: '' }}
          />
        </>
      )}
    </Shown>
  );
}

function OneCreditNote({ id }: { readonly id: string }): ReactNode {
  const query = useQuery(recordQuery('credit-notes', id));
  return (
    <Shown query={query} heading="Credit note">
      {(note) => <CreditNoteDetail note={note} />}
    </Shown>
  );
}

function CreditNoteDetail({ note }: { readonly note: ShownCreditNote }): ReactNode {
  const { number, status, invoice, contact, issuedOn, open, totals, currency, notes } = note;
  const ids = useMemo(() => [contact], [contact]);
  const customer = useContacts(ids).get(contact ?? '') ?? null;
  return (
    <>
      <PageHeader
        title={number ?? 'Draft'}
        back={<Link to="/credit-notes">Credit notes</Link>}
        beside={<StatusBadge status={status} />}
        actions={
          <>
            <PdfLink what="credit-notes" id={note.id} />
            <Void note={note} />
          </>
        }
      />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Card isFlush>
          <DocumentLines document={note} />
        </Card>
        <Card>
          <p className="text-sm text-soft">{open === '0' ? 'Total' : 'Not used yet'}</p>
          <p className="mb-4 text-2xl font-semibold tracking-tight">
            <Money amount={open === '0' ? totals.gross : open} currency={currency} />
          </p>
          <Facts
            facts={[
              { name: 'Customer', value: <span dir="auto">{customer?.name ?? (contact === null ? 'none' : '…')}</span> },
              { name: 'Issued', value: <Day day={issuedOn} /> },
              ...(invoice === null ? [] : [{ name: 'Corrects', value: <Corrected id={invoice} /> }]),
            ]}
          />
          {notes !== null && (
            <p className="mt-4 border-t border-line pt-4 text-sm whitespace-pre-wrap text-soft" dir="auto">
              {notes}
            </p>
          )}
        </Card>
      </div>
    </>
  );
}

function Corrected({ id }: { readonly id: string }): ReactNode {
  const { data } = useQuery(recordQuery('invoices', id));
  return (
    <Link to="/invoices/$invoice" params={{ invoice: id }} className="text-accent-ink hover:underline">
      {data?.number ?? 'the invoice'}
    </Link>
  );
}

function Void({ note: { id, number, state, paid, credited } }: { readonly note: ShownCreditNote }): ReactNode {
  const mayCreate = useMay('create');
  const changed = useBillingChanged();
  if (!mayCreate || state === 'void' || paid !== '0' || credited !== '0') return null;
  return (
    <ConfirmDialog
      trigger={(open) => (
        <Button look="quiet" onClick={open}>
          Void
        </Button>
      )}
      title={`Void ${number ?? 'this draft'}?`}
      confirm="Void it"
      isDangerous
      onConfirm={async () => {
        await ask(`/v1/credit-notes/${id}/void`, { method: 'POST' });
        await changed();
      }}
    >
      <p>It stays in the book with its number and counts nothing. This cannot be taken back.</p>
    </ConfirmDialog>
  );
}
