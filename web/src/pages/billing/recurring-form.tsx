import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { RecurringShown } from '../../../../src/api/billing-recurring.ts';
import { ask, Refusal } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { DayField } from '../../parts/day-field.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMay } from '../../session.tsx';
import { useBillingChanged, useIsContactUnderWay } from './deeds.ts';
import { DocumentEditor } from './document-editor.tsx';
import { written } from './drafting.ts';
import type { Draft } from './drafting.ts';
import type { Rhythm } from './rhythm.ts';

export interface TypedRecurring {
  readonly name: string;
  readonly every: string;
  readonly unit: Rhythm['unit'];
  readonly startsOn: string;
  readonly endsOn: string;
  readonly dueAfterDays: string;
  readonly issueAs: 'draft' | 'open';
  readonly draft: Draft;
}

interface RecurringFormProps {
  /** What is changed; null: a new one is made. */
  readonly before: RecurringShown | null;
  readonly first: TypedRecurring;
}

export function RecurringForm({ before, first }: RecurringFormProps): ReactNode {
  const [typed, setTyped] = useState(first);
  const mayCreate = useMay('create');
  const save = useSave(before, typed);
  const mayNotYet = useIsContactUnderWay();
  return (
    <Card
      title={before === null ? 'What, and how often' : 'Change it'}
      {...(before === null ? {} : { detail: 'Invoices that were made stay as they are.' })}
    >
      <form
        className="flex flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <When typed={typed} onChange={setTyped} isNew={before === null} />
        <DocumentEditor draft={typed.draft} onChange={(draft) => setTyped({ ...typed, draft })} days="none" />
        <p className="text-sm text-faint">
          Write <code className="font-mono">{'{month}'}</code> where the month of each invoice shall stand: “Support in {'{month}'}”.
        </p>
        <FormError error={save.error} />
        <Button look="primary" type="submit" className="self-start" disabled={!mayCreate || mayNotYet} isBusy={save.isPending}>
          {before === null ? 'Begin' : 'Save the change'}
        </Button>
      </form>
    </Card>
  );
}

interface WhenProps {
  readonly typed: TypedRecurring;
  readonly onChange: (typed: TypedRecurring) => void;
  readonly isNew: boolean;
}

const units = [
  { value: 'week', label: 'weeks' },
  { value: 'month', label: 'months' },
  { value: 'year', label: 'years' },
] as const;
const issueOptions = [
  { value: 'open', label: 'Issue it', hint: 'It has its number and reaches the ledger by itself' },
  { value: 'draft', label: 'Keep it as a draft', hint: 'It waits until somebody issues it' },
] as const;

function When({ typed, onChange, isNew }: WhenProps): ReactNode {
  const set = (part: Partial<TypedRecurring>): void => onChange({ ...typed, ...part });
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <Field label="Name" className="sm:col-span-2">
        {(ties) => (
          <Input
            {...ties}
            required
            dir="auto"
            placeholder="Ada Ltd, support"
            value={typed.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label="Every">
        {(ties) => (
          <div className="flex gap-2">
            <Input
              {...ties}
              type="number"
              min={1}
              max={52}
              required
              className="w-20"
              value={typed.every}
              onChange={(event) => set({ every: event.target.value })}
            />
            <Select label="Unit" value={typed.unit} onChange={(unit) => set({ unit })} options={units} />
          </div>
        )}
      </Field>
      <Field label="On its day">
        {(ties) => <Select {...ties} value={typed.issueAs} onChange={(issueAs) => set({ issueAs })} options={issueOptions} />}
      </Field>
      <Days typed={typed} set={set} />
      <NextOnes typed={typed} isNew={isNew} />
    </div>
  );
}

interface DaysProps {
  readonly typed: TypedRecurring;
  readonly set: (part: Partial<TypedRecurring>) => void;
}

const Days = ({ typed, set }: DaysProps): ReactNode => (
  <>
    <DayField label="First on" required value={typed.startsOn} onChange={(startsOn) => set({ startsOn })} />
    <DayField label="Last by (optional)" min={typed.startsOn} value={typed.endsOn} onChange={(endsOn) => set({ endsOn })} />
    <Field label="Due after, in days">
      {(ties) => (
        <Input
          {...ties}
          type="number"
          min={0}
          max={365}
          placeholder="never"
          value={typed.dueAfterDays}
          onChange={(event) => set({ dueAfterDays: event.target.value })}
        />
      )}
    </Field>
  </>
);

/** The days that the server makes of it, which knows months of 28 days. */
function NextOnes({ typed, isNew }: { readonly typed: TypedRecurring; readonly isNew: boolean }): ReactNode {
  const { name } = useLocale();
  const body = bodyOf({ ...typed, name: 'preview' }, name);
  const query = useQuery({
    queryKey: ['preview', 'recurring', body],
    queryFn: ({ signal }) =>
      ask<{ readonly nextDays: readonly string[]; readonly dueNow: number }>('/v1/recurring-invoices/preview', {
        method: 'POST',
        body,
        signal,
      }),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  if (query.data === undefined) return null;
  const { nextDays, dueNow } = query.data;
  return (
    <div className="text-sm sm:col-span-2 lg:col-span-4">
      <span className="text-soft">On</span>{' '}
      {nextDays.map((day, at) => (
        <span key={day}>
          {at > 0 && ', '}
          <Day day={day} />
        </span>
      ))}
      {nextDays.length === 6 && ' …'}
      {isNew && dueNow > 0 && (
        <p className="mt-1 text-warn">
          {dueNow === 1
            ? 'The first of them is due by now and made at once.'
            : `${dueNow} of them are due by now and made at once, each dated on its own day.`}
        </p>
      )}
    </div>
  );
}

function bodyOf({ name, every, unit, startsOn, endsOn, dueAfterDays, issueAs, draft }: TypedRecurring, locale: string) {
  const answer = written({ ...draft, issuedOn: startsOn }, locale);
  if (answer.is === 'unreadable' || startsOn === '' || every === '') return null;
  const { issuedOn: _issuedOn, dueOn: _dueOn, ...invoice } = answer.body;
  return {
    name,
    rhythm: { every: Number.parseInt(every, 10), unit },
    startsOn,
    endsOn: endsOn === '' ? null : endsOn,
    dueAfterDays: dueAfterDays === '' ? null : Number.parseInt(dueAfterDays, 10),
    issueAs,
    invoice,
  };
}

function useSave(before: RecurringShown | null, typed: TypedRecurring) {
  const { name: locale } = useLocale();
  const { say } = useToast();
  const navigate = useNavigate();
  const changed = useBillingChanged();
  return useMutation({
    mutationFn: () => {
      const recurring = bodyOf(typed, locale);
      if (recurring === null)
        throw new Refusal({
          status: 0,
          code: null,
          message: 'A price, a quantity or a discount is no figure.',
          seen: null,
          expected: 'a figure such as 1234.56',
          fix: null,
        });
      return before === null
        ? ask<RecurringShown>('/v1/recurring-invoices', { method: 'POST', body: recurring })
        : ask<RecurringShown>(`/v1/recurring-invoices/${before.id}`, { method: 'PATCH', body: { version: before.version, recurring } });
    },
    onSuccess: async ({ id, made }) => {
      say({
        title: before === null ? 'It begins' : 'Saved',
        detail: before === null && made.length > 0 ? `${made.length} made at once.` : null,
      });
      await changed();
      await navigate({ to: '/recurring/$recurring', params: { recurring: id } });
    },
  });
}
