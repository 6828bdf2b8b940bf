import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Mark } from '../../shell/mark.tsx';

interface EntryFrameProps {
  readonly title: string;
  readonly detail?: ReactNode;
  readonly children: ReactNode;
}

/** What stands around the pages before the sign-in. */
export function EntryFrame({ title, detail, children }: EntryFrameProps): ReactNode {
  useEffect(() => {
    document.title = `${title} · Tieout`;
  }, [title]);
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center px-5 py-12">
      <div className="mb-8 flex items-center gap-2.5 text-lg font-semibold">
        <Mark className="size-8" />
        Tieout
      </div>
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      {detail !== undefined && <p className="mt-1.5 text-soft">{detail}</p>}
      <div className="mt-7 flex flex-col gap-5">{children}</div>
    </main>
  );
}
