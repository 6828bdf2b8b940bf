import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { ProofShown } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useFlowName } from '../document/flow-names.ts';

interface ProveNowProps {
  readonly flow: string;
  readonly look?: 'primary' | 'secondary';
  readonly fromMonth?: string;
  readonly throughMonth?: string;
}

/** Makes a proof now, of these months or of others. It goes on when the page is left, and can be given up. */
export function ProveNow({ flow, look = 'secondary', fromMonth, throughMonth }: ProveNowProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [from, setFrom] = useState(fromMonth ?? '');
  const [through, setThrough] = useState(throughMonth ?? '');
  const nameOf = useFlowName();
  const { prove, cancel } = useProve(flow, () => setOpen(false));
  const wrong = (from === '') !== (through === '') ? 'Give both months, or none.' : from > through ? 'It ends before it begins.' : null;
  const start = (event: FormEvent): void => {
    event.preventDefault();
    if (wrong === null) prove.mutate(from === '' ? {} : { fromMonth: from, throughMonth: through });
  };
  const close = (): void => (cancel(), setOpen(false));
  return (
    <>
      <Button look={look} onClick={() => (prove.reset(), setOpen(true))}>
        <RefreshCw aria-hidden /> Prove now
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={close}
        title={`Prove ${nameOf(flow)}`}
        detail="Reads what both sides show and compares every document and account. Nothing is written to either side."
        actions={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" form="prove" look="primary" isBusy={prove.isPending} disabled={wrong !== null}>
              Prove
            </Button>
          </>
        }
      >
        <form id="prove" onSubmit={start} className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="From month" hint="Both empty: all months since the first day of the flow.">
              {(ties) => <Input {...ties} type="month" value={from} onChange={(event) => setFrom(event.target.value)} />}
            </Field>
            <Field label="Through month" error={wrong}>
              {(ties) => <Input {...ties} type="month" value={through} onChange={(event) => setThrough(event.target.value)} />}
            </Field>
          </div>
          {prove.isPending && <UnderWay />}
          <FormError error={prove.error} />
        </form>
      </Dialog>
    </>
  );
}

interface Wish {
  readonly fromMonth?: string;
  readonly throughMonth?: string;
}

function useProve(flow: string, onDone: () => void) {
  const queries = useQueryClient();
  const { say } = useToast();
  const stop = useRef<AbortController | null>(null);
  const prove = useMutation({
    mutationFn: (wish: Wish) => {
      stop.current = new AbortController();
      return ask<ProofShown>(`/v1/proofs/${encodeURIComponent(flow)}`, { method: 'POST', body: wish, signal: stop.current.signal });
    },
    onSuccess: (proof) => {
      queries.setQueryData(['proof', flow], proof);
      void queries.invalidateQueries({ queryKey: ['overview'] });
      say({
        title: proof.tiesOut ? 'The flow ties out' : 'The proof is made',
        detail: proof.tiesOut ? null : 'What differs is listed with its cause.',
      });
      onDone();
    },
  });
  const cancel = (): void => {
    stop.current?.abort();
    prove.reset();
  };
  return { prove, cancel };
}

/** Nobody knows how long the two sides take to answer; what can be told is how long it has been. */
function UnderWay(): ReactNode {
  const locale = useLocale();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div role="status" className="text-sm text-soft">
      <div className="mb-2 h-1.5 overflow-hidden rounded-full bg-sunken">
        <div className="breathes h-full w-full rounded-full bg-accent" />
      </div>
      Reading and comparing both sides{seconds > 2 ? `, ${locale.count(seconds)} s so far` : ''}…
    </div>
  );
}
