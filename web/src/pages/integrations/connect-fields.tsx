import type { ReactNode } from 'react';
import { Field, Input } from '../../parts/field.tsx';
import { useMe } from '../../session.tsx';

/** What a person has typed, by the name under which the server takes it. What is left empty is left out. */
export type Fields = Readonly<Record<string, string>>;

interface FieldsProps {
  readonly fields: Fields;
  readonly onChange: (fields: Fields) => void;
}

interface TextFieldProps extends FieldsProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly isSecret?: boolean;
  readonly isOptional?: boolean;
  readonly placeholder?: string;
}

function TextField({ fields, onChange, name, label, hint, isSecret = false, isOptional = false, placeholder }: TextFieldProps): ReactNode {
  const change = (text: string): void => {
    const { [name]: _before, ...others } = fields;
    onChange(text === '' ? others : { ...others, [name]: text });
  };
  return (
    <Field label={isOptional ? `${label} (optional)` : label} {...(hint === undefined ? {} : { hint })}>
      {(ties) => (
        <Input
          {...ties}
          name={name}
          type={isSecret ? 'password' : 'text'}
          autoComplete="off"
          spellCheck={false}
          required={!isOptional}
          {...(placeholder === undefined ? {} : { placeholder })}
          value={fields[name] ?? ''}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Your own app at the provider: what it is called there, and its secret, which never leaves the server again. */
export const AppFields = ({ withWebhook, ...props }: FieldsProps & { readonly withWebhook: boolean }): ReactNode => (
  <fieldset className="grid gap-4 sm:grid-cols-2">
    <legend className="mb-2 text-sm font-semibold">Your app there</legend>
    <TextField {...props} name="clientId" label="Client id" />
    <TextField {...props} name="clientSecret" label="Client secret" isSecret />
    {withWebhook && (
      <TextField {...props} name="webhookSecret" label="Webhook key" isSecret isOptional hint="Changes are then seen within seconds." />
    )}
  </fieldset>
);

/** The country that a locale names: 'en-GB': 'GB'. Null: none. */
export const countryOf = (locale: string): string | null => new Intl.Locale(locale).region ?? null;

/** Which banks the provider's page offers. */
export function BankFields(props: FieldsProps): ReactNode {
  const country = countryOf(useMe().organisation.locale);
  return (
    <TextField
      {...props}
      name="country"
      label="Country of the bank"
      isOptional={country !== null}
      placeholder={country ?? 'IE'}
      hint="Two letters."
    />
  );
}

export const KeyFields = (props: FieldsProps): ReactNode => (
  <fieldset className="grid gap-4 sm:grid-cols-2">
    <legend className="mb-2 text-sm font-semibold">Its key</legend>
    <TextField {...props} name="secret" label="Secret key" isSecret hint="A restricted key that may read what is listed above is enough." />
    <TextField {...props} name="webhookSecret" label="Webhook secret" isSecret isOptional hint="Changes are then seen within seconds." />
  </fieldset>
);

export const LoginFields = (props: FieldsProps): ReactNode => (
  <fieldset className="grid gap-4 sm:grid-cols-2">
    <legend className="mb-2 text-sm font-semibold">Your server</legend>
    <TextField {...props} name="address" label="Address" placeholder="https://books.example.com" />
    <TextField {...props} name="company" label="Company" isOptional hint="Where it holds several." />
    <TextField {...props} name="user" label="User" />
    <TextField {...props} name="password" label="Password" isSecret />
  </fieldset>
);

export function InsideFields(props: FieldsProps): ReactNode {
  const { organisation } = useMe();
  return (
    <fieldset className="grid gap-4 sm:grid-cols-2">
      <legend className="mb-2 text-sm font-semibold">Whose</legend>
      <TextField {...props} name="company" label="Name" placeholder={organisation.name} />
      <TextField {...props} name="currency" label="Currency" placeholder="EUR" />
      <TextField {...props} name="country" label="Country" isOptional placeholder="IE" hint="Two letters." />
      <TextField {...props} name="timeZone" label="Time zone" placeholder={organisation.timeZone} hint="In which documents are dated." />
    </fieldset>
  );
}
