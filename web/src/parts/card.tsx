import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface CardProps {
  readonly title?: ReactNode;
  readonly detail?: ReactNode;
  /** At the right of the title. */
  readonly actions?: ReactNode;
  /** Without the inner margin, for a table. */
  readonly isFlush?: boolean;
  readonly className?: string;
  readonly children?: ReactNode;
}

export function Card({ title, detail, actions, isFlush = false, className, children }: CardProps): ReactNode {
  const hasHead = title !== undefined || actions !== undefined;
  return (
    <section className={clsx('min-w-0 rounded-xl border border-line bg-surface shadow-lift', className)}>
      {hasHead && (
        <header className={clsx('flex flex-wrap items-start justify-between gap-3 px-5 pt-4', isFlush && 'border-b border-line pb-4')}>
          <div className="min-w-0 flex-1 basis-56">
            <h2 className="text-base font-semibold">{title}</h2>
            {detail !== undefined && <p className="mt-0.5 text-sm text-soft">{detail}</p>}
          </div>
          {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={clsx(!isFlush && 'px-5 pb-5', !isFlush && (hasHead ? 'pt-3' : 'pt-5'))}>{children}</div>
    </section>
  );
}

/** Names and values in two columns: what a record says about itself. */
export function Facts({ facts }: { readonly facts: readonly { readonly name: string; readonly value: ReactNode }[] }): ReactNode {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-2 text-sm sm:grid-cols-[max-content_1fr]">
      {facts.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="min-w-0 max-sm:mb-2">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
