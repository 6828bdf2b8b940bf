import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { createApp } from './app.ts';
import type { App } from './app.ts';
import type { FlowBook, Office, Wanted } from './cli/office.ts';
import { openTable } from './connectors/csv/file.ts';
import type { Connection, EdgeClock } from './engine/edge-ports.ts';
import { connectWithLogin } from './engine/sign-in-login.ts';
import { openSignIns } from './engine/sign-in.ts';
import { mappingOf, mappingVersion } from './mapping/read.ts';
import { officePeople } from './people.ts';
import { findProvider, platforms, providers } from './providers.ts';
import { sandboxHost } from './sandboxes.ts';
import type { SandboxHost } from './sandboxes.ts';
import { addApiKey, removeApiKeys } from './store/api-keys.ts';
import { organisationsHere } from './store/across.ts';
import { backup } from './store/backup.ts';
import { bankStore } from './store/bank.ts';
import { decisionStore } from './store/batches.ts';
import { closingStore } from './store/closings.ts';
import type { Database } from './store/database.ts';
import { addFlow, allFlows, readMappingText, setApproval, setMapping, setMode, setStartsOn } from './store/flows.ts';
import { importStaging } from './store/imports.ts';
import { addOrganisation } from './store/organisations.ts';
import { overviewStore } from './store/overview.ts';
import { proofStore } from './store/proof.ts';
import { readingStore } from './store/reading.ts';
import { restore } from './store/restore.ts';
import type { Secrets } from './store/secrets.ts';
import { tokenStore } from './store/tokens.ts';

export interface OfficeParts {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: EdgeClock;
  readonly wanted: Wanted;
  /** Without a provider's limits, where a sandbox has none. */
  readonly isUnpaced?: boolean;
  /** Called last. */
  readonly onClose?: () => void;
}

/** An office knows more than commands may use: the server is made of the same parts. */
export interface WholeOffice extends Office {
  readonly app: App;
  readonly pool: Pool;
  readonly secrets: Secrets;
  readonly sandboxes: SandboxHost;
}

/** Puts together everything that commands work with. The database is migrated; closing the office closes it. */
export async function openOffice({ database, secrets, clock, wanted, isUnpaced = false, onClose }: OfficeParts): Promise<WholeOffice> {
  const { pool, keyed } = database;
  const organisation = wanted.isBare === true ? '' : await organisationOf(pool, clock, wanted.organisation);
  const app = createApp({ pool, keyed, secrets, clock, ...(isUnpaced && { limitsOf: () => null }) });
  const { by } = wanted;
  const organisations = async () => (await organisationsHere(pool)).map((one) => one.organisation);
  const host = sandboxHost({ pool, clock, organisations, connections: app.connections, isUnlimited: isUnpaced });
  if (wanted.isBare !== true) await host.startKnown();
  const signInParts = (redirectUri: () => string) => ({
    store: { ...tokenStore(pool, secrets), ...app.connections },
    clock,
    wire: app.wire,
    fresh,
    sealing: secrets,
    connectorOf: findProvider,
    redirectUri,
  });
  return {
    app,
    pool,
    secrets,
    organisation,
    by,
    place: database.describe,
    clock,
    engine: app.engine,
    billing: app.billing,
    connections: app.connections,
    closings: closingStore(pool),
    decisions: decisionStore(pool),
    proofs: heldProofs(pool, clock),
    flows: flowBook({ pool, clock, organisation, by }),
    reading: readingStore(pool, platforms),
    overview: overviewStore(pool),
    providers,
    imports: { open: openTable, staging: importStaging(pool), chance: app.engine.chance, now: clock.now },
    bank: heldBank(pool, clock),
    signIns: (address) => openSignIns(signInParts(() => `${address()}/oauth/callback`)),
    withLogin: (offer) =>
      connectWithLogin(
        signInParts(() => ''),
        offer,
      ),
    signedInAt: signInTimes({ pool, secrets, clock, organisation }),
    sandbox: (provider) => host.start(organisation, provider),
    sandboxes: host,
    apiKeys: {
      add: async (label, role) => (await addApiKey(pool, organisation, { label, role, fresh: fresh(), by, now: clock.now() })).key,
      remove: (label) => removeApiKeys(pool, organisation, label),
    },
    people: officePeople({ pool, clock, organisation, by }),
    backup: (target) => backup(pool, target, clock.now()),
    restore: (source) => restore(pool, source),
    stopped: database.stopped,
    close: async () => {
      for (const part of [app, host, database]) await part.close();
      onClose?.();
    },
  };
}

