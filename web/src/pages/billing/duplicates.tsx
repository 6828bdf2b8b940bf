import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { ask } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FormError } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { useBillingChanged } from './deeds.ts';
import { useContacts } from './queries.ts';
import type { ShownContact } from './records.ts';

interface Proposal {
  readonly survivor: string;
  readonly others: readonly string[];
  readonly evidence: readonly { readonly contacts: readonly [string, string]; readonly because: string }[];
  readonly strength: 'certain' | 'likely' | 'possible';
}

/** Contacts that may be one, with the evidence. Merging keeps every document and archives the others. */
export function Duplicates(): ReactNode {
  const mayCreate = useMay('create');
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: ['billing', 'contacts', 'duplicates'],
    queryFn: async ({ signal }) =>
      (await ask<{ readonly proposals: readonly Proposal[] }>('/v1/contacts/duplicates', { signal })).proposals,
    staleTime: 60_000,
  });
  const proposals = data ?? noProposals;
  const ids = useMemo(() => proposals.flatMap(({ survivor, others }) => [survivor, ...others]), [proposals]);
  const contacts = useContacts(ids);
  if (proposals.length === 0 || !mayCreate) return null;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3 rounded-xl bg-accent-soft px-5 py-3 text-sm text-accent-ink">
        <span>{proposals.length === 1 ? 'Some contacts are' : `${proposals.length} groups of contacts are`} probably one.</span>
        <Button size="small" onClick={() => setOpen(true)}>
          Look at them
        </Button>
      </div>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="Probably one"
        width="wide"
        detail="The first of each keeps its name. Documents stay as they are; new ones go to it."
      >
        <ul className="flex flex-col gap-4">
          {proposals.map((proposal) => (
            <li key={proposal.survivor} className="rounded-lg border border-line p-4">
              <OneProposal proposal={proposal} contacts={contacts} />
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
const noProposals: readonly Proposal[] = [];

interface OneProposalProps {
  readonly proposal: Proposal;
  readonly contacts: ReadonlyMap<string, ShownContact>;
}

function OneProposal({ proposal: { survivor, others, evidence, strength }, contacts }: OneProposalProps): ReactNode {
  const changed = useBillingChanged();
  const merge = useMutation({
    mutationFn: async () => {
      for (const other of others) await ask(`/v1/contacts/${other}/merge`, { method: 'POST', body: { into: survivor } });
    },
    onSettled: changed,
  });
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2 text-sm">
        <span className="min-w-0 flex-1 text-soft">{[...new Set(evidence.map(({ because }) => because))].join('; ')}</span>
        <Badge tone={strength === 'certain' ? 'good' : strength === 'likely' ? 'accent' : 'neutral'}>{strength}</Badge>
      </div>
      <ul className="grid gap-3 sm:grid-cols-2">
        {[survivor, ...others].map((id) => {
          const contact = contacts.get(id);
          return (
            <li key={id} className="min-w-0 rounded-lg bg-sunken px-3.5 py-3 text-sm">
              <p className="font-medium" dir="auto">
                {contact?.name ?? '…'}
              </p>
              <p className="text-soft">{contact?.email ?? 'no e-mail address'}</p>
              {typeof contact?.taxNumber === 'string' && <p className="text-soft">{contact.taxNumber}</p>}
            </li>
          );
        })}
      </ul>
      <div className="mt-3 flex flex-col items-start gap-3">
        <FormError error={merge.error} />
        <Button size="small" isBusy={merge.isPending} onClick={() => merge.mutate()}>
          They are one
        </Button>
      </div>
    </>
  );
}
