import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { BankAccountRow, BankRuleSaid, BankRulesPreview } from '../../../../src/api/bank.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { FormError, Shown } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { readFigure, typedFigure } from '../billing/figures.ts';
import { counted } from '../document/words.ts';
import { CodingFields } from './coding-fields.tsx';
import type { Coding } from './coding-fields.tsx';
import { useBankChanged } from './deeds.ts';
import { choicesQuery } from './queries.ts';
import { RuleLines } from './rule-lines.tsx';

interface RuleDialogProps {
  /** Null: a new one. */
  readonly known: BankRuleSaid | null;
  /** The print of the known one as it is shown: who keeps a change of it is told when somebody else was quicker. */
  readonly over: string | null;
  readonly ledger: string;
  readonly accounts: readonly BankAccountRow[];
  readonly days: { readonly from: string; readonly through: string };
  readonly onClose: () => void;
}

/** What is typed, as it is typed. */
interface Draft {
  readonly name: string;
  readonly contains: string;
  readonly counterparty: string;
  readonly from: string;
  readonly through: string;
  readonly onAccount: string;
  readonly coding: Coding;
  readonly because: string;
}

/** A rule, and while it is written what it would have done. */
export function RuleDialog({ known, over, ledger, accounts, days, onClose }: RuleDialogProps): ReactNode {
  const { name: locale } = useLocale();
  const [draft, setDraft] = useState<Draft>(() => draftOf(known, locale));
  const choices = useQuery(choicesQuery(ledger));
  const rule = ruleOf(draft, locale);
  const replaces = known?.name ?? null;
  const saving = useSaving(onClose);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (rule !== null) saving.mutate({ rule, replaces, over, because: draft.because.trim() || null });
  };
  const change = (changed: Partial<Draft>): void => setDraft({ ...draft, ...changed });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={known === null ? 'New rule' : 'Change the rule'}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="bank-rule" look="primary" disabled={rule === null} isBusy={saving.isPending}>
            Keep the rule
          </Button>
        </>
      }
    >
      <form id="bank-rule" onSubmit={save} className="grid gap-4 sm:grid-cols-2">
        <Text label="Name" value={draft.name} onChange={(name) => change({ name })} hint="What is said of its lines in the ledger." />
        <Text label="Words that the line contains" value={draft.contains} onChange={(contains) => change({ contains })} />
        <Text label="Or the name on it, exactly" value={draft.counterparty} onChange={(counterparty) => change({ counterparty })} />
        {accounts.length > 1 && (
          <Field label="On which bank account">
            {(ties) => (
              <Select
                {...ties}
                value={draft.onAccount}
                onChange={(onAccount) => change({ onAccount })}
                options={[{ value: '', label: 'Any' }, ...accounts.map(({ account }) => ({ value: account, label: account }))]}
              />
            )}
          </Field>
        )}
        <Text label="Amount from" value={draft.from} onChange={(from) => change({ from })} hint="Money out is negative." />
        <Text label="Amount through" value={draft.through} onChange={(through) => change({ through })} />
        <Shown query={choices}>
          {(offered) => <CodingFields choices={offered} coding={draft.coding} onChange={(coding) => change({ coding })} />}
        </Shown>
        <Text label="Because" value={draft.because} onChange={(because) => change({ because })} hint="Kept with the rule in the mapping." />
        <div className="flex flex-col gap-3 sm:col-span-2">
          <Tried rule={rule} replaces={replaces} days={days} />
          <FormError error={saving.error} />
        </div>
      </form>
    </Dialog>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
}

const Text = ({ label, value, onChange, hint }: TextProps): ReactNode => (
  <Field label={label} {...(hint === undefined ? {} : { hint })}>
    {(ties) => <Input {...ties} dir="auto" value={value} onChange={(event) => onChange(event.target.value)} autoComplete="off" />}
  </Field>
);

const draftOf = (known: BankRuleSaid | null, locale: string): Draft => ({
  name: known?.name ?? '',
  contains: known?.when.contains ?? '',
  counterparty: known?.when.counterparty ?? '',
  from: known?.when.from == null ? '' : typedFigure(known.when.from, locale),
  through: known?.when.through == null ? '' : typedFigure(known.when.through, locale),
  onAccount: known?.when.account ?? '',
  coding: { account: known?.account ?? null, contact: known?.contact ?? '', tax: known?.tax ?? null },
  because: '',
});

/** Null: something is missing, or no figure. */
function ruleOf({ name, contains, counterparty, from, through, onAccount, coding }: Draft, locale: string): BankRuleSaid | null {
  const [least, most] = [from, through].map((typed) => (typed.trim() === '' ? null : readFigure(typed, locale)));
  const isUnread = (typed: string, read: string | null | undefined): boolean => typed.trim() !== '' && read === null;
  if (isUnread(from, least) || isUnread(through, most)) return null;
  const text = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim());
  const when = {
    contains: text(contains),
    counterparty: text(counterparty),
    from: least ?? null,
    through: most ?? null,
    account: text(onAccount),
  };
  const isKnown = (when.contains ?? when.counterparty ?? when.from ?? when.through) !== null;
  const { account, contact, tax } = coding;
  if (!isKnown || name.trim() === '' || account === null || contact.trim() === '') return null;
  return { name: name.trim(), when, account, contact: contact.trim(), tax };
}

interface KeptRule {
  readonly rule: BankRuleSaid;
  readonly replaces: string | null;
  readonly over: string | null;
  readonly because: string | null;
}

function useSaving(onDone: () => void) {
  const changed = useBankChanged();
  const { say } = useToast();
  return useMutation({
    mutationFn: (body: KeptRule) => ask('/v1/bank/rules', { method: 'POST', body }),
    onSuccess: async () => {
      say({ title: 'The rule is kept', detail: 'Open lines that it fits are booked at the next match.' });
      await changed();
      onDone();
    },
  });
}

interface TriedProps {
  readonly rule: BankRuleSaid | null;
  readonly replaces: string | null;
  readonly days: { readonly from: string; readonly through: string };
}

/** What the rule would have done last quarter. */
function Tried({ rule, replaces, days }: TriedProps): ReactNode {
  const locale = useLocale();
  const waiting = useDeferredValue(rule);
  const query = useQuery({
    // Not told of changes: a rule that was just kept would be tried beside itself.
    queryKey: ['bankRuleTried', waiting, replaces, days],
    queryFn: ({ signal }) =>
      ask<BankRulesPreview>('/v1/bank/rules/preview', { method: 'POST', body: { rule: waiting, replaces, ...days }, signal }),
    enabled: waiting !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (waiting === null) return <p className="text-sm text-soft">As soon as the rule is whole, it is tried on the last quarter.</p>;
  if (query.isError) return <FormError error={query.error} />;
  const found = query.data?.rules.find((each) => each.rule === waiting.name);
  if (found === undefined) return <p className="text-sm text-soft">Trying it on the last quarter…</p>;
  return (
    <div aria-live="polite">
      <p className="text-sm">
        From {locale.day(days.from)} to {locale.day(days.through)} it would have taken{' '}
        <span className="font-medium">{found.lines.length === 0 ? 'no line' : counted(found.lines.length, 'line', locale.count)}</span>.
      </p>
      {found.lines.length > 0 && <RuleLines lines={found.lines} />}
    </div>
  );
}
