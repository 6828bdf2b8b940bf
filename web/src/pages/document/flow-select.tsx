import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Select } from '../../parts/select.tsx';
import { flowsQuery, useFlowName } from './flow-names.ts';

interface FlowSelectProps {
  readonly flow: string | null;
  readonly onChange: (flow: string | null) => void;
}

/** Which flow a page is about. Where there is only one there is nothing to choose. */
export function FlowSelect({ flow, onChange }: FlowSelectProps): ReactNode {
  const { data: flows = [] } = useQuery(flowsQuery);
  const nameOf = useFlowName();
  if (flows.length < 2 && flow === null) return null;
  const options = [
    { value: '', label: 'All flows' },
    ...flows.map((each) => ({ value: each.flow, label: nameOf(each.flow), hint: `${each.source.label} to ${each.target.label}` })),
  ];
  return (
    <div className="w-60 max-w-full">
      <Select isSmall label="Flow" value={flow ?? ''} options={options} onChange={(chosen) => onChange(chosen === '' ? null : chosen)} />
    </div>
  );
}
