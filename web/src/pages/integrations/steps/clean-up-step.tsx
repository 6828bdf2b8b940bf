import type { ReactNode } from 'react';
import type { CleanUp, Setup } from '../../../../../src/api/integrations.ts';
import { ask } from '../../../api.ts';
import { Badge } from '../../../parts/badge.tsx';
import type { Tone } from '../../../parts/badge.tsx';
import { Button } from '../../../parts/button.tsx';
import { Count } from '../../../parts/money.tsx';
import { EmptyState, FormError } from '../../../parts/states.tsx';
import { setupPath } from '../queries.ts';
import { useDeed } from './choosing.ts';

type Decision = NonNullable<CleanUp['decision']>;

export function CleanUpStep({ setup }: { readonly setup: Setup }): ReactNode {
  const decide = useDeed(
    setup,
    (body: { readonly proposal: string; readonly decision: Decision }) =>
      ask<Setup>(`${setupPath(setup.flow)}/clean-up`, { method: 'POST', body }),
    false,
  );
  if (setup.cleanUp.length === 0)
    return <EmptyState title="Nothing to clean up">No contact seems to be there twice, and none lacks what the ledger wants.</EmptyState>;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-soft">Contacts that are probably one, or lack something. Decide each once, before anything is written.</p>
      <FormError error={decide.error} />
      {setup.cleanUp.map((proposal) => (
        <Proposal
          key={proposal.proposal}
          setup={setup}
          proposal={proposal}
          isBusy={decide.isPending && decide.variables.proposal === proposal.proposal}
          onDecide={(decision) => decide.mutate({ proposal: proposal.proposal, decision })}
        />
      ))}
    </div>
  );
}

interface ProposalProps {
  readonly setup: Setup;
  readonly proposal: CleanUp;
  readonly isBusy: boolean;
  readonly onDecide: (decision: Decision) => void;
}

const strengthTone: Readonly<Record<CleanUp['strength'], Tone>> = { certain: 'good', likely: 'accent', possible: 'neutral' };
const decided: Readonly<Record<Decision, string>> = { merge: 'They are one', 'keep apart': 'Kept apart', fixed: 'Completed' };

function Proposal({ setup, proposal, isBusy, onDecide }: ProposalProps): ReactNode {
  const { what, contacts, decision, survivor } = proposal;
  const survivorName = contacts.find(({ id }) => id === survivor)?.name ?? null;
  return (
    <article className="rounded-lg border border-line p-4">
      <Why proposal={proposal} />
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {contacts.map((contact) => (
          <li key={`${contact.side} ${contact.id}`} className="min-w-0 rounded-lg bg-sunken px-3.5 py-3 text-sm">
            <p className="font-medium" dir="auto">
              {contact.name}
            </p>
            <p className="text-soft">{contact.email ?? 'no e-mail address'}</p>
            {contact.taxNumber !== null && <p className="text-soft">{contact.taxNumber}</p>}
            <p className="mt-1 text-faint">
              {contact.side === 'source' ? setup.source.label : setup.target.label} · <Count count={contact.documents} />{' '}
              {contact.documents === 1 ? 'document' : 'documents'}
            </p>
          </li>
        ))}
      </ul>
      {what === 'duplicates' && decision === null && survivorName !== null && (
        <p className="mt-3 text-sm text-soft">
          As one, all their documents go to <span dir="auto">{survivorName}</span> in the ledger. Nothing is deleted in {setup.source.label}
          .
        </p>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {what === 'duplicates' ? (
          <>
            {decision !== 'merge' && (
              <Button size="small" look={decision === null ? 'primary' : 'quiet'} isBusy={isBusy} onClick={() => onDecide('merge')}>
                They are one
              </Button>
            )}
            {decision !== 'keep apart' && (
              <Button size="small" look={decision === null ? 'secondary' : 'quiet'} isBusy={isBusy} onClick={() => onDecide('keep apart')}>
                Keep apart
              </Button>
            )}
          </>
        ) : (
          decision === null && (
            <>
              <Button size="small" isBusy={isBusy} onClick={() => onDecide('fixed')}>
                I have completed it
              </Button>
              <Button size="small" look="quiet" isBusy={isBusy} onClick={() => onDecide('keep apart')}>
                Leave it as it is
              </Button>
            </>
          )
        )}
      </div>
    </article>
  );
}

const Why = ({ proposal: { what, why, strength, decision } }: { readonly proposal: CleanUp }): ReactNode => (
  <div className="mb-3 flex flex-wrap items-center gap-2">
    <p className="min-w-0 flex-1 text-sm font-medium">{why}</p>
    {what === 'duplicates' && <Badge tone={strengthTone[strength]}>{strength}</Badge>}
    {decision !== null && <Badge tone="good">{decided[decision]}</Badge>}
  </div>
);
