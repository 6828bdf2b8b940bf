import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Split } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MappingShown } from '../../../../src/api/mapping.ts';
import type { FlowCard } from '../../../../src/api/office.ts';
import { buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Select } from '../../parts/select.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { flowsQuery, useFlowName } from '../document/flow-names.ts';
import { History } from './history.tsx';
import { MappingDocument } from './mapping-document.tsx';
import { MappingEditor } from './mapping-editor.tsx';
import { mappingQuery } from './queries.ts';

/** What becomes what: one file, shown as a form and as the text that it is. */
export function MappingPage(): ReactNode {
  const { flow } = useSearch({ from: '/app/mapping' });
  const flows = useQuery(flowsQuery);
  return (
    <Shown query={flows} heading="Mapping">
      {(all) => {
        const shown = all.find((one) => one.flow === flow) ?? all[0];
        return shown === undefined ? <NoFlow /> : <OneFlow key={shown.flow} flow={shown} flows={all} />;
      }}
    </Shown>
  );
}

const NoFlow = (): ReactNode => (
  <>
    <PageHeader title="Mapping" />
    <Card>
      <EmptyState
        icon={<Split aria-hidden />}
        title="There is nothing to map yet"
        action={
          <Link to="/integrations" className={buttonClass({ look: 'primary' })}>
            Connect two systems
          </Link>
        }
      >
        Each flow has a mapping: which account, which tax, which customer. Set up a flow first.
      </EmptyState>
    </Card>
  </>
);

const views = [
  { value: 'decisions', label: 'Decisions' },
  { value: 'document', label: 'As a document' },
  { value: 'history', label: 'History' },
] as const;
type View = (typeof views)[number]['value'];

interface OneFlowProps {
  readonly flow: FlowCard;
  readonly flows: readonly FlowCard[];
}

function OneFlow({ flow, flows }: OneFlowProps): ReactNode {
  const search = useSearch({ from: '/app/mapping' });
  const navigate = useNavigate({ from: '/mapping' });
  const query = useQuery(mappingQuery(flow.flow));
  const nameOf = useFlowName();
  const view = views.find(({ value }) => value === search.view)?.value ?? 'decisions';
  const look = (wanted: View): void => void navigate({ search: { flow: flow.flow, ...(wanted === 'decisions' ? {} : { view: wanted }) } });
  return (
    <>
      <div className="print:hidden">
        <PageHeader
          title="Mapping"
          detail={`${nameOf(flow.flow)}: what becomes what, who decided it, and why.`}
          actions={
            flows.length > 1 && (
              <Select
                label="Flow"
                isSmall
                value={flow.flow}
                onChange={(other) => void navigate({ search: { flow: other } })}
                options={flows.map(({ flow: value }) => ({ value, label: nameOf(value) }))}
              />
            )
          }
        />
      </div>
      <Shown query={query}>
        {(mapping) => (
          <div className="print:[&_[role=tablist]]:hidden">
            <Tabs label="Mapping" value={view} onChange={look} tabs={views}>
              <Look view={view} flow={flow} mapping={mapping} />
            </Tabs>
          </div>
        )}
      </Shown>
    </>
  );
}

interface LookProps {
  readonly view: View;
  readonly flow: FlowCard;
  readonly mapping: MappingShown;
}

function Look({ view, flow, mapping }: LookProps): ReactNode {
  switch (view) {
    case 'decisions':
      return <MappingEditor mapping={mapping} />;
    case 'document':
      return <MappingDocument flow={flow} mapping={mapping} />;
    case 'history':
      return <History mapping={mapping} />;
  }
}
