import { firstDayOf, lastDayOf, monthOf } from '../core/day.ts';
import type { Instant } from '../core/day.ts';
import type { AnyRecord } from '../core/records.ts';
import type { Clock } from '../contract/sandbox.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { processorAccounts } from '../mapping/processor.ts';
import type { Case, Part } from '../proof/case.ts';
import { accountName, chartOf } from '../proof/chart.ts';
import type { Chart } from '../proof/chart.ts';
import { foreignMovements } from '../proof/foreign.ts';
import { postingsOf } from '../proof/postings.ts';
import type { Posting } from '../proof/posting.ts';
import { wholeDocument } from '../proof/posting.ts';
import type { LedgerMovement, Period, Proof } from '../proof/proof.ts';
import { prove } from '../proof/prove.ts';
import { totalsDelta } from '../proof/totals.ts';
import { ledgerFacts, ledgerOf } from './facts.ts';
import type { LedgerFacts, Opened } from './parts.ts';
import { arrivalsOf } from './prove-arrivals.ts';
import type { Arrivals } from './prove-arrivals.ts';
import { balanceQuery, controlInputs } from './prove-balance.ts';
import type { Chance, EngineStore, Flow, FlowScope } from './ports.ts';
import type { KeyFacts, LinkFacts, ProofFacts, ProofQuery, ProofStore, UnlinkedFacts } from './proof-port.ts';

export interface ProvePorts {
  readonly store: EngineStore;
  readonly proofs: ProofStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly chance: Chance;
  open(organisation: string, connection: string): Promise<Opened>;
}

/** What to prove: a month, a span of months, or everything since the flow's first day. */
export interface ProofAsked extends FlowScope {
  readonly period: Period | null;
}

/**
 * Proves a flow against the ledger's own account movement, and keeps the proof. Both sides are read in one state; if a document
 * lands while the ledger is asked for its movement, everything is read again. Throws when there is no such flow.
 */
export async function proveFlow(ports: ProvePorts, asked: ProofAsked): Promise<Proof> {
  const flow = await ports.store.flow(asked);
  if (flow === null) throw new Error(`There is no flow '${asked.flow}'.`);
  const target = await ports.open(flow.organisation, flow.target);
  const books = await ledgerFacts(ports.store, flow.organisation, ledgerOf(flow, target));
  const query = queryOf(flow, target, books, asked.period);
  const read = await readBoth(ports, query, target, books);
  const proof = prove(inputOf(query, { ...read, books, now: ports.clock.now() }));
  const period = nameOf(proof.period);
  await ports.proofs.keep({
    organisation: flow.organisation,
    flow: flow.flow,
    proof: ports.chance.id(),
    period,
    madeAt: proof.madeAt,
    word: proof.word,
    body: proof,
  });
  return proof;
}

/** The same from the documents alone: without the ledger's own movement, and kept nowhere. Null when there is no such flow. */
export async function reckonFlow(ports: Omit<ProvePorts, 'chance'>, asked: ProofAsked): Promise<Proof | null> {
  const flow = await ports.store.flow(asked);
  if (flow === null) return null;
  const target = await ports.open(flow.organisation, flow.target);
  const books = await ledgerFacts(ports.store, flow.organisation, ledgerOf(flow, target));
  const query = queryOf(flow, target, books, asked.period);
  const read = await readFacts(ports, query, target, books);
  return prove(inputOf(query, { ...read, ledger: { is: 'none' }, books, now: ports.clock.now() }));
}

/** '2026-10', or '2026-09 to 2026-10': the name under which a proof is kept. */
export const nameOf = ({ fromMonth, throughMonth }: Period): string =>
  fromMonth === throughMonth ? fromMonth : `${fromMonth} to ${throughMonth}`;

