import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DayField } from '../../parts/day-field.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { Money } from '../../parts/money.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useBillingChanged, useDeedKey } from './deeds.ts';
import { readFigure, typedFigure } from './figures.ts';
import { useToday } from './queries.ts';
import type { ShownInvoice } from './records.ts';

interface PaymentDialogProps {
  readonly invoice: ShownInvoice;
  readonly onClose: () => void;
}

/** Records money that came for one invoice; a part of it may be paid, and never more than is open. */
export function PaymentDialog({ invoice, onClose }: PaymentDialogProps): ReactNode {
  const { name } = useLocale();
  const today = useToday();
  const [amount, setAmount] = useState(typedFigure(invoice.open, name));
  const [paidOn, setPaidOn] = useState(today);
  const [method, setMethod] = useState('');
  const [reference, setReference] = useState('');
  const figure = readFigure(amount, name);
  const record = useRecord(invoice, { amount: figure, paidOn, method, reference }, onClose);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Record a payment"
      detail={
        <>
          Of {invoice.number ?? 'this invoice'}, <Money amount={invoice.open} currency={invoice.currency} /> are open.
        </>
      }
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="payment" isBusy={record.isPending} disabled={figure === null}>
            Record
          </Button>
        </>
      }
    >
      <form
        id="payment"
        className="grid gap-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          record.mutate();
        }}
      >
        <Field label={`Amount in ${invoice.currency}`} error={figure === null ? 'This is no figure.' : null}>
          {(ties) => (
            <Input {...ties} inputMode="decimal" className="figures" value={amount} onChange={(event) => setAmount(event.target.value)} />
          )}
        </Field>
        <DayField label="Received on" required max={today} value={paidOn} onChange={setPaidOn} />
        <Field label="How (optional)">
          {(ties) => <Input {...ties} placeholder="Bank transfer" value={method} onChange={(event) => setMethod(event.target.value)} />}
        </Field>
        <Field label="Reference (optional)">
          {(ties) => <Input {...ties} dir="auto" value={reference} onChange={(event) => setReference(event.target.value)} />}
        </Field>
        <div className="sm:col-span-2 empty:hidden">
          <FormError error={record.error} />
        </div>
      </form>
    </Dialog>
  );
}

interface Received {
  readonly amount: string | null;
  readonly paidOn: string;
  readonly method: string;
  readonly reference: string;
}

function useRecord({ id, contact, currency }: ShownInvoice, { amount, paidOn, method, reference }: Received, onRecorded: () => void) {
  const { say } = useToast();
  const changed = useBillingChanged();
  const { key, refused } = useDeedKey();
  return useMutation({
    mutationFn: () => {
      const allocations = [{ invoice: id, amount }];
      const body = { contact, paidOn, amount, currency, method: textOrNull(method), reference: textOrNull(reference), allocations };
      return ask('/v1/payments', { method: 'POST', body, key });
    },
    onError: refused,
    onSuccess: async () => {
      say({ title: 'The payment is recorded' });
      await changed();
      onRecorded();
    },
  });
}

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
