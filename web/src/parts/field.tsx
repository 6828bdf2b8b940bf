import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import { Checkbox as RadixCheckbox, Switch as RadixSwitch } from 'radix-ui';
import { useId } from 'react';
import type { ComponentProps, ReactNode } from 'react';

/** What ties a control to its label, its hint and its error; spread it onto the control. */
interface FieldTies {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
}

interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly className?: string;
  /** `{(ties) => <Input {...ties} … />}` */
  readonly children: (ties: FieldTies) => ReactNode;
}

export function Field({ label, hint, error = null, className, children }: FieldProps): ReactNode {
  const id = useId();
  const described = [hint === undefined ? null : `${id}-hint`, error === null ? null : `${id}-error`].filter((part) => part !== null);
  return (
    <div className={clsx('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
        ...(error === null ? {} : { 'aria-invalid': true as const }),
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-faint">
          {hint}
        </p>
      )}
      {error !== null && (
        <p id={`${id}-error`} className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

export const controlClass =
  'w-full min-w-0 rounded-lg border border-line-strong/60 bg-surface px-3 text-sm text-ink shadow-lift max-sm:text-base placeholder:text-faint disabled:opacity-60 aria-invalid:border-bad';

export const Input = ({ className, ...rest }: ComponentProps<'input'>): ReactNode => (
  <input className={clsx(controlClass, 'h-10', className)} {...rest} />
);

export const Textarea = ({ className, ...rest }: ComponentProps<'textarea'>): ReactNode => (
  <textarea className={clsx(controlClass, 'min-h-24 py-2', className)} {...rest} />
);

interface TickProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly isDisabled?: boolean;
}

export function Checkbox({ isOn, onChange, label, hint, isDisabled = false }: TickProps): ReactNode {
  const id = useId();
  return (
    <div className="flex gap-3">
      <RadixCheckbox.Root
        id={id}
        checked={isOn}
        disabled={isDisabled}
        onCheckedChange={(checked) => onChange(checked === true)}
        className="mt-0.5 flex size-[1.15rem] shrink-0 items-center justify-center rounded border border-line-strong bg-surface disabled:opacity-60 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <RadixCheckbox.Indicator>
          <Check aria-hidden className="size-3.5 text-on-accent" strokeWidth={3} />
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <label htmlFor={id} className="min-w-0 text-sm">
        {label}
        {hint !== undefined && <span className="block text-faint">{hint}</span>}
      </label>
    </div>
  );
}

export function Switch({ isOn, onChange, label, hint, isDisabled = false }: TickProps): ReactNode {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <label htmlFor={id} className="min-w-0 text-sm">
        <span className="font-medium">{label}</span>
        {hint !== undefined && <span className="mt-0.5 block text-faint">{hint}</span>}
      </label>
      <RadixSwitch.Root
        id={id}
        checked={isOn}
        disabled={isDisabled}
        onCheckedChange={onChange}
        className="relative mt-0.5 h-6 w-10 shrink-0 rounded-full bg-line-strong transition-colors disabled:opacity-60 data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-5 translate-x-0.5 rounded-full bg-white shadow-lift transition-transform data-[state=checked]:translate-x-[1.125rem]" />
      </RadixSwitch.Root>
    </div>
  );
}
