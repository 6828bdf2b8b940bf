import { clsx } from 'clsx';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

interface SplitViewProps {
  readonly list: ReactNode;
  /** What is chosen in the list; null: nothing is, and the list has the place. */
  readonly detail: ReactNode | null;
  readonly onBack: () => void;
  readonly backLabel: string;
}

/** A list beside what is chosen in it. On a phone one follows the other. */
export function SplitView({ list, detail, onBack, backLabel }: SplitViewProps): ReactNode {
  return (
    <div className={clsx('grid gap-5', detail !== null && 'lg:grid-cols-[minmax(20rem,2fr)_3fr]')}>
      <div className={clsx('min-w-0', detail !== null && 'max-lg:hidden')}>{list}</div>
      {detail !== null && (
        <div className="min-w-0 lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto">
          <Button look="quiet" size="small" className="mb-3 lg:hidden" onClick={onBack}>
            <ArrowLeft aria-hidden />
            {backLabel}
          </Button>
          {detail}
        </div>
      )}
    </div>
  );
}
