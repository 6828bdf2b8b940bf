import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { chosenOrganisation, pathWith } from './api.ts';

const firstPauseMilliseconds = 2_000;
const longestPauseMilliseconds = 60_000;

/** Listens to what changes on the server, and has the queries asked again that it names. */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let wasCut = false;
    let pause = firstPauseMilliseconds;
    let again: ReturnType<typeof setTimeout> | undefined;
    let source = open();
    return () => {
      clearTimeout(again);
      source.close();
    };

    function open(): EventSource {
      // Nothing was asked before the page began: what changed between its first answers and this stream is said first.
      const askedSeconds = Math.ceil(performance.now() / 1000);
      const path = pathWith('/v1/live', { organisation: chosenOrganisation(), askedSeconds });
      const opened = new EventSource(path, { withCredentials: true });
      opened.addEventListener('changed', (event: MessageEvent<unknown>) => namesIn(event.data).forEach((name) => askAgain(queries, name)));
      opened.addEventListener('error', () => {
        wasCut = true;
        // The browser reconnects by itself after a break, but never after a refusal, which a server may give that is just starting.
        if (opened.readyState !== EventSource.CLOSED) return;
        again = setTimeout(() => (source = open()), pause);
        pause = Math.min(pause * 2, longestPauseMilliseconds);
      });
      opened.addEventListener('open', () => {
        // What happened while nobody listened is asked for again.
        if (wasCut) void queries.invalidateQueries();
        wasCut = false;
        pause = firstPauseMilliseconds;
      });
      return opened;
    }
  }, [queries]);
}

/** 'holds' are all queries whose key begins with 'holds', 'document f invoice 7' the one whose key is ['document', 'f', 'invoice', '7']. */
export function askAgain(queries: QueryClient, name: string): void {
  const queryKey = name.split(' ');
  // A first answer that is still on its way may have been read before the change, and is not asked for anew while it is: so when it is there.
  for (const query of queries.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined) continue;
    const once = (): void => void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    query.promise?.then(once, once);
  }
  void queries.invalidateQueries({ queryKey });
}

function namesIn(data: unknown): readonly string[] {
  if (typeof data !== 'string') return [];
  const message: unknown = JSON.parse(data);
  if (typeof message !== 'object' || message === null || !('names' in message) || !Array.isArray(message.names)) return [];
  return message.names.filter((name: unknown): name is string => typeof name === 'string');
}
