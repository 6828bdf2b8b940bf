import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { chosenOrganisation, pathWith } from './api.ts';

/**
 * Listens to what changes on the server, and has the queries asked again that it names: 'holds' are all queries whose key begins with
 * 'holds', 'document f invoice 7' the one whose key is ['document', 'f', 'invoice', '7'].
 */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const source = new EventSource(pathWith('/v1/live', { organisation: chosenOrganisation() }), { withCredentials: true });
    let wasCut = false;
    source.addEventListener('changed', (event: MessageEvent<unknown>) => {
      for (const name of namesIn(event.data)) void queries.invalidateQueries({ queryKey: name.split(' ') });
    });
    source.addEventListener('error', () => (wasCut = true));
    source.addEventListener('open', () => {
      // What happened while nobody listened is asked for again; the browser reconnects by itself.
      if (wasCut) void queries.invalidateQueries();
      wasCut = false;
    });
    return () => source.close();
  }, [queries]);
}

function namesIn(data: unknown): readonly string[] {
  if (typeof data !== 'string') return [];
  const message: unknown = JSON.parse(data);
  if (typeof message !== 'object' || message === null || !('names' in message) || !Array.isArray(message.names)) return [];
  return message.names.filter((name: unknown): name is string => typeof name === 'string');
}
