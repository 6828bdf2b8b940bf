import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ConnectionCard, Setup, SetupRow } from '../../../../src/api/integrations.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Field } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { FormError } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { useSideName } from './side-names.ts';

interface NewFlowProps {
  readonly connections: readonly ConnectionCard[];
  readonly setups: readonly SetupRow[];
}

/** Offers to set up what is connected and has no flow yet: a platform that sells, and a ledger that books. */
export function NewFlow({ connections, setups }: NewFlowProps): ReactNode {
  const mayKeep = useMay('keep');
  const ready = connections.filter(({ state }) => state !== 'closed');
  const ledgers = ready.filter(({ role }) => role === 'ledger');
  const platforms = ready.filter(({ role }) => role === 'platform');
  const lonely = [...ledgers, ...platforms].filter(({ flows }) => flows.length === 0);
  if (!mayKeep || ledgers.length === 0 || platforms.length === 0 || (lonely.length === 0 && setups.length > 0)) return null;
  return <ChooseSides ledgers={ledgers} platforms={platforms} lonely={lonely} />;
}

interface ChooseSidesProps {
  readonly ledgers: readonly ConnectionCard[];
  readonly platforms: readonly ConnectionCard[];
  readonly lonely: readonly ConnectionCard[];
}

function ChooseSides({ ledgers, platforms, lonely }: ChooseSidesProps): ReactNode {
  const nameOf = useSideName();
  const optionsOf = (cards: readonly ConnectionCard[]) =>
    cards.map(({ connection, isSandbox }) => ({ value: connection, label: `${nameOf(connection)}${isSandbox ? ', sandbox' : ''}` }));
  const queries = useQueryClient();
  const navigate = useNavigate();
  const firstOf = (cards: readonly ConnectionCard[]): string | null =>
    (cards.find((card) => lonely.includes(card)) ?? cards[0])?.connection ?? null;
  const [source, setSource] = useState(firstOf(platforms));
  const [target, setTarget] = useState(firstOf(ledgers));
  const begin = useMutation({
    mutationFn: () => ask<Setup>('/v1/setups', { method: 'POST', body: { source, target } }),
    onSuccess: (setup) => {
      void queries.invalidateQueries({ queryKey: ['connections'] });
      return navigate({ to: '/setup/$flow', params: { flow: setup.flow } });
    },
  });
  return (
    <Card title="Set up a flow" detail="What sells, and the ledger it is to agree with. You choose everything else in the next steps.">
      <div className="flex flex-wrap items-end gap-4">
        <Field label="From" className="w-64 max-sm:w-full">
          {(ties) => <Select {...ties} value={source} onChange={setSource} options={optionsOf(platforms)} />}
        </Field>
        <Field label="To" className="w-64 max-sm:w-full">
          {(ties) => <Select {...ties} value={target} onChange={setTarget} options={optionsOf(ledgers)} />}
        </Field>
        <Button look="primary" className="h-10" isBusy={begin.isPending} onClick={() => begin.mutate()}>
          Set up
        </Button>
      </div>
      <div className="mt-3 empty:mt-0">
        <FormError error={begin.error} />
      </div>
    </Card>
  );
}
