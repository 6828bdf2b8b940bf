import type { ReactNode } from 'react';
import { useLocale } from '../../locale.tsx';

/** What stands in a field: days as people write them, short values in one piece. Figures stay as the system has them. */
export function FieldValue({ text }: { readonly text: string }): ReactNode {
  const locale = useLocale();
  const shown = /^\d{4}-\d{2}-\d{2}$/.test(text) ? locale.day(text) : text;
  return <span className={shown.length <= shortUpTo ? 'whitespace-nowrap' : 'wrap-anywhere'}>{shown}</span>;
}

const shortUpTo = 16;
