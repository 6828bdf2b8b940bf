import type { ReactNode } from 'react';
import { taxText } from '../../words.ts';
import type { BankChoices } from '../../../../src/api/bank.ts';
import { Field, Input } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';

export interface Coding {
  readonly account: string | null;
  readonly contact: string;
  readonly tax: string | null;
}

interface CodingFieldsProps {
  readonly choices: BankChoices;
  readonly coding: Coding;
  readonly onChange: (coding: Coding) => void;
}

/** Account, contact and tax, as a line is coded by a person or by a rule. */
export function CodingFields({ choices: { accounts, taxes, contacts }, coding, onChange }: CodingFieldsProps): ReactNode {
  const chosen = accounts.find(({ account }) => account === coding.account);
  return (
    <>
      <Field
        label="Account of the ledger"
        hint={chosen?.isBank === true ? 'A bank account: it becomes a transfer between the two.' : undefined}
      >
        {(ties) => (
          <Select
            {...ties}
            value={coding.account}
            onChange={(account) => onChange({ ...coding, account })}
            options={accounts.map(({ account, name }) => ({ value: account, label: `${account} ${name}` }))}
          />
        )}
      </Field>
      <Field label="Paid to or received from" hint="The ledger's own contact of that name, or a new one.">
        {(ties) => (
          <>
            <Input
              {...ties}
              required
              list="ledger-contacts"
              dir="auto"
              value={coding.contact}
              onChange={(event) => onChange({ ...coding, contact: event.target.value })}
              autoComplete="off"
            />
            <datalist id="ledger-contacts">
              {contacts.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      {taxes.length > 0 && (
        <Field label="Tax" hint="What was paid has it within.">
          {(ties) => (
            <Select
              {...ties}
              value={coding.tax ?? ''}
              onChange={(tax) => onChange({ ...coding, tax: tax === '' ? null : tax })}
              options={[
                { value: '', label: 'None is said' },
                ...taxes.map(({ tax, name, percent }) => ({ value: tax, label: taxText(name, percent) })),
              ]}
            />
          )}
        </Field>
      )}
    </>
  );
}
