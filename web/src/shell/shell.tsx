import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { Menu as MenuIcon } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useLive } from '../live.ts';
import { LocaleProvider } from '../locale.tsx';
import { buttonClass } from '../parts/button.tsx';
import { meQuery } from '../queries.ts';
import { SessionProvider } from '../session.tsx';
import { Mark } from './mark.tsx';
import { OrganisationMenu } from './organisation-menu.tsx';
import { Palette } from './palette.tsx';
import { PersonMenu } from './person-menu.tsx';
import { Sidebar } from './sidebar.tsx';

/** What stands around every page behind the sign-in. */
export function Shell(): ReactNode {
  const { data: me } = useQuery(meQuery);
  const navigate = useNavigate();
  useEffect(() => {
    // The session ended, here or in another tab: what was typed on the page is lost, where the person was is not.
    if (me === null) void navigate({ to: '/sign-in', search: { next: location.pathname + location.search } });
  }, [me, navigate]);
  if (!me) return null;
  return (
    <SessionProvider me={me}>
      <LocaleProvider locale={me.organisation.locale} timeZone={me.organisation.timeZone}>
        <Listening key={me.organisation.id} />
        <a
          href="#page"
          className="sr-only z-50 rounded-lg bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          To the page
        </a>
        <div className="lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)] print:block">
          <aside aria-label="Organisation and pages" className="hidden border-r border-line lg:block print:hidden">
            <div className="sticky top-0 flex h-dvh flex-col gap-4 overflow-y-auto px-3 py-3">
              <OrganisationMenu />
              <Sidebar />
            </div>
          </aside>
          <div className="min-w-0">
            <TopBar />
            <main id="page" tabIndex={-1} className="mx-auto max-w-6xl px-4 py-6 outline-none sm:px-8 sm:py-8 print:max-w-none print:p-0">
              <Outlet />
            </main>
          </div>
        </div>
      </LocaleProvider>
    </SessionProvider>
  );
}

/** Of its own, so that what it hears draws nothing else anew. */
function Listening(): ReactNode {
  useLive();
  return null;
}

function TopBar(): ReactNode {
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b border-line bg-canvas/90 px-4 backdrop-blur sm:px-8 print:hidden">
      <Drawer />
      <span className="lg:hidden">
        <Mark />
      </span>
      <Palette />
      <div className="flex-1" />
      <PersonMenu />
    </header>
  );
}

function Drawer(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className={`${buttonClass({ look: 'quiet', size: 'icon' })} -ml-2 lg:hidden`} aria-label="Pages">
        <MenuIcon aria-hidden />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appears fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col gap-4 overflow-y-auto bg-surface p-3 shadow-float"
        >
          <Dialog.Title className="sr-only">Pages</Dialog.Title>
          <OrganisationMenu />
          <Sidebar onChoose={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