function queryOf(flow: Flow, target: Opened, books: LedgerFacts, period: Period | null): ProofQuery {
  const chart = chartOf(books.accounts);
  const isPlatform = target.manifest.role !== 'ledger';
  return {
    flow,
    fromMonth: period?.fromMonth ?? monthOf(flow.startsOn),
    throughMonth: period?.throughMonth ?? null,
    kinds: flow.kinds,
    controlled: isPlatform ? [] : controlledAccounts(flow.mapping, chart),
    baseCurrency: isPlatform ? null : (books.organisation?.baseCurrency ?? null),
    isPlatform,
    balance: isPlatform ? null : balanceQuery(flow, chart),
  };
}

/**
 * The accounts that are all a sales flow's business (law F35): receivables, tax, and what the mapping books on. A bank account is
 * not: people pay their rent from it.
 */
function controlledAccounts(mapping: Mapping, chart: Chart): readonly string[] {
  const { sales, payments, rounding } = mapping.accounts;
  const mapped = [sales.default, ...Object.values(sales.byCategory), payments.default, ...Object.values(payments.byCurrency), rounding];
  const names = mapped.flatMap((account) => (account === null ? [] : [accountName(chart, account)]));
  const sold = [chart.receivable, chart.tax, ...names].filter((name) => !chart.banks.has(name));
  // A mirror of a balance may be a bank account, and is nobody else's business all the same.
  const mirrored = mapping.processor === null ? [] : processorAccounts(mapping.processor);
  const paidFrom = mapping.processor?.accounts.topUps ?? null;
  return [...new Set([...sold, ...mirrored.filter((account) => account !== paidFrom).map((account) => accountName(chart, account))])];
}

const triesToReadBoth = 3;

async function readBoth(
  ports: ProvePorts,
  query: ProofQuery,
  target: Opened,
  books: LedgerFacts,
): Promise<BothSides & { readonly ledger: LedgerMovement }> {
  for (let tries = 1; ; tries += 1) {
    const both = await readFacts(ports, query, target, books);
    const { facts } = both;
    const ledger = await readLedger(query, facts, target, books);
    const closed = { ...query, throughMonth: facts.throughMonth };
    const isSettled = ledger.is !== 'read' || targetOf(await ports.proofs.totals(closed)) === targetOf(facts);
    if (isSettled || tries === triesToReadBoth) return { ...both, ledger };
  }
}

interface BothSides {
  readonly facts: ProofFacts;
  readonly arrivals: Arrivals;
  readonly sinceStart: readonly KeyFacts[];
}

/** Both sides in one state, and what has arrived since, booked as it was in that state. */
async function readFacts(ports: Omit<ProvePorts, 'chance'>, query: ProofQuery, target: Opened, books: LedgerFacts): Promise<BothSides> {
  for (let tries = 1; ; tries += 1) {
    const facts = await ports.proofs.facts(query);
    const known = { flow: query.flow, target, facts: books };
    const arrivals = await arrivalsOf(ports, known, facts.keys);
    const { keys } = facts.sinceStart;
    const sinceStart = keys === facts.keys ? arrivals : await arrivalsOf(ports, known, keys);
    if ((arrivals.isCurrent && sinceStart.isCurrent) || tries === triesToReadBoth) return { facts, arrivals, sinceStart: sinceStart.keys };
  }
}

const targetOf = (facts: Pick<ProofFacts, 'totals'>): string => JSON.stringify(facts.totals.filter(({ side }) => side === 'target'));

async function readLedger(query: ProofQuery, facts: ProofFacts, target: Opened, books: LedgerFacts): Promise<LedgerMovement> {
  const { accountMovement } = target.session;
  if (query.isPlatform || accountMovement === null) return { is: 'none' };
  const { throughMonth } = facts;
  try {
    const movements = await accountMovement(firstDayOf(query.fromMonth), lastDayOf(throughMonth));
    const period = { fromMonth: query.fromMonth, throughMonth };
    const foreign = foreignMovements({
      records: facts.foreign,
      chart: chartOf(books.accounts),
      baseCurrency: query.baseCurrency ?? '',
      period,
    });
    return { is: 'read', movements, foreign };
  } catch (error) {
    // A proof without the ledger's own figures says so; it is not an error of the command.
    return { is: 'not read', why: error instanceof Error ? error.message : String(error) };
  }
}

