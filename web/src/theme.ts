import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark' | 'system';

const changed = 'tieout:theme';
const systemIsDark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

const currentTheme = (): Theme => {
  const kept = localStorage.getItem('tieout.theme');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
};

export function chooseTheme(theme: Theme): void {
  localStorage.setItem('tieout.theme', theme);
  showTheme();
  dispatchEvent(new Event(changed));
}

function showTheme(): void {
  const theme = currentTheme();
  document.documentElement.classList.toggle('dark', theme === 'dark' || (theme === 'system' && systemIsDark().matches));
}

export const useTheme = (): Theme =>
  useSyncExternalStore((tell) => {
    const heard = (): void => {
      showTheme();
      tell();
    };
    const system = systemIsDark();
    system.addEventListener('change', heard);
    addEventListener(changed, heard);
    return () => {
      system.removeEventListener('change', heard);
      removeEventListener(changed, heard);
    };
  }, currentTheme);
