import { infiniteQueryOptions, keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask, pathWith, Refusal } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import type { Book, Page, ShownContact, ShownCreditNote, ShownInvoice, ShownPayment, ShownTaxRate } from './records.ts';

interface Rows {
  readonly invoices: ShownInvoice;
  readonly 'credit-notes': ShownCreditNote;
  readonly payments: ShownPayment;
  readonly contacts: ShownContact;
}
type Listed = keyof Rows;
type Filters = Readonly<Record<string, string | undefined>>;

/** Newest first, page by page. Statuses turn with the day, so a page that stays open asks again now and then. */
const listQuery = <What extends Listed>(what: What, filters: Filters) =>
  infiniteQueryOptions({
    queryKey: ['billing', what, 'list', filters],
    queryFn: ({ signal, pageParam }) =>
      ask<Page<Rows[What]>>(pathWith(`/v1/${what}`, { ...filters, order: 'newest', limit: 200, after: pageParam }), { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    // A page that was loaded stays the same object by itself; to compare all of a long list anew would hold up the scrolling.
    structuralSharing: false,
    refetchInterval: 300_000,
  });

/** The rows of a list as far as they are loaded, and how to get more. */
export function useList<What extends Listed>(what: What, filters: Filters) {
  const query = useInfiniteQuery(listQuery(what, filters));
  const rows = useMemo(() => query.data?.pages.flatMap(({ records }) => records), [query.data]);
  const { isFetchingNextPage, hasNextPage, fetchNextPage } = query;
  const more = useMemo(
    () => (hasNextPage ? { isLoading: isFetchingNextPage, load: () => void fetchNextPage() } : null),
    [hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  return { rows, more, error: query.error, retry: () => void query.refetch() };
}

export const recordQuery = <What extends Listed>(what: What, id: string) =>
  queryOptions({
    queryKey: ['billing', what, id],
    queryFn: ({ signal }) => ask<Rows[What]>(`/v1/${what}/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: 300_000,
  });

/** What concerns an invoice: its payments, its credit notes. */
export const concerningQuery = <What extends 'payments' | 'credit-notes'>(what: What, invoice: string) =>
  queryOptions({
    queryKey: ['billing', what, 'of', invoice],
    queryFn: async ({ signal }) => (await ask<Page<Rows[What]>>(pathWith(`/v1/${what}`, { invoice }), { signal })).records,
  });

/** The taxes that the first line of the newest invoice has: most businesses sell at one rate. */
export const usualTaxesQuery = queryOptions({
  queryKey: ['billing', 'invoices', 'usual taxes'],
  queryFn: async ({ signal }): Promise<readonly string[]> => {
    const { records } = await ask<Page<ShownInvoice>>(pathWith('/v1/invoices', { order: 'newest', limit: 1 }), { signal });
    return records[0]?.lines[0]?.taxes.map(({ rate }) => rate) ?? [];
  },
});

/** Null: there is no book yet, and nothing can be made before there is. */
export const bookQuery = queryOptions({
  queryKey: ['billing', 'book'],
  queryFn: async ({ signal }): Promise<Book | null> => {
    try {
      return await ask<Book>('/v1/book', { signal });
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const taxRatesQuery = queryOptions({
  queryKey: ['billing', 'tax-rates'],
  queryFn: async ({ signal }) => (await ask<Page<ShownTaxRate>>('/v1/tax-rates?limit=500', { signal })).records,
  staleTime: 60_000,
});

const atOnce = 500;

/** The contacts of these ids by id; what is not loaded yet is missing. */
export function useContacts(ids: readonly (string | null)[]): ReadonlyMap<string, ShownContact> {
  const wanted = useMemo(() => [...new Set(ids.filter((id) => id !== null))].toSorted((one, other) => one.localeCompare(other)), [ids]);
  const { data } = useQuery({
    queryKey: ['billing', 'contacts', 'named', wanted],
    queryFn: async ({ signal }) => {
      const pages = Array.from({ length: Math.ceil(wanted.length / atOnce) }, (_, at) => wanted.slice(at * atOnce, (at + 1) * atOnce));
      const answers = await Promise.all(
        pages.map((page) => ask<Page<ShownContact>>(pathWith('/v1/contacts', { ids: page.join(',') }), { signal })),
      );
      return new Map(answers.flatMap(({ records }) => records).map((contact) => [contact.id, contact]));
    },
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return data ?? noContacts;
}
const noContacts: ReadonlyMap<string, ShownContact> = new Map();

/** The organisation's day, as '2026-11-21'. */
export function useToday(): string {
  const { timeZone } = useLocale();
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date());
}
