import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from '../parts/button.tsx';
import { EmptyState, ErrorState } from '../parts/states.tsx';

export function Missing(): ReactNode {
  return (
    <main className="mx-auto max-w-xl p-6">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is no page at this address"
        action={
          <Link to="/" className={buttonClass({ look: 'primary' })}>
            To the overview
          </Link>
        }
      >
        The link may be old, or a letter of it may be missing.
      </EmptyState>
    </main>
  );
}

export function PageError({ error, reset }: { readonly error: unknown; readonly reset?: () => void }): ReactNode {
  return (
    <main className="mx-auto max-w-2xl p-6">
      <h1 className="sr-only">Something went wrong</h1>
      <ErrorState error={error} onRetry={() => (reset ?? location.reload.bind(location))()} />
    </main>
  );
}
