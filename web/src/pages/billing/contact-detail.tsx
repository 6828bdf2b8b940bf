import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card, Facts } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { Shown } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { ContactDialog } from './contact-dialog.tsx';
import { useBillingChanged } from './deeds.ts';
import { recordQuery, useList } from './queries.ts';
import type { ShownContact } from './records.ts';
import { StatusBadge } from './status-badge.tsx';

export function ContactDetail({ id }: { readonly id: string }): ReactNode {
  const query = useQuery(recordQuery('contacts', id));
  return (
    <Shown query={query}>
      {(contact) => (
        <div className="flex flex-col gap-5">
          <AboutContact contact={contact} />
          <LastInvoices contact={contact} />
        </div>
      )}
    </Shown>
  );
}

function AboutContact({ contact }: { readonly contact: ShownContact }): ReactNode {
  const { name, email, phone, taxNumber, address, isCustomer, isSupplier, state } = contact;
  const locale = useLocale();
  const lines = [
    ...(address?.lines ?? []),
    [address?.postalCode, address?.city].filter((part) => typeof part === 'string').join(' '),
    address?.region,
    typeof address?.country === 'string' ? locale.country(address.country) : null,
  ];
  const roles = [isCustomer && 'customer', isSupplier && 'supplier'].filter((role) => role !== false).join(' and ');
  return (
    <Card
      title={<span dir="auto">{name}</span>}
      detail={roles === '' ? undefined : roles.charAt(0).toUpperCase() + roles.slice(1)}
      actions={state === 'archived' ? <Badge>Archived</Badge> : <Actions contact={contact} />}
    >
      <Facts
        facts={[
          { name: 'E-mail', value: email ?? '–' },
          { name: 'Phone', value: phone ?? '–' },
          { name: 'Tax number', value: taxNumber ?? '–' },
          {
            name: 'Address',
            value: (
              <span dir="auto" className="whitespace-pre-line">
                {lines.filter((line) => typeof line === 'string' && line !== '').join('\n') || '–'}
              </span>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Actions({ contact }: { readonly contact: ShownContact }): ReactNode {
  const mayCreate = useMay('create');
  const changed = useBillingChanged();
  const [isChanging, setChanging] = useState(false);
  if (!mayCreate) return null;
  return (
    <>
      <Link
        to="/invoices/$invoice"
        params={{ invoice: 'new' }}
        search={{ contact: contact.id }}
        className={buttonClass({ size: 'small', look: 'primary' })}
      >
        Invoice
      </Link>
      <Button size="small" onClick={() => setChanging(true)}>
        Change
      </Button>
      <ConfirmDialog
        trigger={(open) => (
          <Button size="small" look="quiet" onClick={open}>
            Archive
          </Button>
        )}
        title={`Archive ${contact.name}?`}
        confirm="Archive"
        onConfirm={async () => {
          await ask(`/v1/contacts/${contact.id}/archive`, { method: 'POST' });
          await changed();
        }}
      >
        <p>Documents stay as they are; new ones cannot be made for an archived contact.</p>
      </ConfirmDialog>
      {isChanging && <ContactDialog contact={contact} onClose={() => setChanging(false)} />}
    </>
  );
}

function LastInvoices({ contact }: { readonly contact: ShownContact }): ReactNode {
  const { rows } = useList('invoices', { contact: contact.id });
  if (rows === undefined || rows.length === 0) return null;
  return (
    <Card
      title="Invoices"
      isFlush
      actions={
        <Link to="/invoices" search={{ contact: contact.id }} className="text-sm text-accent-ink hover:underline">
          See all
        </Link>
      }
    >
      <ul className="text-sm">
        {rows.slice(0, 6).map(({ id, number, issuedOn, status, totals, currency }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-5 py-2.5 last:border-b-0">
            <Link to="/invoices/$invoice" params={{ invoice: id }} className="font-medium hover:underline">
              {number ?? 'Draft'}
            </Link>
            <span className="text-soft">
              <Day day={issuedOn} />
            </span>
            <StatusBadge status={status} />
            <span className="ml-auto">
              <Money amount={totals.gross} currency={currency} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
