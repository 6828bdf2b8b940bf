import { CircleAlert, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SetupFinding } from '../../../../src/api/integrations.ts';

interface FindingsProps {
  readonly findings: readonly SetupFinding[];
  /** Something beside a finding that is not as it must be: a button that mends it. */
  readonly mend?: (finding: SetupFinding) => ReactNode;
}

/** What was looked at, and for what is not as it must be the exact setting to change. */
export function Findings({ findings, mend }: FindingsProps): ReactNode {
  const inOrder = findings.toSorted((one, other) => Number(one.ok) - Number(other.ok));
  return (
    <ul className="divide-y divide-line rounded-lg border border-line text-sm">
      {inOrder.map((finding) => (
        <li key={`${finding.check} ${finding.seen}`} className="flex gap-3 px-4 py-3">
          {finding.ok ? (
            <CircleCheck aria-label="In order:" className="mt-0.5 size-4 shrink-0 text-good" />
          ) : (
            <CircleAlert aria-label="Not in order:" className="mt-0.5 size-4 shrink-0 text-warn" />
          )}
          <div className="min-w-0 flex-1">
            <p className="font-medium">{finding.check}</p>
            <p className="mt-0.5 text-soft">{finding.seen}</p>
            {!finding.ok && <p className="text-soft">Expected: {finding.expected}</p>}
            {!finding.ok && finding.fix !== null && <p className="mt-2 rounded-md bg-warn-soft px-3 py-2 text-warn">{finding.fix}</p>}
            {!finding.ok && mend !== undefined && <div className="mt-2 empty:hidden">{mend(finding)}</div>}
          </div>
        </li>
      ))}
    </ul>
  );
}
