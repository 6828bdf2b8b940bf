import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Overview } from '../../src/api/office.ts';
import type { Me, Start } from '../../src/api/people.ts';
import { ask, chosenOrganisation, forgetOrganisation, Refusal } from './api.ts';

// The first word of a query's key is the name under which the server says that it has changed (`LiveMessage`).

export const startQuery = queryOptions({
  queryKey: ['start'],
  queryFn: ({ signal }) => ask<Start>('/v1/start', { signal }),
  staleTime: Infinity,
});

/** Who is signed in; null: nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await ask<Me>('/v1/me', { signal });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 401) return null;
      // The organisation that was chosen here once is theirs no more: then it is the first of those that are.
      if (error.status !== 403 || chosenOrganisation() === null) throw error;
      forgetOrganisation();
      return ask<Me>('/v1/me', { signal });
    }
  },
  staleTime: 60_000,
});

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => ask<Overview>('/v1/overview', { signal }),
  placeholderData: keepPreviousData,
});
