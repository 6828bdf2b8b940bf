import type { ReactNode } from 'react';
import type { ShownContact } from './records.ts';

interface ContactNameProps {
  readonly contact: string | null;
  readonly contacts: ReadonlyMap<string, ShownContact>;
}

/** Long names take two lines, and then end in dots. */
export function ContactName({ contact, contacts }: ContactNameProps): ReactNode {
  if (contact === null) return <span className="text-faint">–</span>;
  return (
    <span dir="auto" className="line-clamp-2 w-fit max-w-xs">
      {contacts.get(contact)?.name ?? '…'}
    </span>
  );
}
