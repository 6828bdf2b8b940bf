import type { ReactNode } from 'react';

/** Two lines that meet at the same figure. */
export function Mark({ className = 'size-7' }: { readonly className?: string }): ReactNode {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path d="M8 12h16M8 20h16" className="stroke-on-accent" strokeWidth="3" strokeLinecap="round" />
      <circle cx="12.5" cy="12" r="3.4" className="fill-accent stroke-on-accent" strokeWidth="2.4" />
      <circle cx="19.5" cy="20" r="3.4" className="fill-accent stroke-on-accent" strokeWidth="2.4" />
    </svg>
  );
}
