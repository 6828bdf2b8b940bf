import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { BatchShown, UndoAnswer } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FormError, Skeleton } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMay } from '../../session.tsx';
import { capital, counted, kindText } from '../document/words.ts';
import { recordName } from '../../record-name.ts';

/** Undoing is the exact inverse or nothing: what stands in its way is looked for before anything is tried. */
export function BatchUndo({ batch }: { readonly batch: BatchShown }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const landed = batch.counts['landed'] ?? 0;
  if (!useMay('approve') || landed === 0) return null;
  if (batch.notUndoable !== null) return <p className="max-w-64 text-sm text-soft">{batch.notUndoable}</p>;
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Undo2 aria-hidden /> Undo
      </Button>
      {isOpen && <UndoDialog batch={batch.batch} landed={landed} onClose={() => setOpen(false)} />}
    </>
  );
}

interface UndoDialogProps {
  readonly batch: string;
  readonly landed: number;
  readonly onClose: () => void;
}

const pathOf = (batch: string): string => `/v1/batches/${encodeURIComponent(batch)}/undo`;

function UndoDialog({ batch, landed, onClose }: UndoDialogProps): ReactNode {
  const locale = useLocale();
  // What the ledger shows now decides, and it is asked each time.
  const preview = useQuery({
    queryKey: ['batches', 'undo', batch],
    queryFn: ({ signal }) => ask<UndoAnswer>(pathOf(batch), { signal }),
    gcTime: 0,
    staleTime: Infinity,
  });
  const undo = useUndo(batch, onClose);
  const refusals = undo.data?.refusals ?? preview.data?.refusals ?? [];
  const isRefused = refusals.length > 0;
  const look = (): void => {
    undo.reset();
    void preview.refetch();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={isRefused ? 'This cannot be undone as it is' : `Undo ${counted(landed, 'document', locale.count)}?`}
      {...(isRefused ? { detail: 'It is undone as a whole or not at all, and nothing was changed. What stands in the way:' } : {})}
      actions={
        <>
          <Button onClick={onClose}>{isRefused ? 'Close' : 'Cancel'}</Button>
          {isRefused ? (
            // A button of its own: what is pressed to look again must not have become the undo meanwhile.
            <Button key="look" look="primary" isBusy={preview.isFetching} onClick={look}>
              Look again
            </Button>
          ) : (
            <Button key="undo" look="danger" isBusy={undo.isPending} disabled={preview.data === undefined} onClick={() => undo.mutate()}>
              Undo the batch
            </Button>
          )}
        </>
      }
    >
      {isRefused ? (
        <Refusals refusals={refusals} />
      ) : (
        <div className="flex flex-col gap-3 text-sm text-soft">
          <p>What it created is removed, and what it changed is put back as it was. Payments go first, then the invoices that they pay.</p>
          <p>Afterwards each of these documents waits as a question, so that nothing writes it again by itself.</p>
          {preview.isPending && (
            <div role="status" className="flex flex-col gap-2">
              <span>Looking at what stands there now…</span>
              <Skeleton className="h-4 w-2/3" />
            </div>
          )}
          <FormError error={undo.error ?? preview.error} />
        </div>
      )}
    </Dialog>
  );
}

function useUndo(batch: string, onDone: () => void) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { say } = useToast();
  return useMutation({
    mutationFn: () => ask<UndoAnswer>(pathOf(batch), { method: 'POST' }),
    onSuccess: (answer) => {
      if (answer.batch === null) return;
      void queries.invalidateQueries({ queryKey: ['batches'] });
      onDone();
      say({ title: 'The batch is being undone', detail: 'Each document is taken back to what it was.' });
      void navigate({ to: '/batches/$batch', params: { batch: answer.batch } });
    },
  });
}

function Refusals({ refusals }: Pick<UndoAnswer, 'refusals'>): ReactNode {
  const locale = useLocale();
  return (
    <ul className="flex flex-col gap-3 text-sm">
      {refusals.map(({ kind, id, number, why }, at) => (
        <li key={`${kind} ${id} ${at}`}>
          <p className="font-medium">
            {capital(kindText(kind))} {recordName({ number, id }, locale)}
          </p>
          <p className="text-soft" dir="auto">
            {capital(why)}
          </p>
        </li>
      ))}
    </ul>
  );
}
