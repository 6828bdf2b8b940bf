import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Ago } from '../../parts/day.tsx';
import { Shown } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';

/** As the sign-in lists them. */
interface Session {
  readonly id: string;
  readonly token: string;
  readonly updatedAt: string;
  readonly userAgent?: string | null;
}

export function Sessions(): ReactNode {
  const queries = useQueryClient();
  const { complain } = useToast();
  const query = useQuery({ queryKey: ['sessions'], queryFn: () => ask<readonly Session[]>('/auth/list-sessions') });
  const current = useQuery({
    queryKey: ['sessions', 'current'],
    queryFn: () => ask<{ readonly session: { readonly id: string } } | null>('/auth/get-session'),
  });
  const here = current.data?.session.id;
  const end = useMutation({
    mutationFn: (token: string | null) =>
      token === null
        ? ask('/auth/revoke-other-sessions', { method: 'POST', body: {} })
        : ask('/auth/revoke-session', { method: 'POST', body: { token } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
    onError: complain,
  });
  return (
    <Card
      title="Sessions"
      detail="Where you are signed in."
      actions={
        (query.data?.length ?? 0) > 1 && (
          <Button size="small" isBusy={end.isPending && end.variables === null} onClick={() => end.mutate(null)}>
            End all others
          </Button>
        )
      }
    >
      <Shown query={query}>
        {(sessions) => (
          <ul className="divide-y divide-line text-sm">
            {sessions.map((session) => (
              <li key={session.id} className="flex flex-wrap items-center justify-between gap-3 py-2.5">
                <span className="min-w-0">
                  <span className="block">{browserIn(session.userAgent ?? '')}</span>
                  <span className="text-soft">
                    active <Ago at={new Date(session.updatedAt).getTime()} />
                  </span>
                </span>
                {session.id === here ? (
                  <Badge tone="good">This one</Badge>
                ) : (
                  <Button size="small" isBusy={end.isPending && end.variables === session.token} onClick={() => end.mutate(session.token)}>
                    End
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </Card>
  );
}

/** What browsers say about themselves is a museum of names; the first that fits is the one a person knows. */
function browserIn(agent: string): string {
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`));
  const system = ['iPhone', 'iPad', 'Android', 'Mac OS', 'Windows', 'Linux'].find((name) => agent.includes(name));
  const known: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera' };
  if (browser === undefined) return agent === '' ? 'A program' : agent;
  return `${known[browser] ?? browser}${system === undefined ? '' : ` on ${system === 'Mac OS' ? 'macOS' : system}`}`;
}
