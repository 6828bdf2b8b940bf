import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import { flushSync } from 'react-dom';

/** Which rows are drawn: from the first, up to and without the last. */
export interface RowsInSight {
  readonly from: number;
  readonly to: number;
}

interface LongList {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly count: number;
  readonly rowHeight: number;
  readonly isLong: boolean;
}

/** The window moves by so many rows at once: most frames of a slow scroll then draw nothing anew. */
const step = 4;
/** Drawn above and below what is in sight: a wheel scrolls before the page hears of it. */
const beyond = 6;
const restMilliseconds = 100;

/**
 * Rows that are all equally high need no measuring and no list of their places: what is in sight follows from how far the list is
 * scrolled, and costs the same for a hundred rows and for a million.
 */
export function useRowsInSight({ scroller, count, rowHeight, isLong }: LongList): RowsInSight {
  const [inSight, setInSight] = useState<RowsInSight>({ from: 0, to: 40 });
  useEffect(() => {
    const box = scroller.current;
    return isLong && box !== null ? follow(box, rowHeight, setInSight) : undefined;
  }, [scroller, rowHeight, isLong]);
  if (!isLong) return { from: 0, to: count };
  const to = Math.min(inSight.to, count);
  return { from: Math.min(inSight.from, to), to };
}

/**
 * Whoever jumps farther than the list is high would not see the rows around: they are left out of that frame, which then costs half,
 * and are drawn when the list has come to rest.
 */
function follow(box: HTMLElement, rowHeight: number, tell: (change: (before: RowsInSight) => RowsInSight) => void): () => void {
  let lastTop = box.scrollTop;
  let rest = 0;
  const look = (around: number): void => {
    const found = rowsBetween(box.scrollTop, box.clientHeight, rowHeight, around);
    tell((before) => (before.from === found.from && before.to === found.to ? before : found));
  };
  const scrolled = (): void => {
    const isJump = Math.abs(box.scrollTop - lastTop) > box.clientHeight;
    lastTop = box.scrollTop;
    // At once, in the frame that scrolls: a frame later the list would be seen with a hole.
    flushSync(() => look(isJump ? 0 : beyond));
    clearTimeout(rest);
    if (isJump) rest = window.setTimeout(() => look(beyond), restMilliseconds);
  };
  const resized = new ResizeObserver(() => look(beyond));
  resized.observe(box);
  box.addEventListener('scroll', scrolled, { passive: true });
  return () => {
    clearTimeout(rest);
    resized.disconnect();
    box.removeEventListener('scroll', scrolled);
  };
}

/** The header covers the first row or two, so that a row too many is drawn and never one too few. */
export function rowsBetween(scrolled: number, height: number, rowHeight: number, around: number): RowsInSight {
  const top = Math.max(0, scrolled);
  const first = Math.floor(top / rowHeight);
  const last = Math.ceil((top + height) / rowHeight);
  // What is drawn around moves in steps; what is in sight alone is drawn as it is.
  const every = around === 0 ? 1 : step;
  return { from: Math.max(0, Math.floor((first - around) / every) * every), to: Math.ceil((last + around) / every) * every };
}
