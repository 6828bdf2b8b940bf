import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { useEffect, useId, useRef, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { HoldFix, HoldRow } from '../../../../src/api/office.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Ago, Day } from '../../parts/day.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { Money } from '../../parts/money.tsx';
import { useMay } from '../../session.tsx';
import { useFlowName } from '../document/flow-names.ts';
import { capital, kindText, plainText } from '../document/words.ts';
import { useAnswer } from './answering.ts';
import { needsReason, sharedFixes } from './hold-groups.ts';
import { recordName } from '../../record-name.ts';
import { useLocale } from '../../locale.tsx';

/** One question with what it is about, what was seen, and its answers. */
export function HoldQuestion({ hold, onAnswered }: { readonly hold: HoldRow; readonly onAnswered?: () => void }): ReactNode {
  return (
    <div className="flex flex-col gap-5">
      <p className="text-base font-medium" dir="auto">
        {plainText(hold.text)}
      </p>
      <Evidence evidence={hold.evidence} />
      <AnswerForm key={hold.hold} holds={[hold]} {...(onAnswered ? { onAnswered } : {})} />
    </div>
  );
}

/** Who, how much and when: what a person knows the document by. */
export function HoldHead({ hold }: { readonly hold: HoldRow }): ReactNode {
  const nameOf = useFlowName();
  const locale = useLocale();
  return (
    <header className="flex flex-col gap-3 border-b border-line px-5 py-4">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone="warn">{capital(hold.code)}</Badge>
        <span className="text-sm text-soft">
          {nameOf(hold.flow)} · asked <Ago at={hold.openedAt} />
        </span>
      </div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 className="min-w-0 text-lg font-semibold" dir="auto">
          {hold.party ?? `${capital(kindText(hold.kind))} ${recordName(hold, locale)}`}
        </h2>
        {hold.gross !== null && hold.currency !== null && (
          <Money amount={hold.gross} currency={hold.currency} className="text-lg font-semibold" />
        )}
      </div>
      <p className="flex flex-wrap gap-x-3 text-sm text-soft">
        <Link
          to="/documents/$flow/$kind/$id"
          params={{ flow: hold.flow, kind: hold.kind, id: hold.id }}
          className="font-medium text-accent-ink underline-offset-2 hover:underline"
        >
          {capital(kindText(hold.kind))} {recordName(hold, locale)}
        </Link>
        {hold.day !== null && <Day day={hold.day} />}
      </p>
    </header>
  );
}

function Evidence({ evidence }: Pick<HoldRow, 'evidence'>): ReactNode {
  const seen = Object.entries(evidence);
  if (seen.length === 0) return null;
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">What was seen</caption>
      <tbody>
        {seen.map(([what, value]) => (
          <tr key={what} className="border-b border-line last:border-b-0">
            <th scope="row" className="w-2/5 py-2 pr-4 text-left align-top font-normal text-soft">
              {plainText(what)}
            </th>
            <td className="figures py-2 align-top" dir="auto">
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface AnswerFormProps {
  readonly holds: readonly HoldRow[];
  readonly onAnswered?: () => void;
}

/** The answers that all of these questions offer. A number chooses one, and Enter gives it. */
export function AnswerForm({ holds, onAnswered }: AnswerFormProps): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const [because, setBecause] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const group = useId();
  const giving = useAnswer();
  const fixes = sharedFixes(holds);
  const fix = fixes.find(({ id }) => id === chosen) ?? null;
  const isReady = fix !== null && (!needsReason(fix) || because.trim() !== '');
  const give = (event: FormEvent): void => {
    event.preventDefault();
    if (!isReady) return;
    giving.mutate({ holds, fix: fix.id, because: needsReason(fix) ? because.trim() : null });
    onAnswered?.();
  };
  useNumberKeys(form);
  if (!useMay('keep'))
    return (
      <p className="text-sm text-soft">Your role may look at questions and not answer them: ask a bookkeeper, an approver or an owner.</p>
    );
  if (fixes.length === 0) return <p className="text-sm text-soft">These questions have no answer in common: answer them one by one.</p>;
  return (
    <form ref={form} onSubmit={give} className="flex flex-col gap-4">
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 text-sm font-medium">
          {holds.length === 1 ? 'What should be done?' : `What should be done with all ${holds.length}?`}
        </legend>
        {fixes.map((each, at) => (
          <FixChoice
            key={each.id}
            fix={each}
            group={group}
            number={at + 1}
            isChosen={each.id === chosen}
            onChoose={() => setChosen(each.id)}
          />
        ))}
      </fieldset>
      {fix !== null && needsReason(fix) && (
        <Field label="Because" hint="Kept with the decision, and shown wherever it is asked why this is not in the ledger.">
          {(ties) => (
            <Input {...ties} data-reason required value={because} onChange={(event) => setBecause(event.target.value)} autoComplete="off" />
          )}
        </Field>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" disabled={!isReady} isBusy={giving.isPending}>
          {holds.length === 1 ? 'Answer' : `Answer ${holds.length} questions`}
        </Button>
        {fix === null && <span className="text-sm text-faint">Nothing happens before you press this.</span>}
      </div>
    </form>
  );
}

interface FixChoiceProps {
  readonly fix: HoldFix;
  /** The choices of one form exclude each other. */
  readonly group: string;
  readonly number: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function FixChoice({ fix, group, number, isChosen, onChoose }: FixChoiceProps): ReactNode {
  const name = `${group}-${number}`;
  return (
    <label
      className={clsx(
        'flex cursor-pointer items-start gap-3 rounded-lg border px-3.5 py-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink',
        isChosen ? 'border-accent bg-accent-soft' : 'border-line hover:bg-sunken',
      )}
    >
      <input
        type="radio"
        name={group}
        data-number={number}
        checked={isChosen}
        onChange={onChoose}
        aria-describedby={`${name}-effect`}
        aria-labelledby={`${name}-label`}
        className="mt-1 size-4 shrink-0 accent-(--accent) outline-none"
      />
      <span className="min-w-0 flex-1">
        <span id={`${name}-label`} className="block text-sm font-medium" dir="auto">
          {fix.label}
        </span>
        <span id={`${name}-effect`} className="mt-0.5 block text-sm text-soft" dir="auto">
          {fix.effect ?? 'The answer itself writes nothing.'}
        </span>
      </span>
      {number < 10 && (
        <kbd aria-hidden className="mt-0.5 rounded border border-line bg-surface px-1.5 font-mono text-xs text-faint max-lg:hidden">
          {number}
        </kbd>
      )}
    </label>
  );
}

/** 1 to 9 choose an answer from anywhere on the page, and put the focus where Enter gives it. */
function useNumberKeys(form: { readonly current: HTMLFormElement | null }): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!/^[1-9]$/.test(event.key) || isElsewhere(event)) return;
      const choice = form.current?.querySelector<HTMLInputElement>(`[data-number="${event.key}"]`);
      if (!choice) return;
      event.preventDefault();
      choice.click();
      choice.focus();
      // The field for the reason appears with the choice, and is where one writes next.
      requestAnimationFrame(() => form.current?.querySelector<HTMLInputElement>('[data-reason]')?.focus());
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [form]);
}

/** Whether a key belongs to something else: a field that is written in, a dialog, a shortcut of the browser. */
export const isElsewhere = (event: KeyboardEvent): boolean =>
  event.metaKey ||
  event.ctrlKey ||
  event.altKey ||
  !(event.target instanceof Element) ||
  event.target.closest(
    'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]',
  ) !== null;
