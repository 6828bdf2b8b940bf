import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { BankLineRow } from '../../../../src/api/bank.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useBankChanged } from './deeds.ts';
import { linePath } from './queries.ts';

/** Leaves a line out of the books, with a reason that is kept. */
export function LeaveDialog({ line, onClose }: { readonly line: BankLineRow; readonly onClose: () => void }): ReactNode {
  const [because, setBecause] = useState('');
  const changed = useBankChanged();
  const { say } = useToast();
  const leaving = useMutation({
    mutationFn: () => ask(`${linePath(line.line)}/leave`, { method: 'POST', body: { because: because.trim() } }),
    onSuccess: async () => {
      say({ title: 'Left out' });
      await changed();
      onClose();
    },
  });
  const leave = (event: FormEvent): void => {
    event.preventDefault();
    if (because.trim() !== '') leaving.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Leave this line out?"
      detail="Nothing is booked for it. The bank and the ledger differ by its amount, and the close of the month says so."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="leave-line" look="primary" disabled={because.trim() === ''} isBusy={leaving.isPending}>
            Leave it out
          </Button>
        </>
      }
    >
      <form id="leave-line" onSubmit={leave} className="flex flex-col gap-4">
        <Field label="Because" hint="Kept with the line, and shown wherever it is asked why it is not in the ledger.">
          {(ties) => <Input {...ties} required value={because} onChange={(event) => setBecause(event.target.value)} autoComplete="off" />}
        </Field>
        <FormError error={leaving.error} />
      </form>
    </Dialog>
  );
}
