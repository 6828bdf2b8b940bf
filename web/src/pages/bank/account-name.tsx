import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { deskQuery } from './queries.ts';

/** A bank account as people call it. Lines name it by its key, which for an account that a bank shows by itself says nothing. */
export function AccountName({ account, className }: { readonly account: string; readonly className?: string }): ReactNode {
  const { data } = useQuery(deskQuery);
  const name = data?.accounts.find((each) => each.account === account)?.name ?? account;
  return (
    <bdi className={clsx(className)} title={name}>
      {name}
    </bdi>
  );
}
