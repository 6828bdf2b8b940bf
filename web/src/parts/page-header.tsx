import { useEffect } from 'react';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  readonly title: string;
  /** One sentence at most. */
  readonly detail?: ReactNode;
  /** A link to where this page belongs: `<Link to="/batches">Batches</Link>`. */
  readonly back?: ReactNode;
  /** Beside the title: a badge. */
  readonly beside?: ReactNode;
  readonly actions?: ReactNode;
}

/** The only h1 of a page; also the title of the browser's tab. */
export function PageHeader({ title, detail, back, beside, actions }: PageHeaderProps): ReactNode {
  useEffect(() => {
    document.title = `${title} · Tieout`;
  }, [title]);
  return (
    <header className="mb-6">
      {back !== undefined && <div className="mb-2 text-sm text-soft [&_a]:hover:text-ink [&_a]:hover:underline">{back}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <div className="flex flex-wrap items-center gap-3">
            <h1 className="text-xl font-semibold tracking-tight [overflow-wrap:anywhere]" dir="auto">
              {title}
            </h1>
            {beside}
          </div>
          {detail !== undefined && <p className="mt-1 max-w-2xl text-soft">{detail}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
