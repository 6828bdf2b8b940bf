import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { ask, forgetOrganisation } from '../api.ts';
import { Menu } from '../parts/menu.tsx';
import { useToast } from '../parts/toast.tsx';
import { meQuery } from '../queries.ts';
import { useMe } from '../session.tsx';
import { chooseTheme, useTheme } from '../theme.ts';

export function PersonMenu(): ReactNode {
  const { person } = useMe();
  const theme = useTheme();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { complain } = useToast();
  const leave = async (): Promise<void> => {
    await ask('/auth/sign-out', { method: 'POST', body: {} });
    forgetOrganisation();
    await navigate({ to: '/sign-in' });
    queries.clear();
    queries.setQueryData(meQuery.queryKey, null);
  };
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex size-9 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent-ink"
        >
          <span aria-hidden>{initialsOf(person.name)}</span>
          <span className="sr-only">{person.name}: profile, theme, sign out</span>
        </button>
      }
      groups={[
        {
          title: (
            <>
              <span className="block text-sm font-medium text-ink">{person.name}</span>
              {person.email}
            </>
          ),
          items: [{ label: 'Profile and two-factor', icon: <UserRound aria-hidden />, onChoose: () => void navigate({ to: '/profile' }) }],
        },
        {
          title: 'Theme',
          items: [
            { label: 'Light', icon: <Sun aria-hidden />, isChosen: theme === 'light', onChoose: () => chooseTheme('light') },
            { label: 'Dark', icon: <Moon aria-hidden />, isChosen: theme === 'dark', onChoose: () => chooseTheme('dark') },
            { label: 'As the system', icon: <Monitor aria-hidden />, isChosen: theme === 'system', onChoose: () => chooseTheme('system') },
          ],
        },
        { items: [{ label: 'Sign out', icon: <LogOut aria-hidden />, onChoose: () => void leave().catch(complain) }] },
      ]}
    />
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => String.fromCodePoint((word ?? '').codePointAt(0) ?? 32).toLocaleUpperCase())
    .join('')
    .trim();
}
