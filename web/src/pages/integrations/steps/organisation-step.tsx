import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Setup } from '../../../../../src/api/integrations.ts';
import { Facts } from '../../../parts/card.tsx';
import { Day } from '../../../parts/day.tsx';
import { kindsSentence } from '../kinds.ts';

export function OrganisationStep({ setup: { source, target, kinds, startsOn } }: { readonly setup: Setup }): ReactNode {
  const side = ({ connection, label }: Setup['source']): ReactNode => (
    <Link to="/integrations/$connection" params={{ connection }} className="text-accent-ink hover:underline" dir="auto">
      {label}
    </Link>
  );
  return (
    <Facts
      facts={[
        { name: 'From', value: side(source) },
        { name: 'To', value: side(target) },
        { name: 'What', value: kindsSentence(kinds) },
        { name: 'From the day', value: <Day day={startsOn} /> },
      ]}
    />
  );
}
