import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';
import { Shown } from '../../parts/states.tsx';
import { useLocale } from '../../locale.tsx';
import { BookNeeded } from './book-needed.tsx';
import { contentOf, draftOf, emptyLine } from './drafting.ts';
import { InvoiceDetail } from './invoice-detail.tsx';
import { DocumentForm } from './document-form.tsx';
import { recordQuery, useToday, usualTaxesQuery } from './queries.ts';
import type { Book } from './records.ts';

/** One invoice: as it is, while it is changed, or before it is made ('new'). */
export function InvoicePage(): ReactNode {
  const { invoice } = useParams({ from: '/app/invoices/$invoice' });
  return <BookNeeded>{(book) => (invoice === 'new' ? <NewInvoice book={book} /> : <OneInvoice id={invoice} />)}</BookNeeded>;
}

const back = <Link to="/invoices">Invoices</Link>;

function NewInvoice({ book }: { readonly book: Book }): ReactNode {
  const { contact } = useSearch({ from: '/app/invoices/$invoice' });
  const today = useToday();
  const usual = useQuery(usualTaxesQuery);
  return (
    <Shown query={usual} heading="New invoice">
      {(taxes) => (
        <>
          <PageHeader title="New invoice" back={back} />
          <DocumentForm
            what="invoices"
            before={null}
            first={{
              contact: contact ?? null,
              issuedOn: today,
              dueOn: inDays(today, 30),
              currency: book.baseCurrency,
              amountsAre: 'exclusive',
              lines: [emptyLine(0, taxes)],
              discount: '',
              reference: '',
              notes: '',
            }}
          />
        </>
      )}
    </Shown>
  );
}

function OneInvoice({ id }: { readonly id: string }): ReactNode {
  const { view } = useSearch({ from: '/app/invoices/$invoice' });
  const { name } = useLocale();
  const query = useQuery(recordQuery('invoices', id));
  return (
    <Shown query={query} heading="Invoice">
      {(invoice) =>
        view === 'edit' ? (
          <>
            <PageHeader
              title={`Change ${invoice.number ?? 'draft'}`}
              back={
                <Link to="/invoices/$invoice" params={{ invoice: id }}>
                  {invoice.number ?? 'Draft'}
                </Link>
              }
            />
            <DocumentForm what="invoices" before={invoice} first={draftOf(contentOf(invoice), name)} />
          </>
        ) : (
          <InvoiceDetail invoice={invoice} back={back} />
        )
      }
    </Shown>
  );
}

function inDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
