import { useState } from 'react';
import type { ReactNode } from 'react';
import type { MappingShown } from '../../../../src/api/mapping.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Count } from '../../parts/money.tsx';
import { useMay } from '../../session.tsx';
import { DecisionDialog } from './decision-dialog.tsx';

type Missing = MappingShown['unmapped'][number];

interface UnmappedProps {
  readonly mapping: MappingShown;
  readonly text: string;
  readonly onText: (text: string) => void;
}

const places: Readonly<Record<Missing['what'], { readonly label: string; readonly path: (source: string) => string }>> = {
  tax: { label: 'Tax', path: (source) => `taxes.${source}` },
  category: { label: 'Category', path: (source) => `accounts.sales.byCategory.${source}` },
  currency: { label: 'Currency', path: (source) => `accounts.payments.byCurrency.${source}` },
};

/** What is used at the source and has no line in the file: first on the page, most used first. */
export function Unmapped({ mapping, text, onText }: UnmappedProps): ReactNode {
  const mayKeep = useMay('keep');
  const [chosen, setChosen] = useState<Missing | null>(null);
  if (mapping.unmapped.length === 0) return null;
  return (
    <Card title="Not mapped yet" detail="Documents with these wait as holds, or take the default." isFlush>
      <ul>
        {mapping.unmapped.map((missing) => (
          <li
            key={`${missing.what} ${missing.source}`}
            className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-5 py-3 text-sm last:border-b-0"
          >
            <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
              <Badge tone="warn">{places[missing.what].label}</Badge>
              <span className="font-medium" dir="auto">
                {missing.source}
              </span>
              <span className="text-soft">
                <Count count={missing.documents} /> {missing.documents === 1 ? 'document' : 'documents'}
                {missing.proposed !== null && <> · proposed: {missing.proposed}</>}
              </span>
            </div>
            {mayKeep && (
              <Button size="small" onClick={() => setChosen(missing)}>
                Map it
              </Button>
            )}
          </li>
        ))}
      </ul>
      {chosen !== null && (
        <DecisionDialog
          flow={mapping.flow}
          text={text}
          onText={onText}
          onClose={() => setChosen(null)}
          title={`${places[chosen.what].label} ${chosen.source}`}
          path={places[chosen.what].path(chosen.source)}
          first={chosen.proposed ?? ''}
          because={null}
        />
      )}
    </Card>
  );
}
