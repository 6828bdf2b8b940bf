/** One thing that a sandbox must not forget. `account` is '' for what belongs to no account (sign-ins). Body null: removed. */
export interface Row {
  readonly account: string;
  readonly kind: string;
  readonly id: string;
  readonly body: string | null;
}

/** Where a sandbox keeps its books between lives. */
export interface Keeper {
  /** Everything that was saved and not removed, in the order in which each (account, kind, id) was first saved. */
  load(): AsyncIterable<Row>;
  /** All or nothing. A later row replaces an earlier one of the same account, kind and id. */
  save(rows: readonly Row[]): Promise<void>;
}

/** Keeps nothing beyond the process, but can be handed to a second sandbox in it, as a restart would. */
export function memoryKeeper(): Keeper {
  const rows = new Map<string, Row>();
  return {
    async *load() {
      yield* rows.values();
    },
    save(changed) {
      for (const row of changed) {
        const key = `${row.account} ${row.kind} ${row.id}`;
        if (row.body === null) rows.delete(key);
        else rows.set(key, row);
      }
      return Promise.resolve();
    },
  };
}

/** Saves with one write at a time: what comes while one is under way goes together in the next. */
export interface Saver {
  /** Resolves when these rows, and all that came before, are safe. */
  save(rows: readonly Row[]): Promise<void>;
}

export function createSaver(keeper: Keeper): Saver {
  let waiting: Row[] = [];
  let underWay: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  const saveWaiting = (): Promise<void> => {
    const rows = waiting;
    waiting = [];
    next = null;
    return (underWay = rows.length === 0 ? Promise.resolve() : keeper.save(rows));
  };
  return {
    save(rows) {
      waiting.push(...rows);
      next ??= underWay.then(saveWaiting);
      return next;
    },
  };
}
