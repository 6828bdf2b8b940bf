import type { Connector } from '../contract/connector.ts';
import type { Manifest } from '../contract/manifest.ts';
import { dayIn } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import { proposeMapping, proposeTax } from '../mapping/propose.ts';
import type { ProposedAccount } from '../mapping/propose.ts';
import type { DecisionStore } from './batch-ports.ts';
import type { Connection, ConnectionStore } from './edge-ports.ts';
import { ledgerFacts } from './facts.ts';
import type { Engine } from './parts.ts';
import type { Flow } from './ports.ts';
import type { Reading } from './reading-port.ts';
import { adviseAccounts, nameInMapping } from './setup-advice.ts';
import type { Advice, AccountUse } from './setup-advice.ts';
import type { SetupFlows, SetupStore } from './setup-port.ts';
import { SetupProblem } from './setup-problem.ts';
import { readSettings } from './setup-reading.ts';
import type { Readings } from './setup-reading.ts';
import { between, oneAfterTheOther } from './setup-turns.ts';

/** What setting up works with, for one organisation and the person who does it. */
export interface SettingUp {
  readonly organisation: string;
  readonly by: string;
  readonly engine: Engine;
  readonly reading: Reading;
  readonly readings: Readings;
  readonly decisions: DecisionStore;
  readonly connections: ConnectionStore;
  readonly setups: SetupStore;
  readonly flows: SetupFlows;
  readonly connectorOf: (provider: string) => Connector | null;
}

/** A side of a set-up, with the facts of its provider. */
export interface Side {
  readonly connection: Connection;
  readonly manifest: Manifest;
}

export interface NewSetup {
  readonly source: string;
  readonly target: string;
  /** Null: all that one side has and the other takes. */
  readonly kinds: readonly Kind[] | null;
  /** Null: the day of the oldest open document, or the first of this month. */
  readonly startsOn: Day | null;
  readonly isTwoWay: boolean;
}

/** Makes a flow in mode `off` with a proposed mapping; the one that is there already, where these two sides have one. Its name. */
export const makeSetup = (up: SettingUp, wanted: NewSetup): Promise<string> =>
  oneAfterTheOther(up, between(wanted), () => foundOrMade(up, wanted));

async function foundOrMade(up: SettingUp, wanted: NewSetup): Promise<string> {
  const { organisation, by, engine, flows, setups } = up;
  const [source, target] = [await sideOf(up, wanted.source), await sideOf(up, wanted.target)];
  const now = engine.clock.now();
  const known = (await flows.all()).find((flow) => flow.source === wanted.source && flow.target === wanted.target);
  if (known !== undefined) {
    if ((await setups.setup(known)) === null) await setups.keepSetup(known, { isTwoWay: await comesBack(up, known), by, now });
    return known.flow;
  }
  if (source.manifest.role !== 'platform' || target.manifest.role !== 'ledger')
    throw new SetupProblem('invalid', 'A set-up leads from where you sell to a ledger.', {
      seen: `${source.manifest.label} → ${target.manifest.label}`,
      expected: 'a platform, and then a ledger',
      fix: 'Choose the other way round; payments that are recorded in the ledger come back all the same.',
    });
  // What a mapping is proposed from; the rest is read meanwhile.
  await readSettings(up, target.connection);
  await up.readings.readSoon(source.connection);
  void up.readings.read({ organisation, connection: wanted.target });
  const kinds = wanted.kinds ?? kindsBetween(source.manifest, target.manifest);
  const startsOn = wanted.startsOn ?? (await firstDay(up, source, target));
  const mapping = await proposalFor(up, { source, target, kinds, startsOn });
  const flow = await freeName(up, `${wanted.source}-to-${wanted.target}`);
  await flows.add({ flow, source: wanted.source, target: wanted.target, kinds, startsOn, mapping });
  await setups.keepSetup({ organisation, flow }, { isTwoWay: wanted.isTwoWay && takesMoneyBack(source.manifest), by, now });
  return flow;
}

/** An open connection by its name. */
export async function sideOf({ connections, organisation, connectorOf }: SettingUp, name: string): Promise<Side> {
  const connection = await connections.connection({ organisation, connection: name });
  const manifest = connection === null ? undefined : connectorOf(connection.provider)?.manifest;
  if (connection === null || manifest === undefined)
    throw new SetupProblem('missing', `There is no connection '${name}'.`, { fix: 'Connect it first.' });
  return { connection, manifest };
}

/** Whether payments can be written there. */
export const takesMoneyBack = ({ kinds }: Manifest): boolean => kinds.payment?.write?.create === true;

/** The flow the other way, with which what was recorded in the ledger comes back. */
export const returnOf = (flows: readonly Flow[], { source, target }: Pick<Flow, 'source' | 'target'>): Flow | null =>
  flows.find((flow) => flow.source === target && flow.target === source) ?? null;

