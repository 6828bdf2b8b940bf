import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Input } from '../../parts/field.tsx';
import { ErrorState, SkeletonRows } from '../../parts/states.tsx';

interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (search: string) => void;
}

/** Tells what was typed a moment after the last key. */
export function SearchBox({ label, value, onChange }: SearchBoxProps): ReactNode {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), 250);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <div className="relative w-80 max-sm:w-full">
      <Search aria-hidden className="pointer-events-none absolute top-3 left-3 size-4 text-faint" />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        className="pl-9"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}

interface ListedProps<Row> {
  readonly list: { readonly rows: readonly Row[] | undefined; readonly error: unknown; readonly retry: () => void };
  readonly children: (rows: readonly Row[]) => ReactNode;
}

export function Listed<Row>({ list: { rows, error, retry }, children }: ListedProps<Row>): ReactNode {
  if (rows !== undefined) return children(rows);
  return error === null ? <SkeletonRows /> : <ErrorState error={error} onRetry={retry} />;
}
