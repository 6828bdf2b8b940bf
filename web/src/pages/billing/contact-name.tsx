import type { ReactNode } from 'react';
import type { ShownContact } from './records.ts';

interface ContactNameProps {
  readonly contact: string | null;
  readonly contacts: ReadonlyMap<string, ShownContact>;
}

/** On one line; a long name ends in dots and is told whole on hover. */
export function ContactName({ contact, contacts }: ContactNameProps): ReactNode {
  if (contact === null) return <span className="text-faint">–</span>;
  const name = contacts.get(contact)?.name ?? '…';
  return <bdi title={name}>{name}</bdi>;
}
