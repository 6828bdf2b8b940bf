import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { BatchShown, BatchWriteRow } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { Sums } from '../../parts/money.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { sumsOf } from '../document/sums.ts';
import { counted } from '../document/words.ts';
import { keyName } from './batch-words.ts';

interface BatchDecisionProps {
  readonly batch: BatchShown;
  /** The ticked writes; none: all of them are meant. */
  readonly chosen: readonly BatchWriteRow[];
  readonly onDecided: () => void;
}

/** Approve or decline, all of it or what is ticked. */
export function BatchDecision({ batch, chosen, onDecided }: BatchDecisionProps): ReactNode {
  const locale = useLocale();
  const decide = useDecide(batch, onDecided);
  const { say } = useToast();
  const meant = chosen.length === 0 ? batch.writes : chosen;
  const keys = chosen.length === 0 ? null : keysOf(chosen);
  const rest = batch.writes.length - meant.length;
  const many = counted(meant.length, 'document', locale.count);
  return (
    <>
      <DeclineDialog
        many={chosen.length === 0 ? `all ${many}` : many}
        label={chosen.length === 0 ? 'Decline' : `Decline ${locale.count(chosen.length)}`}
        onDecline={async (because) => {
          await decide.mutateAsync({ does: 'decline', keys, because });
          say({ title: `${many} declined`, detail: 'Each waits as a question until somebody answers it.' });
        }}
      />
      <ConfirmDialog
        trigger={(open) => (
          <Button look="primary" onClick={open}>
            {chosen.length === 0 ? 'Approve all' : `Approve ${locale.count(chosen.length)}`}
          </Button>
        )}
        title={`Write ${many} to the ledger?`}
        confirm={chosen.length === 0 ? 'Approve all' : 'Approve these'}
        onConfirm={async () => {
          await decide.mutateAsync({ does: 'approve', keys, because: null });
          say({ title: `${many} approved`, detail: 'They are being written now.' });
        }}
      >
        <p className="text-ink">
          <Sums sums={sumsOf(meant.map(({ gross, currency }) => ({ amount: gross, currency })))} none="No amounts" /> in {batch.flow}. The
          batch can be undone afterwards, with its exact inverse.
        </p>
        {rest > 0 && <p>The other {counted(rest, 'document', locale.count)} stay to be approved in a batch of their own.</p>}
      </ConfirmDialog>
    </>
  );
}

/** A key is decided as a whole, however many of its writes are ticked. */
const keysOf = (writes: readonly BatchWriteRow[]) => [
  ...new Map(writes.map((write) => [keyName(write), { kind: write.kind, id: write.id }])).values(),
];

interface Decision {
  readonly does: 'approve' | 'decline';
  readonly keys: ReturnType<typeof keysOf> | null;
  readonly because: string | null;
}

function useDecide(batch: BatchShown, onDecided: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ does, keys, because }: Decision) =>
      ask<unknown>(`/v1/batches/${encodeURIComponent(batch.batch)}/${does}`, {
        method: 'POST',
        body: does === 'approve' ? { keys } : { keys, because },
      }),
    onSuccess: onDecided,
    onSettled: () => Promise.all(['batches', 'overview', 'holds'].map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}

interface DeclineDialogProps {
  readonly many: string;
  readonly label: string;
  readonly onDecline: (because: string) => Promise<void>;
}

function DeclineDialog({ many, label, onDecline }: DeclineDialogProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [because, setBecause] = useState('');
  const deed = useMutation({ mutationFn: onDecline, onSuccess: () => setOpen(false) });
  const decline = (event: FormEvent): void => {
    event.preventDefault();
    if (because.trim() !== '') deed.mutate(because.trim());
  };
  return (
    <>
      <Button onClick={() => (deed.reset(), setOpen(true))}>{label}</Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`Decline ${many}?`}
        detail="Nothing of it is written. Each document waits as a question, with your reason, until somebody answers it."
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" form="decline" look="danger" isBusy={deed.isPending} disabled={because.trim() === ''}>
              Decline
            </Button>
          </>
        }
      >
        <form id="decline" onSubmit={decline} className="flex flex-col gap-3">
          <Field label="Because">
            {(ties) => <Input {...ties} required value={because} onChange={(event) => setBecause(event.target.value)} autoComplete="off" />}
          </Field>
          <FormError error={deed.error} />
        </form>
      </Dialog>
    </>
  );
}