interface Gathered extends BothSides {
  readonly ledger: LedgerMovement;
  readonly books: LedgerFacts;
  readonly now: Instant;
}

function inputOf(query: ProofQuery, { facts, arrivals, sinceStart, ledger, books, now }: Gathered): Parameters<typeof prove>[0] {
  const chart = chartOf(books.accounts);
  const side = (name: 'source' | 'otherFlows' | 'target') =>
    facts.totals.filter((total) => total.side === name && (!query.isPlatform || total.account === wholeDocument));
  const postings = query.isPlatform
    ? (record: AnyRecord) => wholesOf(postingsOf(record, chart))
    : (record: AnyRecord) => postingsOf(record, chart);
  return {
    flow: query.flow.flow,
    period: { fromMonth: query.fromMonth, throughMonth: facts.throughMonth },
    startsOn: query.flow.startsOn,
    madeAt: now,
    baseCurrency: query.baseCurrency ?? '',
    kinds: query.kinds,
    chart,
    controlled: query.controlled,
    source: [...side('source'), ...arrivals.totals.filter(({ account }) => !query.isPlatform || account === wholeDocument)],
    otherFlows: query.isPlatform ? [] : side('otherFlows'),
    target: query.isPlatform ? totalsDelta([], facts.linked.flatMap(postings)) : side('target'),
    hasMoreArrived: facts.hasMoreArrived,
    cases: [...arrivals.keys.map((key) => sourceCase(key, query, postings)), ...facts.unlinked.map(ledgerCase)],
    counts: facts.counts,
    ledger,
    ...(facts.balance === null
      ? {}
      : {
          controls: {
            inputs: controlInputs(facts.balance, { flow: query.flow, chart, throughMonth: facts.throughMonth, keys: sinceStart }),
            cases: [...sinceStart.map((key) => sourceCase(key, query, postings)), ...facts.sinceStart.unlinked.map(ledgerCase)],
          },
        }),
  };
}

type PostingsOf = (record: AnyRecord) => readonly Posting[];

/** A platform's documents are compared by their totals: it has no accounts. */
const wholesOf = (postings: readonly Posting[]): readonly Posting[] => postings.filter(({ account }) => account === wholeDocument);

function sourceCase(key: KeyFacts, { isPlatform }: ProofQuery, postings: PostingsOf): Case {
  return {
    from: 'source',
    flow: key.flow,
    key: { kind: key.kind, id: key.id },
    number: key.number,
    source: isPlatform ? wholesOf(key.postings) : key.postings,
    standing: { state: key.state, cause: key.cause, detail: key.detail },
    hold: key.hold,
    write: key.write === null ? null : { state: writeState(key.write.state), message: key.write.message },
    isAccepted: key.isAccepted,
    parts: key.links.map((link) => partOf(link, isPlatform, postings)),
  };
}

const writeState = (state: string): 'sent' | 'refused' | 'other' => (state === 'sent' || state === 'refused' ? state : 'other');

function partOf({ targetKind, targetId, origin, wanted, seen }: LinkFacts, isPlatform: boolean, postings: PostingsOf): Part {
  const there = seen === null || seen.isGone ? [] : isPlatform ? postings(seen.record) : seen.postings;
  const number = seen !== null && 'number' in seen.record ? seen.record.number : null;
  const lines = 'lines' in wanted ? wanted.lines.length : 1;
  return { kind: targetKind, id: targetId, number, origin, state: stateOf(seen), wanted: postings(wanted), seen: there, lines };
}

function stateOf(seen: LinkFacts['seen']): Part['state'] {
  if (seen === null) return 'unseen';
  if (seen.isGone) return 'void';
  const state = 'state' in seen.record ? seen.record.state : 'made';
  return state === 'void' || state === 'draft' ? state : 'made';
}

const ledgerCase = (unlinked: UnlinkedFacts): Case => ({
  from: 'ledger',
  target: { kind: unlinked.kind, id: unlinked.id },
  number: unlinked.number,
  day: unlinked.day,
  seen: unlinked.postings,
  isReferenced: unlinked.isReferenced,
  twin: unlinked.twin,
  settles: unlinked.settles,
});
