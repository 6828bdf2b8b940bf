import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleDashed, CircleCheck, Lock, LockOpen } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { CloseAnswer, CloseLedgers } from '../../../../src/api/close.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMay } from '../../session.tsx';
import { counted } from '../document/words.ts';
import { closeKey, monthPath } from './queries.ts';

interface CloseStateProps {
  readonly answer: CloseAnswer;
  readonly ledger: CloseLedgers['ledgers'][number];
  /** Whether the month's last day has passed. */
  readonly isOver: boolean;
}

/** How far the month is, in one sentence, and the lock. */
export function CloseState({ answer, ledger, isOver }: CloseStateProps): ReactNode {
  const locale = useLocale();
  const { checks, isDone, closedThrough, through, month, lines } = answer;
  const left = checks.filter((check) => check.blocks && !check.isDone).length;
  const isClosed = closedThrough !== null && closedThrough >= through;
  const Icon = isClosed ? Lock : isDone ? CircleCheck : CircleDashed;
  const says = isClosed
    ? `${locale.month(month)} is closed`
    : isDone
      ? isOver
        ? 'Nothing is left to do'
        : 'Nothing is left to do so far'
      : `${counted(left, 'thing', locale.count)} left to do`;
  const byHand = lines.byPerson + lines.byRule;
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <div className="flex min-w-0 flex-1 basis-72 gap-4">
          <Icon aria-hidden className={`mt-0.5 size-7 shrink-0 stroke-[1.5] ${isClosed || isDone ? 'text-good' : 'text-warn'}`} />
          <div className="min-w-0">
            <p className="text-lg font-semibold" role="status">
              {says}
            </p>
            <p className="text-sm text-soft">
              {lines.booked > 0 &&
                `${counted(lines.booked, 'bank line', locale.count)}: ${locale.count(lines.byMatch)} found by themselves, ${locale.count(byHand)} by rules and people, ${locale.count(lines.open)} open. `}
              {closedThrough !== null && !isClosed && `The books are closed through ${locale.day(closedThrough)}. `}
              As of <time dateTime={new Date(answer.madeAt).toISOString()}>{locale.time(answer.madeAt)}</time>.
            </p>
          </div>
        </div>
        {isClosed ? <OpenAgain answer={answer} ledger={ledger} /> : <CloseIt answer={answer} ledger={ledger} isOver={isOver} />}
      </div>
    </Card>
  );
}

/** Both the month and the list of ledgers say how far the books are closed. */
function useSaidOf(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () => Promise.all([closeKey, 'holds', 'overview'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
}

function CloseIt({ answer: { month, through, isDone }, ledger, isOver }: CloseStateProps): ReactNode {
  const locale = useLocale();
  const mayApprove = useMay('approve');
  const changed = useSaidOf();
  const { say } = useToast();
  const lock = async (): Promise<void> => {
    await ask(monthPath(month, 'lock', ledger.ledger), { method: 'POST' });
    say({ title: `${locale.month(month)} is closed` });
    await changed();
  };
  if (!mayApprove) return <p className="text-sm text-soft">An approver or an owner closes it.</p>;
  if (!isOver) return <p className="text-sm text-soft">It can be closed when its last day has passed.</p>;
  return (
    <ConfirmDialog
      title={`Close ${locale.month(month)}?`}
      confirm="Close the month"
      onConfirm={lock}
      trigger={(open) => (
        <Button look="primary" disabled={!isDone} onClick={open}>
          <Lock aria-hidden /> Close the month
        </Button>
      )}
    >
      <p>
        The ledger is read once more. Then nothing is written that is dated {locale.day(through)} or earlier, neither made, changed nor
        taken back.
      </p>
      <p>You can open it again, with a reason.</p>
    </ConfirmDialog>
  );
}

function OpenAgain({ answer: { month }, ledger }: Omit<CloseStateProps, 'isOver'>): ReactNode {
  const locale = useLocale();
  const mayApprove = useMay('approve');
  const changed = useSaidOf();
  const { say } = useToast();
  const [isOpen, setOpen] = useState(false);
  const [because, setBecause] = useState('');
  const opening = useMutation({
    mutationFn: () => ask(monthPath(month, 'unlock', ledger.ledger), { method: 'POST', body: { because: because.trim() } }),
    onSuccess: async () => {
      say({ title: `${locale.month(month)} is open again` });
      setOpen(false);
      await changed();
    },
  });
  const open = (event: FormEvent): void => {
    event.preventDefault();
    if (because.trim() !== '') opening.mutate();
  };
  if (!mayApprove) return null;
  return (
    <>
      <Button onClick={() => (opening.reset(), setOpen(true))}>
        <LockOpen aria-hidden /> Open it again
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`Open ${locale.month(month)} again?`}
        detail="This month and every later one can be written to again. What was held because it was closed is looked at again."
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" form="open-month" look="primary" disabled={because.trim() === ''} isBusy={opening.isPending}>
              Open it
            </Button>
          </>
        }
      >
        <form id="open-month" onSubmit={open} className="flex flex-col gap-4">
          <Field label="Because" hint="The next person should know why.">
            {(ties) => <Input {...ties} required value={because} onChange={(event) => setBecause(event.target.value)} autoComplete="off" />}
          </Field>
          <FormError error={opening.error} />
        </form>
      </Dialog>
    </>
  );
}
