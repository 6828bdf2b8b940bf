import { CircleAlert, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SetupFinding } from '../../../../src/api/integrations.ts';

interface FindingsProps {
  readonly findings: readonly SetupFinding[];
  /** Something beside a finding that is not as it must be: a button that mends it. */
  readonly mend?: (finding: SetupFinding) => ReactNode;
}

/** What is not as it must be, with the exact setting to change; and, folded together, what is. */
export function Findings({ findings, mend }: FindingsProps): ReactNode {
  const failed = findings.filter(({ ok }) => !ok);
  const passed = findings.filter(({ ok }) => ok);
  return (
    <div className="flex flex-col gap-3 text-sm">
      {failed.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {failed.map((finding) => (
            <li key={`${finding.check} ${finding.seen}`} className="flex gap-3 px-4 py-3">
              <CircleAlert aria-label="Not in order:" className="mt-0.5 size-4 shrink-0 text-warn" />
              <div className="min-w-0 flex-1">
                <p className="font-medium first-letter:uppercase">{finding.check}</p>
                <p className="mt-0.5 text-soft first-letter:uppercase">{finding.seen}.</p>
                <p className="text-soft">Expected: {finding.expected}.</p>
                {finding.fix !== null && <p className="mt-2 rounded-md bg-warn-soft px-3 py-2 text-warn">{finding.fix}</p>}
                {mend !== undefined && <div className="mt-2 empty:hidden">{mend(finding)}</div>}
              </div>
            </li>
          ))}
        </ul>
      )}
      {passed.length > 0 && (
        <details open={failed.length === 0} className="rounded-lg border border-line">
          <summary className="px-4 py-2.5 font-medium">
            {failed.length === 0 ? 'All' : ''} {passed.length} in order
          </summary>
          <ul className="divide-y divide-line border-t border-line">
            {passed.map(({ check, seen }) => (
              <li key={`${check} ${seen}`} className="flex gap-3 px-4 py-2">
                <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
                <p className="min-w-0 flex-1 first-letter:uppercase">
                  {check} <span className="text-faint">· {seen}</span>
                </p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
