import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

export interface ButtonLook {
  readonly look?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly size?: 'small' | 'medium' | 'icon';
}

/** The classes of a button, for links that look like one: `<Link className={buttonClass({ look: 'primary' })} …>`. */
export function buttonClass({ look = 'secondary', size = 'medium' }: ButtonLook): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors select-none',
    'disabled:cursor-not-allowed disabled:opacity-60 [&_svg]:size-4 [&_svg]:shrink-0',
    { small: 'h-8 px-2.5 text-sm', medium: 'h-9 px-3.5 text-sm', icon: 'size-9' }[size],
    {
      primary: 'bg-accent text-on-accent shadow-lift enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover',
      secondary: 'border border-line bg-surface text-ink shadow-lift hover:bg-sunken',
      quiet: 'text-soft hover:bg-sunken hover:text-ink',
      danger: 'bg-bad text-surface shadow-lift enabled:hover:bg-bad-hover',
    }[look],
  );
}

interface ButtonProps extends ButtonLook, ComponentProps<'button'> {
  /** Something is under way: the button shows it and takes no second press. */
  readonly isBusy?: boolean;
}

export function Button({ look, size, isBusy = false, className, children, disabled, type = 'button', ...rest }: ButtonProps): ReactNode {
  return (
    <button
      type={type}
      className={clsx(buttonClass({ ...(look ? { look } : {}), ...(size ? { size } : {}) }), className)}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
      {...rest}
    >
      {isBusy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}
