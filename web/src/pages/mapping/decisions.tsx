import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { MappingDecision, MappingShown } from '../../../../src/api/mapping.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { useMay } from '../../session.tsx';
import { DecisionDialog } from './decision-dialog.tsx';

interface DecisionsProps {
  readonly mapping: MappingShown;
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** Each decision with its owner and reason; what nobody has signed says so. */
export function Decisions({ mapping, text, onText }: DecisionsProps): ReactNode {
  const mayKeep = useMay('keep');
  const [chosen, setChosen] = useState<MappingDecision | null>(null);
  return (
    <Card title="Decisions" isFlush className="self-start">
      {mapping.decisions.length === 0 && <p className="px-5 py-4 text-sm text-soft">None are written down yet.</p>}
      <ul>
        {mapping.decisions.map((decision) => (
          <li key={decision.path} className="flex items-start justify-between gap-3 border-b border-line px-5 py-3 text-sm last:border-b-0">
            <div className="min-w-0">
              <p className="text-soft">{decision.label}</p>
              <p className="font-medium">
                {decision.value}
                {decision.valueName !== null && decision.valueName !== decision.value && (
                  <span className="font-normal text-soft"> {decision.valueName}</span>
                )}
              </p>
              <DecidedBy decision={decision} />
            </div>
            {mayKeep && (
              <Button size="icon" look="quiet" aria-label={`Change: ${decision.label}`} onClick={() => setChosen(decision)}>
                <Pencil aria-hidden />
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
          title={chosen.label}
          path={chosen.path}
          first={chosen.value}
          because={chosen.because}
        />
      )}
    </Card>
  );
}

function DecidedBy({ decision: { by, because } }: { readonly decision: MappingDecision }): ReactNode {
  if (by === null && because === null) return <p className="mt-0.5 text-faint">Nobody has signed this yet.</p>;
  return (
    <p className="mt-0.5 text-soft" dir="auto">
      {because !== null && <>“{because}” </>}
      {by !== null && <span className="text-faint">{by}</span>}
    </p>
  );
}
