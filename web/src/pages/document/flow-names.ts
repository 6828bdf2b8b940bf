import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { FlowCard } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { providersQuery } from '../integrations/queries.ts';

export const flowsQuery = queryOptions({
  queryKey: ['overview', 'flows'],
  queryFn: ({ signal }) => ask<readonly FlowCard[]>('/v1/flows', { signal }),
  staleTime: 60_000,
});

interface NamedSide {
  readonly provider: string;
  readonly label: string;
}
interface NamedFlow {
  readonly flow: string;
  readonly source: NamedSide;
  readonly target: NamedSide;
}

/** A flow as people speak of it: 'Tieout Billing to Xero'. Where two would be called the same, with whose books they are. */
export function flowNames(flows: readonly NamedFlow[], labelOf: (provider: string) => string | null): ReadonlyMap<string, string> {
  const systems = ({ source, target }: NamedFlow): string =>
    `${labelOf(source.provider) ?? source.label} to ${labelOf(target.provider) ?? target.label}`;
  const isAlone = (name: string): boolean => flows.filter((other) => systems(other) === name).length === 1;
  return new Map(
    flows.map((each) => [
      each.flow,
      isAlone(systems(each)) ? systems(each) : `${systems(each)} (${each.source.label}, ${each.target.label})`,
    ]),
  );
}

export function useFlowName(): (flow: string) => string {
  const { data: flows } = useQuery(flowsQuery);
  const { data: providers } = useQuery(providersQuery);
  return useCallback(
    (flow) => flowNames(flows ?? [], (provider) => providers?.find((one) => one.provider === provider)?.label ?? null).get(flow) ?? flow,
    [flows, providers],
  );
}
