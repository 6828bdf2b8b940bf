import type { Change } from '../../../sandbox/request.ts';

export type Operation = 'Create' | 'Update' | 'Delete' | 'Merge' | 'Void' | 'Emailed';

/** What webhooks will be told of: noted while the work is done, and told only if it is accepted. */
export interface Telling {
  note(of: { readonly kind: string; readonly id: string }, operation: Operation, deletedId?: string): void;
  accept(): void;
  drop(): void;
  /** What was accepted since the last time. */
  take(): readonly Change[];
}

export function createTelling(): Telling {
  const accepted = new Map<string, Change>();
  let noted: Change[] = [];
  return {
    note({ kind, id }, operation, deletedId) {
      const detail = { operation, ...(deletedId !== undefined && { deletedId }) };
      noted.push({ kind, id, isNew: operation === 'Create', detail });
    },
    accept() {
      for (const change of noted) {
        const key = `${change.kind} ${change.id}`;
        accepted.set(key, together(accepted.get(key), change));
      }
      noted = [];
    },
    drop: () => void (noted = []),
    take() {
      const taken = [...accepted.values()];
      accepted.clear();
      return taken;
    },
  };
}

/** Several changes of one object in one request are told once: what began as new is new. */
const together = (first: Change | undefined, next: Change): Change =>
  first?.isNew && next.detail?.['operation'] === 'Update' ? first : next;
