import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Count } from '../parts/money.tsx';
import { overviewQuery } from '../queries.ts';
import { useMe } from '../session.tsx';
import { navigation } from './navigation.ts';
import type { Destination } from './navigation.ts';

/** The pages, in the order of a day's work. The same list is the drawer on a phone. */
export function Sidebar({ onChoose }: { readonly onChoose?: () => void }): ReactNode {
  const { may } = useMe();
  const { data: overview } = useQuery(overviewQuery);
  return (
    <nav aria-label="Pages" className="flex flex-col gap-5 text-sm">
      {navigation.map(({ title, items }) => (
        <div key={title ?? ''}>
          {title !== null && <p className="mb-1 px-2.5 text-xs font-medium text-faint">{title}</p>}
          <ul className="flex flex-col gap-0.5">
            {items
              .filter(({ needs }) => needs === undefined || may.includes(needs))
              .map((item) => (
                <li key={item.to}>
                  <NavigationLink
                    item={item}
                    count={item.counts === undefined ? 0 : (overview?.[item.counts] ?? 0)}
                    {...(onChoose ? { onChoose } : {})}
                  />
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

interface NavigationLinkProps {
  readonly item: Destination;
  readonly count: number;
  readonly onChoose?: () => void;
}

function NavigationLink({ item: { to, label, icon: Icon }, count, onChoose }: NavigationLinkProps): ReactNode {
  return (
    <Link
      to={to}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      {...(onChoose ? { onClick: onChoose } : {})}
      className="flex h-8 items-center gap-2.5 rounded-lg px-2.5 text-soft transition-colors hover:bg-sunken hover:text-ink max-lg:h-10"
      activeProps={{ className: 'bg-sunken font-medium !text-ink', 'aria-current': 'page' }}
    >
      <Icon aria-hidden className="size-4 shrink-0 stroke-[1.75]" />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {count > 0 && (
        <span className="rounded-full bg-accent-soft px-1.5 text-xs font-medium text-accent-ink">
          <Count count={count} />
        </span>
      )}
    </Link>
  );
}