const fresh = (): string => randomBytes(32).toString('base64url');

/** When somebody last signed in; null where nobody has, or where we have renewed the sign-in since. */
function signInTimes({ pool, secrets, clock, organisation }: Pick<WholeOffice, 'pool' | 'secrets' | 'clock' | 'organisation'>) {
  return async ({ settings: { signIn } }: Connection): Promise<number | null> => {
    const kept = signIn === null ? null : await clock.during(() => tokenStore(pool, secrets).read({ organisation, signIn }));
    return kept === null || kept.tokens.previous !== null ? null : kept.tokens.issuedAt;
  };
}

/** Whose books: the named one, the only one, or a first one that is made now. */
async function organisationOf(pool: Pool, clock: EdgeClock, wanted: string | null): Promise<string> {
  const known = await organisationsHere(pool);
  const [only] = known;
  if (wanted === null && known.length > 1)
    throw new Error(
      `There are ${known.length} organisations here (${known.map((one) => one.organisation).join(', ')}): say which one with --organisation.`,
    );
  if (wanted === null && only !== undefined) return only.organisation;
  const name = wanted ?? 'main';
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name))
    throw new Error(`'${name}' is no name for an organisation: use small letters, digits and hyphens.`);
  await addOrganisation(pool, name, clock.now());
  return name;
}

interface BookParts {
  readonly pool: Pool;
  readonly clock: EdgeClock;
  readonly organisation: string;
  readonly by: string;
}

/** The flows of an organisation, as somebody sets them up. */
/** The flows of an organisation, as somebody sets them up. */
export function flowBook({ pool, clock, organisation, by }: BookParts): FlowBook {
  const held = <T>(work: () => Promise<T>): Promise<T> => clock.during(work);
  return {
    all: () => held(() => allFlows(pool, organisation, mappingOf)),
    add: ({ flow, source, target, kinds, startsOn, mapping }) =>
      held(() =>
        addFlow(pool, {
          organisation,
          flow,
          agreement: [source, target].toSorted().join(' and '),
          source,
          target,
          kinds,
          startsOn,
          mode: 'off',
          approval: false,
          mapping,
          mappingVersion: mappingVersion(mapping),
          by,
          now: clock.now(),
        }),
      ),
    setMode: (scope, mode) => held(() => setMode(pool, scope, mode, clock.now())),
    setApproval: (scope, approval) => held(() => setApproval(pool, scope, approval)),
    setStartsOn: (scope, day) => held(() => setStartsOn(pool, scope, day, clock.now())),
    setMapping: (scope, text) => held(() => setMapping(pool, scope, { text, version: mappingVersion(text), by, now: clock.now() })),
    mappingText: (scope) => held(() => readMappingText(pool, scope)),
  };
}

/** Shared virtual time must not pass while bank lines are worked on. */
function heldBank(pool: Pool, clock: EdgeClock): Office['bank'] {
  const plain = bankStore(pool);
  return {
    work: (scope, work) => clock.during(() => plain.work(scope, work)),
    look: (scope, look) => clock.during(() => plain.look(scope, look)),
  };
}

/** Shared virtual time must not pass while a proof reads the database. */
function heldProofs(pool: Pool, clock: EdgeClock): Office['proofs'] {
  const plain = proofStore(pool);
  return {
    ...plain,
    facts: (query) => clock.during(() => plain.facts(query)),
    totals: (query) => clock.during(() => plain.totals(query)),
    keep: (proof) => clock.during(() => plain.keep(proof)),
    kept: (scope) => clock.during(() => plain.kept(scope)),
    changedSince: (query) => clock.during(() => plain.changedSince(query)),
  };
}
