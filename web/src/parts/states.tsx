import type { UseQueryResult } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { messageOf, Refusal } from '../api.ts';
import { Button } from './button.tsx';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** What a list shows that has nothing: why, and what to do next. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps): ReactNode {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-14 text-center">
      {icon !== undefined && <div className="mb-3 text-faint [&_svg]:size-7 [&_svg]:stroke-[1.5]">{icon}</div>}
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="mt-1 text-sm text-soft">{children}</div>}
      {action !== undefined && <div className="mt-5">{action}</div>}
    </div>
  );
}

/** An error in the words of the server: what it saw, what it expected, what to do. */
export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }): ReactNode {
  return (
    <div role="alert" className="rounded-xl border border-line bg-surface p-5">
      <div className="flex gap-3">
        <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
        <div className="min-w-0">
          <ErrorWords error={error} />
          {onRetry !== undefined && (
            <Button size="small" className="mt-3" onClick={onRetry}>
              Try again
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

/** The same within a form. */
export function FormError({ error }: { readonly error: unknown }): ReactNode {
  if (error === null || error === undefined) return null;
  return (
    <div role="alert" className="rounded-lg bg-bad-soft px-3.5 py-2.5 text-sm text-bad">
      <ErrorWords error={error} />
    </div>
  );
}

function ErrorWords({ error }: { readonly error: unknown }): ReactNode {
  const said = error instanceof Refusal ? error : null;
  return (
    <>
      <p className="font-medium">{messageOf(error)}</p>
      {said?.seen !== undefined && said.seen !== null && <p className="mt-1 text-sm">Seen: {said.seen}</p>}
      {said?.expected !== undefined && said.expected !== null && <p className="text-sm">Expected: {said.expected}</p>}
      {said?.fix !== undefined && said.fix !== null && <p className="mt-1 text-sm">{said.fix}</p>}
    </>
  );
}

export function Skeleton({ className }: { readonly className?: string }): ReactNode {
  return <div aria-hidden className={clsx('breathes rounded-md bg-sunken', className)} />;
}

/** What a list looks like before it is there. */
export function SkeletonRows({ rows = 6 }: { readonly rows?: number }): ReactNode {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-3 p-5">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className={clsx('h-5', row % 3 === 1 ? 'w-4/5' : 'w-full')} />
      ))}
    </div>
  );
}

interface ShownProps<Answer> {
  readonly query: UseQueryResult<Answer>;
  readonly waiting?: ReactNode;
  /** For a page that is called by what is asked for: what it is called until that is there, for those who do not see it. */
  readonly heading?: string;
  readonly children: (answer: Answer) => ReactNode;
}

/** An answer of the server: what it is waiting for, what went wrong, or what it says. A newer answer replaces an older one in place. */
export function Shown<Answer>({ query, waiting, heading, children }: ShownProps<Answer>): ReactNode {
  if (query.data !== undefined) return children(query.data);
  return (
    <>
      {heading !== undefined && <h1 className="sr-only">{heading}</h1>}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (waiting ?? <SkeletonRows />)}
    </>
  );
}
