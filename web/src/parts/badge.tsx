import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad';

/** A word about a state. The tone repeats what the word says; it never says something alone. */
export function Badge({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }): ReactNode {
  return (
    <span
      className={clsx(
        'inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap',
        {
          neutral: 'bg-sunken text-soft',
          accent: 'bg-accent-soft text-accent-ink',
          good: 'bg-good-soft text-good',
          warn: 'bg-warn-soft text-warn',
          bad: 'bg-bad-soft text-bad',
        }[tone],
      )}
    >
      {children}
    </span>
  );
}

/** The same as a small dot before plain text, for places where badges would shout. */
export function Dot({ tone }: { readonly tone: Tone }): ReactNode {
  return (
    <span
      aria-hidden
      className={clsx('inline-block size-2 shrink-0 rounded-full', {
        'bg-line-strong': tone === 'neutral',
        'bg-accent': tone === 'accent',
        'bg-good': tone === 'good',
        'bg-warn': tone === 'warn',
        'bg-bad': tone === 'bad',
      })}
    />
  );
}
