import { ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { chooseOrganisation } from '../api.ts';
import { Menu } from '../parts/menu.tsx';
import { useMe } from '../session.tsx';
import { Mark } from './mark.tsx';

/** The organisation that the pages are about, and the others that the person belongs to. */
export function OrganisationMenu(): ReactNode {
  const { organisation, organisations } = useMe();
  const name = (
    <>
      <Mark />
      <span className="line-clamp-2 min-w-0 flex-1 text-left text-sm leading-tight font-semibold" dir="auto">
        {organisation.name}
      </span>
    </>
  );
  if (organisations.length < 2) return <div className="flex h-10 items-center gap-2.5 px-1.5">{name}</div>;
  const change = (id: string): void => {
    chooseOrganisation(id);
    // Nothing of one organisation's books may stay on the page of another.
    location.assign('/');
  };
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="flex h-10 items-center gap-2.5 rounded-lg px-1.5 hover:bg-sunken">
          {name}
          <ChevronsUpDown aria-label="Change organisation" className="size-4 text-faint" />
        </button>
      }
      groups={[
        {
          title: 'Organisations',
          items: organisations.map(({ id, name: label }) => ({ label, isChosen: id === organisation.id, onChoose: () => change(id) })),
        },
      ]}
    />
  );
}
