import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { RefreshCw, Unplug } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ConnectionCard, SetupRow } from '../../../../src/api/integrations.ts';
import { ask } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Card, Facts } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Ago } from '../../parts/day.tsx';
import { Checkbox } from '../../parts/field.tsx';
import { Count } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { modeLabel, modeTone } from '../../words.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import { Findings } from './findings.tsx';
import { Way } from './integrations-page.tsx';
import { healthLabel, healthTone } from './kinds.ts';
import { connectionsQuery, diagnosisQuery, providersQuery, setupsQuery } from './queries.ts';
import { useSystemName } from './side-names.ts';

export function IntegrationPage(): ReactNode {
  const { connection } = useParams({ from: '/app/integrations/$connection' });
  const query = useQuery({ ...connectionsQuery, select: (all) => all.find((card) => card.connection === connection) ?? null });
  return (
    <Shown query={query} heading="Integration">
      {(card) =>
        card === null ? (
          <EmptyState title="There is no such connection" action={<Link to="/integrations">All integrations</Link>} />
        ) : (
          <Integration card={card} />
        )
      }
    </Shown>
  );
}

function Integration({ card }: { readonly card: ConnectionCard }): ReactNode {
  const { label, isSandbox, health } = card;
  const system = useSystemName()(card.connection, card.provider);
  return (
    <>
      <PageHeader
        title={label}
        detail={system}
        back={<Link to="/integrations">Integrations</Link>}
        beside={
          <>
            <Badge tone={healthTone[health.is]}>{healthLabel[health.is]}</Badge>
            {isSandbox && <Badge>Sandbox</Badge>}
          </>
        }
        actions={<Actions card={card} />}
      />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-6">
          {health.is !== 'well' && (
            <div
              className={`rounded-xl px-5 py-4 text-sm ${health.is === 'busy' ? 'bg-accent-soft text-accent-ink' : 'bg-warn-soft text-warn'}`}
            >
              <p className="font-medium">{health.why}</p>
              {health.is === 'needs a person' && <p className="mt-1">{health.fix}</p>}
            </div>
          )}
          <DiagnosisCard connection={card.connection} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <Card title="Now">
            <Facts facts={factsOf(card)} />
          </Card>
          <Flows card={card} />
        </div>
      </div>
    </>
  );
}

function factsOf({ role, lastReadAt, callsToday }: ConnectionCard) {
  const { used, allowed } = callsToday;
  return [
    { name: 'What it is', value: role === 'ledger' ? 'A ledger' : 'A platform' },
    { name: 'Last read', value: lastReadAt === null ? 'not yet' : <Ago at={lastReadAt} /> },
    {
      name: 'Calls today',
      value: (
        <>
          <Count count={used} />
          {allowed !== null && (
            <>
              {' '}
              of <Count count={allowed} />
            </>
          )}
        </>
      ),
    },
  ];
}

function Flows({ card }: { readonly card: ConnectionCard }): ReactNode {
  const setups = useQuery({ ...setupsQuery, select: (all) => all.filter(({ flow }) => card.flows.includes(flow)) });
  return (
    <Card title="Flows" isFlush>
      <Shown query={setups}>
        {(flows) => (flows.length === 0 ? <p className="px-5 py-4 text-sm text-soft">None yet.</p> : <FlowList flows={flows} />)}
      </Shown>
    </Card>
  );
}

const FlowList = ({ flows }: { readonly flows: readonly SetupRow[] }): ReactNode => (
  <ul>
    {flows.map(({ flow, source, target, mode, next }) => (
      <li key={flow} className="border-b border-line px-5 py-3.5 text-sm last:border-b-0">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Way source={source} target={target} />
          <Badge tone={modeTone[mode]}>{modeLabel[mode]}</Badge>
        </div>
        <p className="mt-1.5 flex flex-wrap gap-4 [&_a]:text-accent-ink [&_a]:hover:underline">
          <Link to="/setup/$flow" params={{ flow }}>
            {next === null || mode === 'live' || mode === 'shadow' ? 'Setup' : `Go on: ${next}`}
          </Link>
          <Link to="/mapping" search={{ flow }}>
            Mapping
          </Link>
          <Link to="/documents" search={{ flow }}>
            Documents
          </Link>
        </p>
      </li>
    ))}
  </ul>
);

/** The troubleshooting list, run by itself. */
function DiagnosisCard({ connection }: { readonly connection: string }): ReactNode {
  const query = useQuery(diagnosisQuery(connection));
  const failed = query.data?.checks.filter(({ ok }) => !ok).length ?? 0;
  return (
    <Card
      title="Diagnosis"
      {...(query.data === undefined
        ? {}
        : {
            detail: failed === 0 ? 'Everything that can be looked at is in order.' : `${failed} of ${query.data.checks.length} need you.`,
          })}
      actions={
        <Button size="small" isBusy={query.isFetching} onClick={() => void query.refetch()}>
          <RefreshCw aria-hidden />
          Run again
        </Button>
      }
    >
      <Shown query={query}>
        {({ checks, ranAt }) => (
          <>
            <Findings findings={checks} />
            <p className="mt-3 text-sm text-faint">
              Looked at <Ago at={ranAt} />
            </p>
          </>
        )}
      </Shown>
    </Card>
  );
}

function Actions({ card }: { readonly card: ConnectionCard }): ReactNode {
  const mayKeep = useMay('keep');
  const providers = useQuery(providersQuery);
  const [isReconnecting, setReconnecting] = useState(false);
  const provider = providers.data?.find((one) => one.provider === card.provider) ?? null;
  if (!mayKeep) return null;
  return (
    <>
      {provider !== null && provider.signIn !== 'none' && (
        <Button look={card.state === 'ready' ? 'secondary' : 'primary'} onClick={() => setReconnecting(true)}>
          Reconnect
        </Button>
      )}
      {card.state !== 'closed' && <Disconnect card={card} />}
      {isReconnecting && provider !== null && (
        <ConnectDialog provider={provider} connection={card} onClose={() => setReconnecting(false)} />
      )}
    </>
  );
}

function Disconnect({ card }: { readonly card: ConnectionCard }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isRevoked, setRevoked] = useState(true);
  const disconnect = useMutation({
    mutationFn: () => ask(`/v1/connections/${encodeURIComponent(card.connection)}?revoke=${String(isRevoked)}`, { method: 'DELETE' }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['connections'] });
      await navigate({ to: '/integrations' });
    },
  });
  return (
    <ConfirmDialog
      trigger={(open) => (
        <Button look="quiet" onClick={open}>
          <Unplug aria-hidden />
          Disconnect
        </Button>
      )}
      title={`Disconnect ${card.label}?`}
      confirm="Disconnect"
      isDangerous
      onConfirm={() => disconnect.mutateAsync()}
    >
      <p>
        Nothing is read or written there any more. What was written stays in its books, and links, mapping and history stay here: connect
        again, and it goes on where it stopped.
      </p>
      <Checkbox isOn={isRevoked} onChange={setRevoked} label="Take the permission back at the provider too" />
    </ConfirmDialog>
  );
}
