import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { BankLineRow } from '../../../../src/api/bank.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { Money } from '../../parts/money.tsx';
import { FormError, Shown } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { CodingFields } from './coding-fields.tsx';
import type { Coding } from './coding-fields.tsx';
import { useBankChanged } from './deeds.ts';
import { choicesQuery, linePath } from './queries.ts';

interface CodeDialogProps {
  readonly line: BankLineRow;
  readonly ledger: string | null;
  readonly onClose: () => void;
}

/** Says what a line was for: an account, whom it went to or came from, and its tax. */
export function CodeDialog({ line, ledger, onClose }: CodeDialogProps): ReactNode {
  const [coding, setCoding] = useState<Coding>({ account: null, contact: line.counterparty ?? '', tax: null });
  const [description, setDescription] = useState(line.text);
  const choices = useQuery(choicesQuery(ledger));
  const changed = useBankChanged();
  const { say } = useToast();
  const booking = useMutation({
    mutationFn: () =>
      ask(`${linePath(line.line)}/code`, {
        method: 'POST',
        body: { ...coding, contact: coding.contact.trim(), description: description.trim() || null },
      }),
    onSuccess: async () => {
      say({ title: 'Booked' });
      await changed();
      onClose();
    },
  });
  const isReady = coding.account !== null && coding.contact.trim() !== '';
  const book = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) booking.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="What was it for?"
      detail={<Money amount={line.amount} currency={line.currency} />}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="code-line" look="primary" disabled={!isReady} isBusy={booking.isPending}>
            Book it
          </Button>
        </>
      }
    >
      <form id="code-line" onSubmit={book} className="flex flex-col gap-4">
        <Shown query={choices}>{(known) => <CodingFields choices={known} coding={coding} onChange={setCoding} />}</Shown>
        <Field label="Words in the ledger">
          {(ties) => (
            <Input {...ties} dir="auto" value={description} onChange={(event) => setDescription(event.target.value)} autoComplete="off" />
          )}
        </Field>
        <FormError error={booking.error} />
      </form>
    </Dialog>
  );
}
