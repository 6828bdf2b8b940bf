import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useLocale } from '../locale.tsx';

/** A day of the books: '2026-11-21'. */
export function Day({ day }: { readonly day: string | null }): ReactNode {
  const locale = useLocale();
  if (day === null) return <span className="text-faint">–</span>;
  return (
    <time dateTime={day} className="figures whitespace-nowrap">
      {locale.day(day)}
    </time>
  );
}

/** An instant, in the time zone of the organisation. */
export function Moment({ at }: { readonly at: number }): ReactNode {
  const locale = useLocale();
  return (
    <time dateTime={new Date(at).toISOString()} className="figures whitespace-nowrap">
      {locale.moment(at)}
    </time>
  );
}

/** How long ago, kept current; the exact moment on hover. A tooltip of our own on each would slow long lists down. */
export function Ago({ at }: { readonly at: number }): ReactNode {
  const locale = useLocale();
  const now = useNow(at);
  return (
    <time dateTime={new Date(at).toISOString()} title={locale.moment(at)} className="figures whitespace-nowrap">
      {locale.ago(at, now)}
    </time>
  );
}

// Young times are told again every few seconds, old ones every minute: a page with a hundred of them stays idle.
function useNow(at: number): number {
  const [now, setNow] = useState(() => new Date().getTime());
  const isYoung = now - at < 90_000;
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().getTime()), isYoung ? 5_000 : 60_000);
    return () => clearInterval(timer);
  }, [isYoung]);
  return now;
}
