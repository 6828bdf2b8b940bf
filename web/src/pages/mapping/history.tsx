import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { MappingShown, MappingVersionRow } from '../../../../src/api/mapping.ts';
import { ask } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Moment } from '../../parts/day.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { changedLines } from './changed-lines.ts';
import { historyQuery, mappingPath } from './queries.ts';

/** Every version that was in use, what changed in it, and the way back. */
export function History({ mapping }: { readonly mapping: MappingShown }): ReactNode {
  const query = useQuery(historyQuery(mapping.flow));
  return (
    <Card isFlush>
      <Shown query={query}>
        {(versions) =>
          versions.length === 0 ? (
            <EmptyState title="No history yet">Each version that is saved stands here, with who saved it.</EmptyState>
          ) : (
            <ol>
              {versions.map((version, at) => (
                <li key={version.version} className="border-b border-line px-5 py-4 last:border-b-0">
                  <Version
                    mapping={mapping}
                    version={version}
                    before={versions[at + 1] ?? null}
                    isCurrent={version.version === mapping.version}
                  />
                </li>
              ))}
            </ol>
          )
        }
      </Shown>
    </Card>
  );
}

interface VersionProps {
  readonly mapping: MappingShown;
  readonly version: MappingVersionRow;
  readonly before: MappingVersionRow | null;
  readonly isCurrent: boolean;
}

function Version({ mapping, version, before, isCurrent }: VersionProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const mayKeep = useMay('keep');
  const queries = useQueryClient();
  const restore = async (): Promise<void> => {
    await ask(`${mappingPath(mapping.flow)}/restore`, { method: 'POST', body: { version: version.version } });
    await queries.invalidateQueries({ queryKey: ['mapping', mapping.flow] });
  };
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 text-sm">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium">
            <Moment at={version.madeAt} />
          </span>
          <span className="text-soft" dir="auto">
            {version.by}
          </span>
          {isCurrent && <Badge tone="good">In use</Badge>}
        </div>
        <div className="flex gap-2">
          <Button size="small" look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide' : 'What changed'}
          </Button>
          {mayKeep && !isCurrent && (
            <ConfirmDialog
              trigger={(open) => (
                <Button size="small" onClick={open}>
                  Restore
                </Button>
              )}
              title="Restore this version?"
              confirm="Restore"
              onConfirm={restore}
            >
              <p>It becomes the newest version; the others stay in the history.</p>
            </ConfirmDialog>
          )}
        </div>
      </div>
      {isOpen && <Changes before={before?.text ?? ''} after={version.text} />}
    </>
  );
}

const Changes = ({ before, after }: { readonly before: string; readonly after: string }): ReactNode => (
  <pre
    className="mt-3 max-h-96 overflow-auto rounded-lg bg-sunken p-3 font-mono text-[0.8125rem] leading-5"
    tabIndex={0}
    aria-label="What changed"
  >
    {changedLines(before, after).map(({ is, text, number }) => (
      <div key={`${is} ${number}`} className={{ same: 'text-soft', gone: 'bg-bad-soft text-bad', new: 'bg-good-soft text-good' }[is]}>
        {{ same: '  ', gone: '− ', new: '+ ' }[is]}
        {text}
      </div>
    ))}
  </pre>
);
