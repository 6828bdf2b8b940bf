import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';
import { meQuery, startQuery } from '../../queries.ts';

/** After a sign-in: asks who that is now, and goes where they wanted to go. */
export function useEnter(): (next: string | undefined) => Promise<void> {
  const queries = useQueryClient();
  const router = useRouter();
  return useCallback(
    async (next) => {
      queries.clear();
      await Promise.all([queries.fetchQuery(meQuery), queries.fetchQuery(startQuery)]);
      // Only addresses of our own: a link to the sign-in must not lead elsewhere.
      router.history.push(next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/');
    },
    [queries, router],
  );
}
