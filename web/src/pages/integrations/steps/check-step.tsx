import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Setup, SetupFinding } from '../../../../../src/api/integrations.ts';
import { ask } from '../../../api.ts';
import { Button } from '../../../parts/button.tsx';
import { FormError } from '../../../parts/states.tsx';
import { useToast } from '../../../parts/toast.tsx';
import { Findings } from '../findings.tsx';
import { connectionsQuery, setupPath } from '../queries.ts';
import { useDeed } from './choosing.ts';

export function CheckStep({ setup }: { readonly setup: Setup }): ReactNode {
  const check = useDeed(setup, () => ask<Setup>(`${setupPath(setup.flow)}/check`, { method: 'POST' }), false);
  const isWell = setup.findings.length > 0 && setup.findings.every(({ ok }) => ok);
  return (
    <div className="flex flex-col gap-5">
      {setup.findings.length === 0 ? (
        <p className="text-sm text-soft">
          {setup.target.label} is asked whether everything is as it must be: accounts, payments, taxes, currencies, locked days.
        </p>
      ) : (
        <Findings
          findings={setup.findings}
          mend={(finding) => <MendInSandbox setup={setup} finding={finding} onMended={() => check.mutate(undefined)} />}
        />
      )}
      <FormError error={check.error} />
      <Button
        look={isWell ? 'secondary' : 'primary'}
        className="self-start"
        isBusy={check.isPending}
        onClick={() => check.mutate(undefined)}
      >
        {setup.findings.length === 0 ? 'Check now' : 'Check again'}
      </Button>
    </div>
  );
}

interface MendInSandboxProps {
  readonly setup: Setup;
  readonly finding: SetupFinding;
  readonly onMended: () => void;
}

/** The one finding that the sandbox can be told to mend. Other checks speak of payments too; only this one is about the account. */
const isOfPayments = ({ check }: SetupFinding): boolean => check.startsWith('payments go to ');

/** A sandbox has no app of its own to change the setting in; so the page changes it there, as a person would. */
function MendInSandbox({ setup, finding, onMended }: MendInSandboxProps): ReactNode {
  const connections = useQuery(connectionsQuery);
  const { complain } = useToast();
  const { payments } = setup.chosen;
  const { connection } = setup.target;
  const change = useMutation({
    mutationFn: () => ask('/v1/try/ledger', { method: 'POST', body: { connection, does: 'enablePayments', account: payments } }),
    onSuccess: onMended,
    onError: complain,
  });
  const isSandbox = connections.data?.some((card) => card.connection === connection && card.isSandbox) === true;
  if (!isSandbox || payments === null || !isOfPayments(finding)) return null;
  return (
    <Button size="small" isBusy={change.isPending} onClick={() => change.mutate()}>
      Change it in the sandbox
    </Button>
  );
}
