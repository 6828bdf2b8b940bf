import { createContext, use } from 'react';
import type { ReactNode } from 'react';
import type { Me, Permission } from '../../src/api/people.ts';

const SessionContext = createContext<Me | null>(null);

export const SessionProvider = ({ me, children }: { readonly me: Me; readonly children: ReactNode }): ReactNode => (
  <SessionContext value={me}>{children}</SessionContext>
);

/** Who is signed in, and for which organisation. */
export function useMe(): Me {
  const me = use(SessionContext);
  if (me === null) throw new Error('a page was drawn outside the SessionProvider');
  return me;
}

/** Whether the page offers something. What a person really may is decided by the server. */
export const useMay = (permission: Permission): boolean => useMe().may.includes(permission);
