import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { HandCoins } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { ask } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Card, Facts } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Day } from '../../parts/day.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { useMay } from '../../session.tsx';
import { BookNeeded } from './book-needed.tsx';
import { ContactName } from './contact-name.tsx';
import { useBillingChanged } from './deeds.ts';
import { Listed, SearchBox } from './list-tools.tsx';
import { recordQuery, useContacts, useList } from './queries.ts';
import type { ShownContact, ShownPayment } from './records.ts';

export function PaymentsPage(): ReactNode {
  return <BookNeeded>{() => <Payments />}</BookNeeded>;
}

function Payments(): ReactNode {
  const { search } = useSearch({ from: '/app/payments' });
  const navigate = useNavigate({ from: '/payments' });
  const list = useList('payments', { search });
  const ids = useMemo(() => (list.rows ?? []).map(({ contact }) => contact), [list.rows]);
  const contacts = useContacts(ids);
  const columns = useMemo(() => columnsWith(contacts), [contacts]);
  const [chosen, setChosen] = useState<string | null>(null);
  const payment = list.rows?.find(({ id }) => id === chosen) ?? null;
  const onSearch = useCallback((text: string) => void navigate({ search: text === '' ? {} : { search: text }, replace: true }), [navigate]);
  return (
    <>
      <PageHeader title="Payments" detail="Money that came in, recorded here or in the ledger." />
      <div className="mb-4">
        <SearchBox label="Search customer or reference" value={search ?? ''} onChange={onSearch} />
      </div>
      <Card isFlush>
        <Listed list={list}>
          {(rows) => (
            <Table
              label="Payments"
              columns={columns}
              rows={rows}
              keyOf={idOf}
              more={list.more}
              onOpen={({ id }) => setChosen(id)}
              empty={
                <EmptyState icon={<HandCoins aria-hidden />} title={search === undefined ? 'No payments yet' : 'No payment like that'}>
                  Open an invoice to record what was paid. What is paid in the ledger comes here by itself.
                </EmptyState>
              }
            />
          )}
        </Listed>
      </Card>
      {payment !== null && <PaymentDetail payment={payment} contacts={contacts} onClose={() => setChosen(null)} />}
    </>
  );
}

const idOf = ({ id }: ShownPayment): string => id;

const columnsWith = (contacts: ReadonlyMap<string, ShownContact>): readonly Column<ShownPayment>[] => [
  {
    key: 'paid',
    title: 'Received',
    cell: ({ paidOn }) => <Day day={paidOn} />,
    beneath: ({ contact }) => <ContactName contact={contact} contacts={contacts} />,
  },
  {
    key: 'contact',
    title: 'Customer',
    cell: ({ contact }) => <ContactName contact={contact} contacts={contacts} />,
    share: '60%',
    isMinor: true,
  },
  {
    key: 'method',
    title: 'How',
    cell: ({ method, reference }) => <bdi>{[method, reference].filter((part) => part !== null).join(' · ')}</bdi>,
    share: '40%',
    isMinor: true,
  },
  { key: 'born', title: 'Recorded', cell: ({ bornIn }) => (bornIn === 'ledger' ? 'in the ledger' : 'here'), isMinor: true },
  { key: 'state', title: 'State', cell: (payment) => <PaymentState payment={payment} />, isMinor: true },
  { key: 'amount', title: 'Amount', align: 'end', cell: ({ amount, currency }) => <Money amount={amount} currency={currency} /> },
];

function PaymentState({ payment: { state, open } }: { readonly payment: ShownPayment }): ReactNode {
  if (state === 'void') return <Badge>Void</Badge>;
  return open === '0' ? <Badge tone="good">Used</Badge> : <Badge tone="accent">On account</Badge>;
}

interface PaymentDetailProps {
  readonly payment: ShownPayment;
  readonly contacts: ReadonlyMap<string, ShownContact>;
  readonly onClose: () => void;
}

function PaymentDetail({ payment, contacts, onClose }: PaymentDetailProps): ReactNode {
  const { paidOn, amount, currency, contact, method, reference, allocations, open } = payment;
  const may = useMay('create');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Payment"
      detail={
        <>
          <Money amount={amount} currency={currency} />, received <Day day={paidOn} />
        </>
      }
      actions={may && payment.state === 'made' && <VoidPayment payment={payment} onVoided={onClose} />}
    >
      <Facts
        facts={[
          { name: 'Customer', value: <ContactName contact={contact} contacts={contacts} /> },
          { name: 'How', value: method ?? '–' },
          { name: 'Reference', value: <span dir="auto">{reference ?? '–'}</span> },
          {
            name: 'For',
            value:
              allocations.length === 0 ? (
                'nothing yet'
              ) : (
                <ul>
                  {allocations.map((part) => (
                    <li key={part.invoice} className="flex flex-wrap gap-x-3">
                      <InvoiceLink id={part.invoice} /> <Money amount={part.amount} currency={currency} />
                    </li>
                  ))}
                </ul>
              ),
          },
          ...(open === '0' ? [] : [{ name: 'On account', value: <Money amount={open} currency={currency} /> }]),
        ]}
      />
    </Dialog>
  );
}

function InvoiceLink({ id }: { readonly id: string }): ReactNode {
  const { data } = useQuery(recordQuery('invoices', id));
  return (
    <Link to="/invoices/$invoice" params={{ invoice: id }} className="text-accent-ink hover:underline">
      {data?.number ?? '…'}
    </Link>
  );
}

function VoidPayment({ payment, onVoided }: { readonly payment: ShownPayment; readonly onVoided: () => void }): ReactNode {
  const changed = useBillingChanged();
  return (
    <ConfirmDialog
      trigger={(open) => <Button onClick={open}>Void</Button>}
      title="Void this payment?"
      confirm="Void it"
      isDangerous
      onConfirm={async () => {
        await ask(`/v1/payments/${payment.id}/void`, { method: 'POST' });
        await changed();
        onVoided();
      }}
    >
      <p>Its invoices are open again by what it had paid, here and in the ledger.</p>
    </ConfirmDialog>
  );
}
