import { Progress as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface ProgressProps {
  readonly done: number;
  readonly of: number;
  /** What is under way. */
  readonly label: string;
  /** Cancel, where it can be. */
  readonly action?: ReactNode;
}

export function Progress({ done, of, label, action }: ProgressProps): ReactNode {
  const share = of === 0 ? 0 : Math.min(100, Math.round((done / of) * 100));
  return (
    <div>
      <div className="mb-2 flex items-center justify-between gap-4 text-sm">
        <span aria-live="polite">{label}</span>
        <span className="figures flex items-center gap-3 text-soft">
          {share} %{action}
        </span>
      </div>
      <Radix.Root value={share} aria-label={label} className="h-1.5 overflow-hidden rounded-full bg-sunken">
        <Radix.Indicator className="h-full rounded-full bg-accent transition-[width] duration-300" style={{ width: `${share}%` }} />
      </Radix.Root>
    </div>
  );
}
