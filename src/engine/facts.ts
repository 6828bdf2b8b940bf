import type { WriteAbility } from '../core/ability.ts';
import { settingKinds } from '../core/records.ts';
import type { Kind, Records } from '../core/records.ts';
import { laterOf } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { chartOf } from '../proof/chart.ts';
import type { Chart } from '../proof/chart.ts';
import { postingsOf } from '../proof/postings.ts';
import type { Seen } from '../contract/connector.ts';
import type { LedgerFacts, Opened } from './parts.ts';
import type { EngineStore, Flow, Observation } from './ports.ts';
import { documentPrint } from './prints.ts';

interface KnownFacts {
  readonly version: string;
  readonly facts: LedgerFacts;
}

const factsByStore = new WeakMap<EngineStore, Map<string, KnownFacts>>();

/**
 * The accounts, tax rates and organisation of a connection, as last observed. Every turn asks for them and they hardly ever change, so the
 * hundred records themselves are read only when they are others than those that this process has read.
 */
export async function ledgerFacts(store: EngineStore, organisation: string, connection: string): Promise<LedgerFacts> {
  const byConnection = factsByStore.get(store) ?? new Map<string, KnownFacts>();
  factsByStore.set(store, byConnection);
  const name = JSON.stringify([organisation, connection]);
  const version = await store.settingsVersion(organisation, connection);
  const known = byConnection.get(name);
  if (known?.version === version) return known.facts;
  const facts = await readFacts(store, organisation, connection);
  // What changed between the two readings has another version, and is read again by the next who asks.
  byConnection.set(name, { version, facts });
  return facts;
}

async function readFacts(store: EngineStore, organisation: string, connection: string): Promise<LedgerFacts> {
  const observed = await store.records(organisation, connection, settingKinds);
  const all = <K extends Kind>(kind: K): readonly Records[K][] =>
    observed.flatMap(({ record, goneAt }) => (isKind(record, kind) && goneAt === null ? [record] : []));
  return { organisation: all('organisation')[0] ?? null, accounts: all('account'), taxRates: all('taxRate') };
}

const isKind = <K extends Kind>(record: Records[Kind], kind: K): record is Records[K] => record.kind === kind;

/**
 * Closed through: the latest of the ledger's locks, the filed tax period and the organisation's own close day (law F18),
 * read from the ledger in the turn of the write.
 */
export async function readClosedThrough(opened: Opened): Promise<Day | null> {
  const [organisation, own] = await Promise.all([opened.session.organisation(), opened.closedThrough()]);
  return laterOf(laterOf(organisation.lockedThrough, organisation.taxFiledThrough), own);
}

const prints = new WeakMap<Seen, string>();

/** The print of what was shown, made once. */
export function printOf(seen: Seen): string {
  const known = prints.get(seen) ?? documentPrint(seen.record);
  prints.set(seen, known);
  return known;
}

/** What a connection showed, with its print and what it moves in a ledger's books. */
export const observed = (seen: Seen, chart: Chart | null): Observation['seen'][number] => ({
  seen,
  print: printOf(seen),
  postings: chart === null ? [] : postingsOf(seen.record, chart),
});

const charts = new WeakMap<LedgerFacts['accounts'], Chart>();

/** The chart of these accounts, made once. */
export function chartIn({ accounts }: LedgerFacts): Chart {
  const known = charts.get(accounts) ?? chartOf(accounts);
  charts.set(accounts, known);
  return known;
}

/** The chart in which a connection's records are posted; null for a platform, whose records move no accounts. */
export const chartFor = (opened: Opened, facts: LedgerFacts): Chart | null => (opened.manifest.role === 'ledger' ? chartIn(facts) : null);

/** What can be written at a connection, by kind. */
export function abilitiesOf(opened: Opened): { readonly [K in Kind]?: WriteAbility } {
  const abilities: { [K in Kind]?: WriteAbility } = {};
  for (const [kind, ability] of Object.entries(opened.manifest.kinds))
    if (ability.write) Object.assign(abilities, { [kind]: ability.write });
  return abilities;
}

/** The connection of a flow that is a ledger, and whose chart of accounts both sides' postings are written in. */
export const ledgerOf = (flow: Flow, target: Opened): string => (target.manifest.role === 'ledger' ? flow.target : flow.source);
