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
  // Like a `bdi` within a line, but seen by a cell that takes its direction from what it holds: a `bdi` is passed over by "auto".
  return (
    <span title={name} className="[unicode-bidi:plaintext]">
      {name}
    </span>
  );
}
