import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { billingService } from './billing/service.ts';
import type { Billing } from './billing/service.ts';
import { connectionOpener } from './connections.ts';
import type { ConnectionParts } from './connections.ts';
import type { EdgeClock } from './engine/edge-ports.ts';
import type { Engine } from './engine/parts.ts';
import type { EngineStore } from './engine/ports.ts';
import { openWire } from './engine/wire.ts';
import type { Wire } from './engine/wire.ts';
import type { Mapping } from './mapping/mapping.ts';
import { mappingOf } from './mapping/read.ts';
import { insideBilling } from './server/billing-inside.ts';
import { billingStore } from './store/billing.ts';
import { connectionStore } from './store/connections.ts';
import { engineStore } from './store/engine-store.ts';
import type { Secrets } from './store/secrets.ts';

/** Everything that works on one database: what the server, each command and each test is made of. */
export interface App {
  readonly pool: Pool;
  readonly clock: EdgeClock;
  readonly engine: Engine;
  /** The way out to providers. */
  readonly wire: Wire;
  readonly billing: Billing;
  readonly secrets: Secrets;
  readonly connections: ReturnType<typeof connectionStore>;
  /** A fresh id that sorts by time. */
  readonly newId: () => string;
  close(): Promise<void>;
}

export interface AppParts extends Pick<Partial<ConnectionParts>, 'limitsOf' | 'onCall'> {
  readonly pool: Pool;
  /** For the engine's statements; see `openKeyedPool`. */
  readonly keyed: Pool;
  readonly secrets: Secrets;
  readonly clock: EdgeClock;
  /** Replaces the engine's store: the crash suite counts and fails its calls. */
  readonly wrapStore?: (store: EngineStore) => EngineStore;
}

export function createApp(parts: AppParts): App {
  const { pool, secrets, clock } = parts;
  const { wire, close: closeWire } = openWire();
  const newId = idMaker(clock);
  const billing = billingService({ store: billingStore(pool), now: clock.now, newId: () => randomUUID().replaceAll('-', '') });
  const inside = insideBilling(billing);
  const open = connectionOpener({
    pool,
    secrets,
    clock,
    wire,
    billing: inside.httpOf,
    fresh: () => randomBytes(32).toString('base64url'),
    ...(parts.limitsOf && { limitsOf: parts.limitsOf }),
    ...(parts.onCall && { onCall: parts.onCall }),
  });
  const plain = engineStore(parts.keyed, mappingReader());
  const store = awake(parts.wrapStore ? parts.wrapStore(plain) : plain, clock);
  return {
    pool,
    clock,
    engine: { store, clock, chance: { id: newId }, open },
    wire,
    billing,
    secrets,
    connections: connectionStore(pool, secrets),
    newId,
    close: async () => {
      await inside.close();
      closeWire();
    },
  };
}

/** Mapping files are read once for each text that the store shows. */
function mappingReader(): (text: string) => Mapping {
  const known = new Map<string, Mapping>();
  return (text) => {
    const mapping = known.get(text) ?? mappingOf(text);
    known.set(text, mapping);
    return mapping;
  };
}

/** Shared virtual time must not jump while the engine waits for the database. */
function awake(store: EngineStore, clock: EdgeClock): EngineStore {
  const held =
    <A extends readonly unknown[], R>(method: (...args: A) => Promise<R>) =>
    (...args: A) =>
      clock.during(() => method(...args));
  return {
    flow: held(store.flow),
    flows: held(store.flows),
    claim: held(store.claim),
    nextDues: held(store.nextDues),
    mark: held(store.mark),
    sentWrites: held(store.sentWrites),
    isUnderWay: held(store.isUnderWay),
    situations: held(store.situations),
    counterparts: held(store.counterparts),
    candidates: held(store.candidates),
    records: held(store.records),
    settingsVersion: held(store.settingsVersion),
    observe: held(store.observe),
    bookmark: held(store.bookmark),
    leaseUntil: held(store.leaseUntil),
    moveLease: held(store.moveLease),
    claimPolls: held(store.claimPolls),
    endPolls: held(store.endPolls),
    unseenSince: held(store.unseenSince),
    batchFor: held(store.batchFor),
    intend: held(store.intend),
    resend: held(store.resend),
    conclude: held(store.conclude),
  };
}

/** Ids in the order of time, unique across workers: 48 bits of milliseconds, then 80 bits of chance. */
function idMaker(clock: EdgeClock): () => string {
  return () => clock.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
}
