import { queryOptions } from '@tanstack/react-query';
import type { CloseAnswer, CloseLedgers } from '../../../../src/api/close.ts';
import { ask, pathWith } from '../../api.ts';

export const closeKey = 'close';

export const ledgersQuery = queryOptions({
  queryKey: [closeKey, 'ledgers'],
  queryFn: ({ signal }) => ask<CloseLedgers>('/v1/close', { signal }),
});

/** Everything that a month's close depends on is looked at when it is asked for, so it is asked for again only by a person. */
export const monthQuery = (month: string, ledger: string) =>
  queryOptions({
    queryKey: [closeKey, 'month', ledger, month],
    queryFn: ({ signal }) => ask<CloseAnswer>(pathWith(`/v1/close/${month}`, { ledger }), { signal }),
    staleTime: 10_000,
  });

export const monthPath = (month: string, deed: 'lock' | 'unlock', ledger: string): string =>
  pathWith(`/v1/close/${month}/${deed}`, { ledger });

/** '2026-01' and -1: '2025-12' */
export function monthBy(month: string, months: number): string {
  const [year = 0, of = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, of - 1 + months, 1)).toISOString().slice(0, 7);
}
