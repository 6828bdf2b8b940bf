import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ask, Refusal } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useBillingChanged, useDeedKey, useIsContactUnderWay } from './deeds.ts';
import { DocumentEditor } from './document-editor.tsx';
import { written } from './drafting.ts';
import type { Draft } from './drafting.ts';
import type { ShownCreditNote, ShownInvoice } from './records.ts';

interface DocumentFormProps {
  readonly what: 'invoices' | 'credit-notes';
  /** What is changed; null: a new one is made. */
  readonly before: ShownInvoice | ShownCreditNote | null;
  readonly first: Draft;
  /** The invoice that a credit note corrects; it is set against it at once. */
  readonly corrects?: string;
}

export function DocumentForm({ what, before, first, corrects }: DocumentFormProps): ReactNode {
  const [draft, setDraft] = useState(first);
  const save = useSave({ what, before, draft, corrects: corrects ?? null });
  const mayNotYet = useIsContactUnderWay() || save.isPending;
  const isIssued = before !== null && before.state !== 'draft';
  return (
    <Card>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate('open');
        }}
      >
        <DocumentEditor draft={draft} onChange={setDraft} days={what === 'invoices' ? 'issued and due' : 'issued'} />
        <div className="mt-6 flex flex-col gap-4 border-t border-line pt-5">
          <FormError error={save.error} />
          <div className="flex flex-wrap gap-2">
            <Button look="primary" type="submit" isBusy={save.isPending && save.variables === 'open'} disabled={mayNotYet}>
              {isIssued ? 'Save the change' : 'Issue it'}
            </Button>
            {!isIssued && (
              <Button isBusy={save.isPending && save.variables === 'draft'} disabled={mayNotYet} onClick={() => save.mutate('draft')}>
                Keep as a draft
              </Button>
            )}
          </div>
          {!isIssued && (
            <p className="text-sm text-faint">Issuing gives it the next number. A draft has none, and no ledger hears of it.</p>
          )}
        </div>
      </form>
    </Card>
  );
}

interface Saving {
  readonly what: 'invoices' | 'credit-notes';
  readonly before: ShownInvoice | ShownCreditNote | null;
  readonly draft: Draft;
  readonly corrects: string | null;
}

function useSave({ what, before, draft, corrects }: Saving) {
  const { name } = useLocale();
  const { say } = useToast();
  const navigate = useNavigate();
  const changed = useBillingChanged();
  const { key, refused } = useDeedKey();
  return useMutation({
    mutationFn: (state: 'draft' | 'open') => {
      const answer = written(draft, name);
      if (answer.is === 'unreadable') throw unreadable(answer.field);
      const { dueOn, ...others } = answer.body;
      const body = {
        ...others,
        state,
        ...(what === 'invoices' ? { dueOn } : corrects === null ? {} : { invoice: corrects, allocate: true }),
      };
      return before === null
        ? ask<ShownInvoice | ShownCreditNote>(`/v1/${what}`, { method: 'POST', body, key })
        : ask<ShownInvoice | ShownCreditNote>(`/v1/${what}/${before.id}?version=${before.version}`, { method: 'PATCH', body });
    },
    onError: refused,
    onSuccess: async (record) => {
      say({ title: record.number === null ? 'Kept as a draft' : `${record.number} is ${before === null ? 'issued' : 'changed'}` });
      await changed();
      await (record.kind === 'invoice'
        ? navigate({ to: '/invoices/$invoice', params: { invoice: record.id }, search: {} })
        : navigate({ to: '/credit-notes/$creditNote', params: { creditNote: record.id } }));
    },
  });
}

const unreadable = (field: string): Refusal =>
  new Refusal({
    status: 0,
    code: null,
    message: `This is no figure: ${field}.`,
    seen: null,
    expected: 'a figure such as 1234.56',
    fix: null,
  });
