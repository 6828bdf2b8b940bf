import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Printer } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Day } from '../../parts/day.tsx';
import { Shown } from '../../parts/states.tsx';
import { BookNeeded } from './book-needed.tsx';
import { DocumentLines } from './document-lines.tsx';
import { recordQuery, useContacts } from './queries.ts';
import type { Book, ShownInvoice } from './records.ts';

/** An invoice as its customer gets it. The browser prints it, or keeps it as a PDF. */
export function InvoicePrintPage(): ReactNode {
  const { invoice: id } = useParams({ from: '/app/invoices/$invoice/print' });
  const query = useQuery(recordQuery('invoices', id));
  return (
    <BookNeeded>
      {(book) => (
        <Shown query={query} heading="Invoice">
          {(invoice) => (
            <>
              <div className="mb-6 flex flex-wrap items-center justify-between gap-3 print:hidden">
                <Link to="/invoices/$invoice" params={{ invoice: id }} className="text-sm text-soft hover:text-ink hover:underline">
                  Back to {invoice.number ?? 'the draft'}
                </Link>
                <Button look="primary" onClick={() => globalThis.print()}>
                  <Printer aria-hidden />
                  Print, or save as PDF
                </Button>
              </div>
              <Paper book={book} invoice={invoice} />
            </>
          )}
        </Shown>
      )}
    </BookNeeded>
  );
}

function Paper({ book, invoice }: { readonly book: Book; readonly invoice: ShownInvoice }): ReactNode {
  const ids = useMemo(() => [invoice.contact], [invoice.contact]);
  const contact = useContacts(ids).get(invoice.contact ?? '') ?? null;
  const address = contact?.address ?? null;
  const lines = [
    ...(address?.lines ?? []),
    [address?.postalCode, address?.city].filter((part) => typeof part === 'string').join(' '),
    address?.region ?? '',
    address?.country ?? '',
  ].filter((line) => line !== '');
  return (
    <article className="mx-auto max-w-3xl rounded-xl border border-line bg-surface p-6 shadow-lift sm:p-12 print:max-w-none print:rounded-none print:border-0 print:p-0 print:shadow-none">
      <header className="mb-10 flex flex-wrap items-start justify-between gap-6">
        <div>
          <p className="text-sm font-medium" dir="auto">
            {book.name}
          </p>
          <h1 className="mt-6 text-2xl font-semibold tracking-tight">
            {invoice.state === 'draft' ? 'Draft of an invoice' : `Invoice ${invoice.number ?? ''}`}
            {invoice.state === 'void' && ' (void)'}
          </h1>
        </div>
        <Days invoice={invoice} />
      </header>
      {contact !== null && (
        <address className="mb-10 text-sm not-italic" dir="auto">
          <p className="font-medium">{contact.name}</p>
          {lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {contact.taxNumber !== null && <p className="mt-1 text-soft">{contact.taxNumber}</p>}
        </address>
      )}
      <div className="-mx-5">
        <DocumentLines document={invoice} />
      </div>
      {invoice.notes !== null && (
        <p className="mt-10 border-t border-line pt-4 text-sm whitespace-pre-wrap text-soft" dir="auto">
          {invoice.notes}
        </p>
      )}
    </article>
  );
}

const Days = ({ invoice }: { readonly invoice: ShownInvoice }): ReactNode => (
  <dl className="grid grid-cols-[auto_auto] gap-x-6 gap-y-1 text-sm">
    <dt className="text-soft">Issued</dt>
    <dd className="text-right">
      <Day day={invoice.issuedOn} />
    </dd>
    {invoice.dueOn !== null && (
      <>
        <dt className="text-soft">Due</dt>
        <dd className="text-right">
          <Day day={invoice.dueOn} />
        </dd>
      </>
    )}
    {invoice.reference !== null && (
      <>
        <dt className="text-soft">Your reference</dt>
        <dd className="text-right" dir="auto">
          {invoice.reference}
        </dd>
      </>
    )}
  </dl>
);
