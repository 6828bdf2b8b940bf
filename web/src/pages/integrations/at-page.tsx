import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import type { ConnectionCard, KeyPageBegun, KeyPageSeen } from '../../../../src/api/integrations.ts';
import { ask } from '../../api.ts';
import { FormError } from '../../parts/states.tsx';

interface AtPageProps {
  readonly label: string;
  readonly page: KeyPageBegun;
  readonly onConnected: (connection: ConnectionCard) => void;
}

/** While somebody signs in at the provider's own page, which is in a window beside ours: the server is asked whether they are through. */
export function AtPage({ label, page, onConnected }: AtPageProps): ReactNode {
  const seen = useQuery({
    // Not below 'connections': whatever changes there would ask this again, also after it is done.
    queryKey: ['sign-in at a page', page.ticket],
    queryFn: ({ signal }) =>
      ask<KeyPageSeen>('/v1/connections/page/finish', { method: 'POST', body: { ticket: page.ticket, timeZone: null }, signal }),
    refetchInterval: ({ state }) => (state.status === 'error' || state.data?.is === 'connected' ? false : 2000),
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  const connection = seen.data?.is === 'connected' ? seen.data.connection : null;
  useEffect(() => {
    if (connection !== null) onConnected(connection);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- told once, when it is there
  }, [connection]);
  return (
    <div className="flex flex-col gap-3 text-sm" role="status">
      <p>{label} opens in a tab of its own. Choose your bank and its accounts there and come back: this page goes on by itself.</p>
      <p>
        <a
          href={page.url}
          target="_blank"
          rel="noopener noreferrer"
          className="inline-flex items-center gap-1.5 font-medium text-accent-ink underline underline-offset-4"
        >
          <ExternalLink aria-hidden className="size-4" /> Open it here if it did not open
        </a>
      </p>
      <FormError error={seen.error} />
    </div>
  );
}
