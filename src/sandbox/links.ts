import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../contract/sandbox.ts';
import type { Row } from './keeper.ts';

const stored = z.object({
  id: z.string(),
  client: z.string(),
  account: z.string(),
  consent: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
});

/** An application's connection to one account: what a person gave on the consent page, and can take away. */
export type Link = Readonly<z.infer<typeof stored>>;

export interface Links {
  /** Connects, or renews the connection under the id that it had. */
  connect(link: { readonly client: string; readonly account: string; readonly consent: string }): void;
  of(client: string): readonly Link[];
  isLinked(client: string, account: string): boolean;
  /** Says how many there were. */
  remove(which: (link: Link) => boolean): number;
  load(row: Row): void;
}

export const linkKind = 'link';

/** `changed` is told of every change as rows to keep. */
export function createLinks(clock: Clock, changed: (rows: readonly Row[]) => void): Links {
  const links = new Map<string, Link>();
  const of = (client: string): readonly Link[] => [...links.values()].filter((link) => link.client === client);
  return {
    of,
    isLinked: (client, account) => of(client).some((link) => link.account === account),
    connect({ client, account, consent }) {
      const now = clock.now();
      const old = of(client).find((link) => link.account === account);
      const link: Link = { id: old?.id ?? randomUUID(), client, account, consent, createdAt: old?.createdAt ?? now, updatedAt: now };
      links.set(link.id, link);
      changed([{ account: '', kind: linkKind, id: link.id, body: JSON.stringify(link) }]);
    },
    remove(which) {
      const gone = [...links.values()].filter(which);
      for (const { id } of gone) links.delete(id);
      changed(gone.map(({ id }) => ({ account: '', kind: linkKind, id, body: null })));
      return gone.length;
    },
    load(row) {
      if (row.body === null) return;
      const link = stored.parse(JSON.parse(row.body));
      links.set(link.id, link);
    },
  };
}
