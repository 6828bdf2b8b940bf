import type { Kind } from '../../src/core/records.ts';
import type { Engine } from '../../src/engine/parts.ts';
import { createWorker } from '../../src/engine/worker.ts';
import type { Worker } from '../../src/engine/worker.ts';
import { hintPolls } from '../../src/store/poll-hints.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { pagedContacts } from './paged.ts';
import type { PagedContacts } from './paged.ts';
import { ledger, organisation } from './world.ts';

/** The books of a ledger that answers when the test lets it, and what it was asked for. */
interface Scene {
  readonly bench: Bench;
  readonly engine: Engine;
  readonly contacts: PagedContacts;
  readonly asked: string[];
  answered(asked: string): Promise<void>;
  /** From now on what is asked for so is not answered, until it is called. */
  holdUp(asked: string): () => void;
  /** A webhook names a contact of the ledger. */
  hint(id: string, worker?: Worker, reads?: readonly Kind[]): Promise<void>;
  /** The names that the database has for the ledger's contacts that are not gone, by id. */
  kept(): Promise<Readonly<Record<string, string>>>;
  work(engine?: Engine): { readonly worker: Worker; readonly ended: Promise<void>; readonly troubles: readonly unknown[] };
}

export async function onStage(pageSize: number, act: (scene: Scene) => Promise<void>): Promise<void> {
  const bench = await openBench({ isTwoWay: false });
  const { clock, pool } = bench;
  const asked: string[] = [];
  const held = new Map<string, PromiseWithResolvers<void>>();
  const answered = async (what: string): Promise<void> => {
    asked.push(what);
    await held.get(what)?.promise;
  };
  const contacts = pagedContacts({ pageSize, answered });
  const engine = contacts.inPlaceOfLedger(bench.life.engine);
  const workers: { readonly worker: Worker; readonly ended: Promise<void> }[] = [];
  try {
    await act({
      bench,
      engine,
      contacts,
      asked,
      answered,
      holdUp: (what) => {
        const gate = Promise.withResolvers<void>();
        held.set(what, gate);
        return () => {
          held.delete(what);
          gate.resolve();
        };
      },
      hint: async (id, worker, reads = []) => {
        const touch = { kind: 'contact', id, version: null, reads } as const;
        await clock.during(() =>
          inTransaction(pool, async (client, last) => last(hintPolls(client, organisation, ledger, [touch], clock.now()))),
        );
        worker?.hear();
      },
      kept: async () => {
        const rows = await bench.query<{ external_id: string; name: string }>(
          `select external_id, body ->> 'name' as name from record where connection = $1 and kind = 'contact' and gone_at is null order by 1`,
          [ledger],
        );
        return Object.fromEntries(rows.map((row) => [row.external_id, row.name]));
      },
      work: (with_ = engine) => {
        const troubles: unknown[] = [];
        const worker = createWorker(with_, { organisation, idleSeconds: 30, onTrouble: (error) => troubles.push(error) });
        const ended = worker.run();
        workers.push({ worker, ended });
        return { worker, ended, troubles };
      },
    });
  } finally {
    for (const gate of held.values()) gate.resolve();
    for (const { worker } of workers) worker.stop();
    await Promise.all(workers.map(({ ended }) => ended));
    await bench.close();
  }
}
