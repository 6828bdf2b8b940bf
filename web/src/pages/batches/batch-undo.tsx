import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { BatchShown, UndoAnswer } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMay } from '../../session.tsx';
import { capital, counted, kindText } from '../document/words.ts';

/** Undoing is the exact inverse or nothing: what stands in its way is said before anything is tried. */
export function BatchUndo({ batch }: { readonly batch: BatchShown }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { undo, see } = useUndo(batch.batch);
  const landed = batch.counts['landed'] ?? 0;
  if (!useMay('approve') || landed === 0) return null;
  if (batch.notUndoable !== null) return <p className="max-w-64 text-sm text-soft">{batch.notUndoable}</p>;
  const close = (): void => setOpen(false);
  const answer = undo.data ?? null;
  return (
    <>
      <Button onClick={() => (undo.reset(), setOpen(true))}>
        <Undo2 aria-hidden /> Undo
      </Button>
      {answer === null ? (
        <UndoQuestion
          isOpen={isOpen}
          onClose={close}
          landed={landed}
          isBusy={undo.isPending}
          error={undo.error}
          onUndo={() => undo.mutate()}
        />
      ) : (
        <UndoRefusals isOpen={isOpen} onClose={close} answer={answer} isBusy={undo.isPending} onAgain={() => undo.mutate()} onSee={see} />
      )}
    </>
  );
}

function useUndo(batch: string) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { say } = useToast();
  const see = (made: string): void => void navigate({ to: '/batches/$batch', params: { batch: made } });
  const undo = useMutation({
    mutationFn: () => ask<UndoAnswer>(`/v1/batches/${encodeURIComponent(batch)}/undo`, { method: 'POST', body: {} }),
    onSuccess: (answer) => {
      void queries.invalidateQueries({ queryKey: ['batches'] });
      if (answer.batch === null || answer.refusals.length > 0) return;
      say({ title: 'The batch is being undone', detail: 'Each document is taken back to what it was.' });
      see(answer.batch);
    },
  });
  return { undo, see };
}

interface UndoQuestionProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly landed: number;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onUndo: () => void;
}

function UndoQuestion({ isOpen, onClose, landed, isBusy, error, onUndo }: UndoQuestionProps): ReactNode {
  const locale = useLocale();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Undo ${counted(landed, 'document', locale.count)}?`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" isBusy={isBusy} onClick={onUndo}>
            Undo the batch
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm text-soft">
        <p>What it created is removed, and what it changed is put back as it was. Payments go first, then the invoices that they pay.</p>
        <p>What a person has changed in the ledger since is left alone, and you are told.</p>
        <FormError error={error} />
      </div>
    </Dialog>
  );
}

interface UndoRefusalsProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly answer: UndoAnswer;
  readonly isBusy: boolean;
  readonly onAgain: () => void;
  readonly onSee: (batch: string) => void;
}

function UndoRefusals({ isOpen, onClose, answer, isBusy, onAgain, onSee }: UndoRefusalsProps): ReactNode {
  const locale = useLocale();
  const { batch, refusals } = answer;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={batch === null ? 'This cannot be undone as it is' : `${counted(refusals.length, 'document', locale.count)} left alone`}
      detail={batch === null ? 'Nothing was changed. What stands in the way:' : 'The others are being taken back. These stay, because:'}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          {batch === null ? (
            <Button look="primary" isBusy={isBusy} onClick={onAgain}>
              Try again
            </Button>
          ) : (
            <Button look="primary" onClick={() => onSee(batch)}>
              See the undo
            </Button>
          )}
        </>
      }
    >
      <ul className="flex flex-col gap-3 text-sm">
        {refusals.map(({ kind, id, number, why }) => (
          <li key={`${kind} ${id}`}>
            <p className="font-medium">
              {capital(kindText(kind))} {number ?? id}
            </p>
            <p className="text-soft" dir="auto">
              {why}
            </p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
