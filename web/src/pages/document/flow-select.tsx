import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { FlowCard } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { Select } from '../../parts/select.tsx';

export const flowsQuery = queryOptions({
  queryKey: ['overview', 'flows'],
  queryFn: ({ signal }) => ask<readonly FlowCard[]>('/v1/flows', { signal }),
  staleTime: 60_000,
});

interface FlowSelectProps {
  readonly flow: string | null;
  readonly onChange: (flow: string | null) => void;
}

/** Which flow a page is about. Where there is only one there is nothing to choose. */
export function FlowSelect({ flow, onChange }: FlowSelectProps): ReactNode {
  const { data: flows = [] } = useQuery(flowsQuery);
  if (flows.length < 2 && flow === null) return null;
  const options = [
    { value: '', label: 'All flows' },
    ...flows.map((each) => ({ value: each.flow, label: each.flow, hint: `${each.source.label} to ${each.target.label}` })),
  ];
  return (
    <div className="w-52 max-w-full">
      <Select isSmall label="Flow" value={flow ?? ''} options={options} onChange={(chosen) => onChange(chosen === '' ? null : chosen)} />
    </div>
  );
}
