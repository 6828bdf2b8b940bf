import { queryOptions } from '@tanstack/react-query';
import type { MappingChecked, MappingShown, MappingVersionRow } from '../../../../src/api/mapping.ts';
import { ask } from '../../api.ts';

export const mappingPath = (flow: string): string => `/v1/flows/${encodeURIComponent(flow)}/mapping`;

export const mappingQuery = (flow: string) =>
  queryOptions({
    queryKey: ['mapping', flow],
    queryFn: ({ signal }) => ask<MappingShown>(mappingPath(flow), { signal }),
  });

export const historyQuery = (flow: string) =>
  queryOptions({
    queryKey: ['mapping', flow, 'history'],
    queryFn: ({ signal }) => ask<readonly MappingVersionRow[]>(`${mappingPath(flow)}/history`, { signal }),
  });

/** What is wrong in a text, line by line. */
export const checkQuery = (flow: string, text: string) =>
  queryOptions({
    queryKey: ['mapping', flow, 'check', text],
    queryFn: ({ signal }) => ask<MappingChecked>(`${mappingPath(flow)}/check`, { method: 'POST', body: { text }, signal }),
    staleTime: Infinity,
  });
