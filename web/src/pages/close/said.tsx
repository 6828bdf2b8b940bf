import type { ReactNode } from 'react';
import type { CloseLedgers } from '../../../../src/api/close.ts';
import { useLocale } from '../../locale.tsx';
import { Card } from '../../parts/card.tsx';
import { Moment } from '../../parts/day.tsx';

/** Who closed and opened the books, and why. */
export function Said({ said }: Pick<CloseLedgers['ledgers'][number], 'said'>): ReactNode {
  const locale = useLocale();
  if (said.length === 0) return null;
  return (
    <Card className="mt-5" title="What was said of these books" isFlush>
      <ul className="text-sm">
        {said.map(({ at, by, closedThrough, taxFiledThrough, because }) => (
          <li key={at} className="flex flex-wrap gap-x-4 gap-y-1 border-b border-line px-5 py-3 last:border-b-0">
            <span className="text-soft">
              <Moment at={at} />
            </span>
            <span className="min-w-0 flex-1 basis-56">
              <bdi className="font-medium">{by}</bdi>:{' '}
              {closedThrough === null ? 'nothing is closed' : `closed through ${locale.day(closedThrough)}`}
              {taxFiledThrough !== null && `, tax filed through ${locale.day(taxFiledThrough)}`}
              {because !== null && (
                <span className="block text-soft" dir="auto">
                  {because}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
