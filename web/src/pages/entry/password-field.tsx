import type { ReactNode } from 'react';
import { Field, Input } from '../../parts/field.tsx';

interface PasswordFieldProps {
  readonly value: string;
  readonly onChange: (password: string) => void;
  readonly label?: string;
}

/** The server takes 10 characters or more; nothing else is asked, for rules about letters and signs make passwords worse. */
export function PasswordField({ value, onChange, label = 'Password' }: PasswordFieldProps): ReactNode {
  return (
    <Field label={label} hint="At least 10 characters. Three or four words that you do not use elsewhere are good.">
      {(ties) => (
        <Input
          {...ties}
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={128}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
