import type { ComponentProps, ReactNode } from 'react';
import { useLocale } from '../locale.tsx';
import { Field, Input } from './field.tsx';

interface DayFieldProps extends Omit<ComponentProps<'input'>, 'type' | 'value' | 'onChange'> {
  readonly label: ReactNode;
  readonly hint?: string;
  /** '2026-11-21', or '' for none. */
  readonly value: string;
  readonly onChange: (day: string) => void;
}

/**
 * A day, with the browser's own calendar. A browser writes it in its own language, where 03/04 may be March or April: below it stands the
 * day as the organisation writes it.
 */
export function DayField({ label, hint, value, onChange, className, ...rest }: DayFieldProps): ReactNode {
  const locale = useLocale();
  const said = [isDay(value) ? locale.day(value) : null, hint ?? null].filter((part) => part !== null).join('. ');
  return (
    <Field label={label} {...(said === '' ? {} : { hint: said })} {...(className === undefined ? {} : { className })}>
      {(ties) => <Input {...ties} {...rest} type="date" value={value} onChange={({ target }) => onChange(target.value)} />}
    </Field>
  );
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