const comesBack = async ({ flows }: SettingUp, flow: Flow): Promise<boolean> => {
  const back = returnOf(await flows.all(), flow);
  return back !== null && back.mode !== 'off';
};

const sold: readonly Kind[] = ['contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation'];
const processed: readonly Kind[] = ['contact', 'invoice', 'creditNote', 'balanceTransaction', 'payout', 'dispute'];

/** Whether the source keeps a balance of its own, out of which it pays. */
const isProcessor = ({ kinds }: Manifest): boolean => kinds.balanceTransaction?.read === true;

function kindsBetween(source: Manifest, target: Manifest): readonly Kind[] {
  if (isProcessor(source)) return processed.filter((kind) => source.kinds[kind]?.read === true);
  return sold.filter((kind) => source.kinds[kind]?.read === true && target.kinds[kind]?.write?.create === true);
}

async function firstDay({ organisation, engine, setups }: SettingUp, source: Side, target: Side): Promise<Day> {
  const facts = await ledgerFacts(engine.store, organisation, target.connection.connection);
  const today = dayIn(facts.organisation?.timeZone ?? 'UTC', engine.clock.now());
  const month = `${today.slice(0, 7)}-01`;
  const oldest = await setups.oldestOpen(source.connection);
  return oldest !== null && oldest < month ? oldest : month;
}

interface ProposalFor {
  readonly source: Side;
  readonly target: Side;
  readonly kinds: readonly Kind[];
  readonly startsOn: Day;
}

async function proposalFor(up: SettingUp, { source, target, kinds, startsOn }: ProposalFor): Promise<string> {
  const { advice, facts } = await adviceFor(up, target, source);
  const best = (use: AccountUse): ProposedAccount | null => proposed(advice.find((each) => each.use === use));
  const sales = best('sales') ?? firstRevenue(facts.accounts);
  if (sales === null)
    throw new SetupProblem('conflict', `${target.connection.label} shows no revenue account.`, {
      seen: `${facts.accounts.length} accounts`,
      expected: 'an account of the class revenue',
      fix: `Add one to the chart of accounts of ${target.manifest.label}, and try again.`,
    });
  const base = facts.organisation?.baseCurrency ?? '';
  const currencies = await up.setups.currenciesUsed(source.connection, startsOn);
  const taxes = await up.setups.taxesUsed(source.connection, startsOn);
  return proposeMapping({
    source: source.connection.label,
    target: target.connection.label,
    kinds,
    sales,
    payments: best('payments'),
    byCurrency: currencies.flatMap(({ currency }) => bankFor(facts.accounts, currency, base)),
    rounding: best('rounding'),
    taxes: taxes.map(({ id, name, percent }) => ({
      source: id,
      name,
      percent,
      target: proposeTax({ source: id, name, percent }, facts.taxRates),
    })),
    processor: isProcessor(source.manifest)
      ? { contact: source.manifest.label, clearing: best('clearing'), transit: best('transit'), bank: best('payments'), fees: best('fees') }
      : null,
  });
}

/** What a ledger's accounts are advised for, where another side is known that will use them. */
export async function adviceFor(up: SettingUp, target: Side, source: Side | null) {
  const { organisation, engine, setups } = up;
  const facts = await ledgerFacts(engine.store, organisation, target.connection.connection);
  const advice = adviseAccounts({
    accounts: facts.accounts,
    used: await setups.accountsUsed(target.connection),
    named: source === null ? [] : [source.manifest.label, source.connection.label],
    baseCurrency: facts.organisation?.baseCurrency ?? '',
    isProcessor: source !== null && isProcessor(source.manifest),
  });
  return { advice, facts };
}

type Accounts = Awaited<ReturnType<typeof ledgerFacts>>['accounts'];

const proposed = (advice: Advice | undefined): ProposedAccount | null =>
  advice === undefined ? null : { account: nameInMapping(advice.account), label: labelled(advice.account), why: advice.why };

function firstRevenue(accounts: Accounts): ProposedAccount | null {
  const found = accounts.find((account) => account.class === 'revenue' && account.state === 'active' && account.system === null);
  return found === undefined ? null : { account: nameInMapping(found), label: labelled(found), why: 'It is the first revenue account.' };
}

const bankFor = (accounts: Accounts, currency: string, base: string) =>
  accounts
    .filter((account) => currency !== base && account.isBank && account.state === 'active' && account.currency === currency)
    .slice(0, 1)
    .map((account) => ({
      currency,
      account: nameInMapping(account),
      label: labelled(account),
      why: `It is a bank account in ${currency}.`,
    }));

const labelled = ({ code, name }: Accounts[number]): string => (code === null ? name : `${code} ${name}`);

/** The name, or with a number after it where another flow has it. */
export async function freeName({ flows }: SettingUp, wanted: string): Promise<string> {
  const taken = new Set((await flows.all()).map(({ flow }) => flow));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(name)) return name;
  }
}
