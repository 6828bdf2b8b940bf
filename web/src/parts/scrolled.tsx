import { clsx } from 'clsx';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

interface ScrolledProps {
  /** What is in it, for those who do not see it. */
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/**
 * What may be wider than the page, such as a table on a phone, or longer than its dialog. It is a stop of the keyboard only while there
 * is something to scroll: where all of it is in sight, a stop would do nothing.
 */
export function Scrolled({ label, className, children }: ScrolledProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [isLarger, setLarger] = useState(false);
  useEffect(() => {
    const outer = box.current;
    if (outer === null) return undefined;
    const measured = new ResizeObserver(() => setLarger(outer.scrollWidth > outer.clientWidth || outer.scrollHeight > outer.clientHeight));
    measured.observe(outer);
    for (const inner of outer.children) measured.observe(inner);
    return () => measured.disconnect();
  }, []);
  return (
    <div
      ref={box}
      className={clsx('overflow-x-auto print:overflow-visible', className)}
      {...(isLarger ? { tabIndex: 0, role: 'region', 'aria-label': label } : {})}
    >
      {children}
    </div>
  );
}
