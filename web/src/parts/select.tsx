import { clsx } from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { controlClass } from './field.tsx';

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** A second line: why one would choose it. */
  readonly hint?: string;
  readonly isDisabled?: boolean;
}

interface SelectProps<Value extends string> {
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly options: readonly Option<Value>[];
  readonly placeholder?: string;
  /** Where no `Field` labels it. */
  readonly label?: string;
  readonly id?: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
  readonly isDisabled?: boolean;
  readonly isSmall?: boolean;
}

/** One of a few. The empty text is a value like any other: Radix reserves it, so it travels under a name. */
export function Select<Value extends string>(props: SelectProps<Value>): ReactNode {
  const { value, onChange, options, placeholder = 'Choose…', label, isDisabled = false, isSmall = false, ...ties } = props;
  const choose = (name: string): void => {
    const chosen = options[Number(name)];
    if (chosen) onChange(chosen.value);
  };
  const at = options.findIndex((option) => option.value === value);
  return (
    <Radix.Root value={at === -1 ? '' : String(at)} onValueChange={choose} disabled={isDisabled}>
      <Radix.Trigger
        {...ties}
        {...(label === undefined ? {} : { 'aria-label': label })}
        className={clsx(
          controlClass,
          'flex items-center justify-between gap-2 text-left data-[placeholder]:text-faint',
          isSmall ? 'h-8 w-auto text-sm' : 'h-10',
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon>
          <ChevronDown aria-hidden className="size-4 text-faint" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="appears z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-xl border border-line bg-surface shadow-float"
        >
          <Radix.Viewport className="p-1">
            {options.map((option, index) => (
              <Radix.Item
                key={option.value}
                value={String(index)}
                disabled={option.isDisabled ?? false}
                className="relative flex cursor-pointer flex-col rounded-lg py-1.5 pr-8 pl-2.5 text-sm outline-none select-none data-[disabled]:cursor-not-allowed data-[disabled]:opacity-60 data-[highlighted]:bg-sunken"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint !== undefined && <span className="text-xs text-faint">{option.hint}</span>}
                <Radix.ItemIndicator className="absolute top-2 right-2">
                  <Check aria-hidden className="size-4 text-accent-ink" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
