import { useQuery } from '@tanstack/react-query';
import { Lightbulb } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { AccountChoice, LedgerChoices, Setup } from '../../../../../src/api/integrations.ts';
import { Button } from '../../../parts/button.tsx';
import { Field } from '../../../parts/field.tsx';
import { Select } from '../../../parts/select.tsx';
import type { Option } from '../../../parts/select.tsx';
import { FormError, Shown } from '../../../parts/states.tsx';
import { choicesQuery } from '../queries.ts';
import { useChoose } from './choosing.ts';

export function AccountsStep({ setup }: { readonly setup: Setup }): ReactNode {
  const choices = useQuery(choicesQuery(setup.target.connection));
  return <Shown query={choices}>{(answer) => <ChooseAccounts setup={setup} choices={answer} />}</Shown>;
}

const uses = [
  { use: 'sales', label: 'Sales', hint: 'Where the lines of invoices are booked that no category sends elsewhere.' },
  { use: 'payments', label: 'Payments', hint: 'The account that money from customers reaches.' },
  { use: 'rounding', label: 'Rounding', hint: 'For the cent or two by which two systems add up differently; never more.' },
] as const;
type Use = (typeof uses)[number]['use'];

function ChooseAccounts({ setup, choices }: { readonly setup: Setup; readonly choices: LedgerChoices }): ReactNode {
  const [chosen, setChosen] = useState<Readonly<Record<Use, string | null>>>({
    sales: setup.chosen.sales ?? advisedFor(choices, 'sales'),
    payments: setup.chosen.payments ?? advisedFor(choices, 'payments'),
    rounding: setup.chosen.rounding ?? advisedFor(choices, 'rounding'),
  });
  const choose = useChoose(setup);
  return (
    <form
      className="flex max-w-2xl flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        choose.mutate(chosen);
      }}
    >
      {uses.map(({ use, label, hint }) => (
        <div key={use}>
          <Field label={label} hint={hint}>
            {(ties) => (
              <Select
                {...ties}
                value={chosen[use]}
                onChange={(account) => setChosen({ ...chosen, [use]: account })}
                options={optionsFor(choices.accounts, use)}
                placeholder="Choose an account…"
              />
            )}
          </Field>
          <Advice account={choices.accounts.find((account) => isNamed(account, chosen[use])) ?? null} use={use} />
        </div>
      ))}
      <FormError error={choose.error} />
      <Button look="primary" type="submit" className="self-start" isBusy={choose.isPending}>
        Use these accounts
      </Button>
    </form>
  );
}

/** The mapping names an account by its code where it has one. */
const nameOf = ({ code, id }: AccountChoice): string => code ?? id;
const isNamed = (account: AccountChoice, name: string | null): boolean => name !== null && (account.code === name || account.id === name);

const inChart = new Intl.Collator(undefined, { numeric: true });

const adviceOn = ({ advice }: AccountChoice, use: Use) => advice.find((each) => each.use === use);

function advisedFor({ accounts }: LedgerChoices, use: Use): string | null {
  const advised = accounts.find((account) => adviceOn(account, use) !== undefined);
  return advised === undefined ? null : nameOf(advised);
}

/** The advised ones first, each with its reason; the others as the chart of accounts lists them. */
function optionsFor(accounts: readonly AccountChoice[], use: Use): readonly Option<string>[] {
  return accounts
    .toSorted(
      (one, other) =>
        Number(adviceOn(one, use) === undefined) - Number(adviceOn(other, use) === undefined) ||
        Number(one.code === null) - Number(other.code === null) ||
        inChart.compare(one.code ?? one.name, other.code ?? other.name),
    )
    .map((account) => {
      const why = adviceOn(account, use)?.why;
      const hint = [
        why === undefined ? null : `Advised: ${why}`,
        account.type,
        use === 'payments' && !account.takesPayments ? 'takes no payments yet' : null,
      ];
      return {
        value: nameOf(account),
        label: account.code === null ? account.name : `${account.code} ${account.name}`,
        hint: hint.filter((part) => part !== null).join(' · '),
      };
    });
}

function Advice({ account, use }: { readonly account: AccountChoice | null; readonly use: Use }): ReactNode {
  if (account === null) return null;
  const why = adviceOn(account, use)?.why;
  if (use === 'payments' && !account.takesPayments)
    return (
      <p className="mt-2 text-sm text-warn">
        {account.name} does not take payments yet. You can choose it all the same: the check says which setting to change.
      </p>
    );
  return why === undefined ? null : (
    <p className="mt-2 flex gap-2 text-sm text-soft">
      <Lightbulb aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
      Advised: {why}
    </p>
  );
}
