import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { FileText, Plus } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { ReactNode } from 'react';
import { buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Select } from '../../parts/select.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { useMay } from '../../session.tsx';
import { BookNeeded } from './book-needed.tsx';
import { ContactName } from './contact-name.tsx';
import { Listed, SearchBox } from './list-tools.tsx';
import { useContacts, useList } from './queries.ts';
import type { ShownContact, ShownInvoice, Status } from './records.ts';
import { StatusBadge, statusLabel } from './status-badge.tsx';

export function InvoicesPage(): ReactNode {
  return <BookNeeded>{() => <Invoices />}</BookNeeded>;
}

const statuses: readonly Status[] = ['open', 'overdue', 'partlyPaid', 'paid', 'settled', 'draft', 'void'];
const statusOptions = [{ value: '', label: 'Every status' }, ...statuses.map((status) => ({ value: status, label: statusLabel[status] }))];

function Invoices(): ReactNode {
  const { status, contact, search } = useSearch({ from: '/app/invoices' });
  const navigate = useNavigate({ from: '/invoices' });
  const mayCreate = useMay('create');
  const list = useList('invoices', { status, contact, search });
  const ids = useMemo(() => [contact ?? null, ...(list.rows ?? []).map((invoice) => invoice.contact)], [list.rows, contact]);
  const contacts = useContacts(ids);
  const columns = useMemo(() => columnsWith(contacts), [contacts]);
  const narrow = useCallback(
    (part: { readonly status?: string; readonly search?: string }) =>
      void navigate({
        search: (before) => Object.fromEntries(Object.entries({ ...before, ...part }).filter(([, value]) => value !== '')),
        replace: true,
      }),
    [navigate],
  );
  const isNarrowed = status !== undefined || contact !== undefined || search !== undefined;
  return (
    <>
      <PageHeader
        title="Invoices"
        {...(contact === undefined ? {} : { detail: <OfOne customer={contacts.get(contact)?.name ?? 'one customer'} /> })}
        actions={mayCreate && <NewInvoice />}
      />
      <Filters status={status ?? ''} search={search ?? ''} onNarrow={narrow} />
      <Card isFlush>
        <Listed list={list}>
          {(rows) => (
            <Table
              label="Invoices"
              columns={columns}
              rows={rows}
              keyOf={idOf}
              more={list.more}
              onOpen={({ id }) => void navigate({ to: '/invoices/$invoice', params: { invoice: id } })}
              empty={
                isNarrowed ? (
                  <EmptyState title="No invoice like that">Look for something else, or at every status.</EmptyState>
                ) : (
                  <NoInvoices />
                )
              }
            />
          )}
        </Listed>
      </Card>
    </>
  );
}

const OfOne = ({ customer }: { readonly customer: string }): ReactNode => (
  <>
    Of <span dir="auto">{customer}</span> ·{' '}
    <Link to="/invoices" className="text-accent-ink hover:underline">
      all invoices
    </Link>
  </>
);

interface FiltersProps {
  readonly status: string;
  readonly search: string;
  readonly onNarrow: (part: { readonly status?: string; readonly search?: string }) => void;
}

function Filters({ status, search, onNarrow }: FiltersProps): ReactNode {
  const onSearch = useCallback((text: string) => onNarrow({ search: text }), [onNarrow]);
  return (
    <div className="mb-4 flex flex-wrap items-center gap-3">
      <SearchBox label="Search number, customer, reference" value={search} onChange={onSearch} />
      <div className="w-44">
        <Select label="Status" value={status} onChange={(value) => onNarrow({ status: value })} options={statusOptions} />
      </div>
    </div>
  );
}

const NewInvoice = (): ReactNode => (
  <Link to="/invoices/$invoice" params={{ invoice: 'new' }} className={buttonClass({ look: 'primary' })}>
    <Plus aria-hidden />
    New invoice
  </Link>
);

function NoInvoices(): ReactNode {
  const mayCreate = useMay('create');
  return (
    <EmptyState icon={<FileText aria-hidden />} title="No invoices yet" action={mayCreate && <NewInvoice />}>
      Each one that you make here is in your ledger within seconds, once a flow is active.
    </EmptyState>
  );
}

const idOf = ({ id }: ShownInvoice): string => id;

const columnsWith = (contacts: ReadonlyMap<string, ShownContact>): readonly Column<ShownInvoice>[] => [
  {
    key: 'number',
    title: 'Number',
    cell: ({ number }) => number ?? <span className="text-faint">draft</span>,
    beneath: ({ contact }) => <ContactName contact={contact} contacts={contacts} />,
  },
  {
    key: 'contact',
    title: 'Customer',
    cell: ({ contact }) => <ContactName contact={contact} contacts={contacts} />,
    share: '100%',
    isMinor: true,
  },
  { key: 'issued', title: 'Issued', cell: ({ issuedOn }) => <Day day={issuedOn} />, isMinor: true },
  { key: 'due', title: 'Due', cell: ({ dueOn }) => <Day day={dueOn} />, isMinor: true },
  { key: 'status', title: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  {
    key: 'open',
    title: 'Open',
    align: 'end',
    isMinor: true,
    cell: ({ open, currency }) => (open === '0' ? <span className="text-faint">–</span> : <Money amount={open} currency={currency} />),
  },
  { key: 'total', title: 'Total', align: 'end', cell: ({ totals, currency }) => <Money amount={totals.gross} currency={currency} /> },
];
