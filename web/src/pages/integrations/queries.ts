import { queryOptions } from '@tanstack/react-query';
import type { ConnectionCard, Diagnosis, LedgerChoices, ProviderCard, Setup, SetupRow } from '../../../../src/api/integrations.ts';
import { ask } from '../../api.ts';

const at = (connection: string): string => `/v1/connections/${encodeURIComponent(connection)}`;
export const setupPath = (flow: string): string => `/v1/setups/${encodeURIComponent(flow)}`;

export const providersQuery = queryOptions({
  queryKey: ['connections', 'providers'],
  queryFn: ({ signal }) => ask<readonly ProviderCard[]>('/v1/providers', { signal }),
  staleTime: 60_000,
});

export const connectionsQuery = queryOptions({
  queryKey: ['connections', 'all'],
  queryFn: ({ signal }) => ask<readonly ConnectionCard[]>('/v1/connections', { signal }),
});

export const setupsQuery = queryOptions({
  queryKey: ['connections', 'setups'],
  queryFn: ({ signal }) => ask<readonly SetupRow[]>('/v1/setups', { signal }),
});

export const setupQuery = (flow: string) =>
  queryOptions({
    queryKey: ['connections', 'setup', flow],
    queryFn: ({ signal }) => ask<Setup>(setupPath(flow), { signal }),
    // While a side is read for the first time, what is below still grows.
    refetchInterval: ({ state }) => (state.data !== undefined && state.data.reading !== null ? 2_000 : false),
  });

export const choicesQuery = (connection: string) =>
  queryOptions({
    queryKey: ['connections', 'accounts', connection],
    queryFn: ({ signal }) => ask<LedgerChoices>(`${at(connection)}/accounts`, { signal }),
    staleTime: 30_000,
  });

export const diagnosisQuery = (connection: string) =>
  queryOptions({
    queryKey: ['connections', 'diagnosis', connection],
    queryFn: ({ signal }) => ask<Diagnosis>(`${at(connection)}/diagnosis`, { signal }),
    staleTime: 30_000,
  });
