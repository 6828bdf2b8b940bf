import type { ReactNode } from 'react';

/** The first letters of a provider's name, where others would put a logo that is not ours to show. */
export function ProviderTile({ label }: { readonly label: string }): ReactNode {
  const letters = label
    .split(/[\s-]+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
  return (
    <span
      aria-hidden
      className="flex size-10 shrink-0 items-center justify-center rounded-lg border border-line bg-sunken text-sm font-semibold text-soft select-none"
    >
      {letters}
    </span>
  );
}
