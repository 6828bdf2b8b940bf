/** Does a work of that name; who asks while it goes on shares the next one with everybody else who does. */
export type Together = (name: string, work: () => Promise<unknown>) => Promise<void>;

interface GoingOn {
  readonly ended: Promise<void>;
  next: Promise<void> | null;
}

/**
 * A work that is under way may have passed over what was changed before somebody asked, so they wait for one that begins after that; but
 * one is enough for all of them, and two never go on at once.
 */
export function together(): Together {
  const goingOn = new Map<string, GoingOn>();
  const begin = (name: string, work: () => Promise<unknown>): Promise<void> => {
    const ended = work().then(() => undefined);
    const begun: GoingOn = { ended, next: null };
    goingOn.set(name, begun);
    const forget = (): void => {
      if (goingOn.get(name) === begun && begun.next === null) goingOn.delete(name);
    };
    ended.then(forget, forget);
    return ended;
  };
  return (name, work) => {
    const known = goingOn.get(name);
    if (known === undefined) return begin(name, work);
    known.next ??= known.ended.catch(() => undefined).then(() => begin(name, work));
    return known.next;
  };
}
