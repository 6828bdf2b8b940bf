import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  BankChoices,
  BankDeskAnswer,
  BankItemRow,
  BankLineShown,
  BankLinesAnswer,
  BankRulesPreview,
} from '../../../../src/api/bank.ts';
import { ask, pathWith } from '../../api.ts';

export const bankKey = 'bank';

export const deskQuery = queryOptions({
  queryKey: [bankKey, 'desk'],
  queryFn: ({ signal }) => ask<BankDeskAnswer>('/v1/bank', { signal }),
  // The first lines of a bank that was just connected come a moment later.
  refetchInterval: ({ state }) => (state.data?.accounts.length === 0 ? 5000 : false),
});

/** What is asked of the lines, as the address keeps it. */
export interface LineFilter {
  readonly account?: string;
  readonly found?: string;
  readonly search?: string;
  readonly from?: string;
  readonly through?: string;
}

const pageOf = 300;

export const linesQuery = (filter: LineFilter) =>
  infiniteQueryOptions({
    queryKey: [bankKey, 'lines', filter],
    queryFn: ({ signal, pageParam }) =>
      ask<BankLinesAnswer>(pathWith('/v1/bank/lines', { ...askedOf(filter), after: pageParam, limit: pageOf }), { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.after,
    placeholderData: keepPreviousData,
  });

/** Everything that is left to do, suggested or not. */
export const toDo = 'to do';

const askedOf = ({ found, ...filter }: LineFilter) => (found === toDo ? { ...filter, open: true } : { ...filter, found });

export const lineQuery = (line: string) =>
  queryOptions({
    queryKey: [bankKey, 'line', line],
    queryFn: ({ signal }) => ask<BankLineShown>(linePath(line), { signal }),
    retry: false,
  });

export const itemsQuery = (line: string, search: string) =>
  queryOptions({
    queryKey: [bankKey, 'items', line, search],
    queryFn: ({ signal }) => ask<readonly BankItemRow[]>(pathWith(`${linePath(line)}/items`, { search }), { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const choicesQuery = (ledger: string | null) =>
  queryOptions({
    queryKey: [bankKey, 'choices', ledger],
    queryFn: ({ signal }) => ask<BankChoices>(pathWith('/v1/bank/choices', { ledger }), { signal }),
    staleTime: 60_000,
  });

export const rulesQuery = (from: string, through: string) =>
  queryOptions({
    queryKey: [bankKey, 'rules', from, through],
    queryFn: ({ signal }) => ask<BankRulesPreview>(pathWith('/v1/bank/rules', { from, through }), { signal }),
  });

export const linePath = (line: string): string => `/v1/bank/lines/${encodeURIComponent(line)}`;
