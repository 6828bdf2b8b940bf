import { dayIn } from '../core/day.ts';
import type { Day, Instant } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import type { AnyRecord } from '../core/records.ts';
import { desire, isOpening } from '../booking/book.ts';
import { ownContact } from '../booking/contacts.ts';
import { counterSale, processorContact } from '../booking/context.ts';
import type { BookingContext, Linked } from '../booking/context.ts';
import type { Desire, KeyName, QuestionCode } from '../booking/desire.ts';
import { movedTo } from '../booking/moved.ts';
import { isVoid } from '../plan/plan.ts';
import { accountName, chartOf } from '../proof/chart.ts';
import { abilitiesOf } from './facts.ts';
import { withSurvivors } from './merged.ts';
import { documentsOf } from './order-port.ts';
import type { Engine, LedgerFacts, Opened } from './parts.ts';
import type { Flow, Observed, Situation } from './ports.ts';

export interface Desired {
  readonly situation: Situation;
  readonly record: AnyRecord | null;
  readonly desire: Desire;
  readonly isOpening: boolean;
  /** The documents it names that had no link when this was reckoned; another worker may have made one since. */
  readonly missing: readonly KeyName[];
}

/** What is asked while reckoning: nothing is written, and nobody outside is called. */
export type Knowing = Pick<Engine, 'store'> & { readonly clock: Pick<Engine['clock'], 'now'> };

/** What each key's record should be in the target. Asks the store once for all the links that booking needs. */
export async function desireAll(
  engine: Knowing,
  { flow, target, facts, presumes = false }: Pick<Known, 'flow' | 'target' | 'facts'> & Partial<Pick<Known, 'presumes'>>,
  situations: readonly Situation[],
): Promise<readonly Desired[]> {
  const needed = situations.flatMap((situation) => referencesOf(recordOf(situation, flow)));
  // Asked before the links: what is answered in between has its link by then.
  const isUnderWay = target.manifest.role === 'platform' && needed.length > 0 && (await engine.store.isUnderWay(flow));
  const links = await linkIndex(engine, flow, [...needed, ...situations.map((situation) => situation.key)]);
  // A balance transaction that a payout names is read for its day, in the ledger or not.
  const missing = needed.filter(
    ({ kind, id }) => kind === 'balanceTransaction' || (kind !== 'contact' && !links.has(`${kind} ${id} main`)),
  );
  const known: Known = {
    flow,
    presumes,
    target,
    facts,
    abilities: abilitiesOf(target),
    today: todayOf(facts, engine.clock.now()),
    links,
    others: new Map((await engine.store.situations(flow, missing)).map((other) => [`${other.key.kind} ${other.key.id}`, other])),
    archived: await archivedContacts(engine, flow, situations, links),
    percents: await sourcePercents(engine, flow),
    isUnderWay,
  };
  const desired = situations.map((situation): Desired => {
    const record = recordOf(situation, flow);
    const context = contextFor(known, situation);
    const isEarly = record !== null && isOpening(record, context);
    const unlinked = record === null ? [] : documentsOf(record).filter((name) => context.linked(name) === null);
    return { situation, record, desire: desireOne(situation, record, context), isOpening: isEarly, missing: unlinked };
  });
  return withSurvivors(engine, flow, desired);
}

/** What all keys of a turn share. */
interface Known {
  readonly flow: Flow;
  /** True for a preview: what a document names is taken to be there already, so that the document itself is seen. */
  readonly presumes: boolean;
  readonly target: Opened;
  readonly facts: LedgerFacts;
  readonly abilities: BookingContext['abilities'];
  readonly today: Day;
  readonly links: LinkIndex;
  /** The documents that these keys name and that the target does not have, and the transactions that payouts name. */
  readonly others: ReadonlyMap<string, Situation>;
  readonly archived: ReadonlySet<string>;
  /** Of the source's tax rates, by id; empty where no rule of the mapping asks for a percentage. */
  readonly percents: ReadonlyMap<string, Amount>;
  readonly isUnderWay: boolean;
}

/** Read only for a mapping that tells rates apart by their percentage: for all others it would be one more query a turn. */
async function sourcePercents(engine: Knowing, { organisation, source, mapping }: Flow): Promise<ReadonlyMap<string, Amount>> {
  if (mapping.taxes.every(({ percent }) => percent === null)) return new Map();
  const observed = await engine.store.records(organisation, source, ['taxRate']);
  return new Map(observed.flatMap(({ record }) => (record.kind === 'taxRate' ? [[record.id, record.percent] as const] : [])));
}

/** The customers of documents that are to be made, as far as the target has archived them. */
async function archivedContacts(
  engine: Knowing,
  flow: Flow,
  situations: readonly Situation[],
  links: LinkIndex,
): Promise<ReadonlySet<string>> {
  const ids = situations.flatMap((situation) => {
    const record = recordOf(situation, flow);
    const isNew = !situation.links.some((link) => link.part === 'main');
    if (!isNew || (record?.kind !== 'invoice' && record?.kind !== 'creditNote')) return [];
    return links.get(`contact ${record.contact ?? counterSale} main`)?.id ?? [];
  });
  if (ids.length === 0) return new Set();
  const observed = await engine.store.records(flow.organisation, flow.target, 'contact', [...new Set(ids)]);
  return new Set(
    observed.flatMap(({ record }) =>
      record.kind === 'contact' && record.state === 'archived' && record.mergedInto === null ? [record.id] : [],
    ),
  );
}

export const todayOf = (facts: LedgerFacts, now: Instant): Day => dayIn(facts.organisation?.timeZone ?? 'UTC', now);

/** The source record of a key; the contacts that stand for counter sales and for a processor are ours and come from the mapping. */
function recordOf(situation: Situation, flow: Flow): AnyRecord | null {
  if (situation.key.kind === 'contact' && situation.key.id === counterSale) {
    const name = flow.mapping.contacts.whenMissing;
    return name === null ? null : ownContact(counterSale, name);
  }
  if (situation.key.kind === 'contact' && situation.key.id === processorContact) {
    const { processor } = flow.mapping;
    return processor === null ? null : ownContact(processorContact, processor.contact);
  }
  const { source } = situation;
  return source === null || source.goneAt !== null ? null : source.record;
}

function desireOne(situation: Situation, record: AnyRecord | null, context: BookingContext): Desire {
  if (situation.isEcho) return { is: 'excluded', rule: 'born on the other side', why: 'it came from there' };
  const out = situation.rulings.find((ruling) => ruling.action.do === 'exclude');
  if (out?.action.do === 'exclude') return { is: 'excluded', rule: 'left out by a person', why: out.action.because };
  if (record === null) return goneDesire(situation);
  if (record.id !== situation.key.id) throw new Error(`the record ${record.id} was found under the key ${situation.key.id}`);
  const wished = withoutAnswered(desire(record, context), situation, context);
  const moved = situation.rulings.find((ruling) => ruling.action.do === 'moveTo')?.action;
  if (wished.is !== 'wanted' || moved?.do !== 'moveTo') return wished;
  return { ...wished, parts: wished.parts.map((want) => movedTo(want, moved.day)) };
}

/**
 * What is asked beside a booking (law F17) is answered by a person who says that it may stay so, and by one who codes it in the
 * ledger, which is the ledger's people's business (law F41).
 */
function withoutAnswered(wished: Desire, situation: Situation, { ledger }: BookingContext): Desire {
  if (wished.is !== 'wanted' || !wished.asks) return wished;
  const chart = chartOf(ledger.accounts);
  const codedTo = (record: AnyRecord | undefined): string =>
    record?.kind === 'bankTransaction' ? record.lines.map((line) => accountName(chart, line.account)).join(' ') : '';
  const isCoded = situation.links.some(({ wanted, seen }) => seen !== null && codedTo(wanted) !== codedTo(seen.record));
  const isLeft = situation.rulings.some((ruling) => ruling.action.do === 'acceptTarget');
  return isCoded || isLeft ? { ...wished, asks: null } : wished;
}

/** Until somebody has taken it out of the ledger. */
const stands = ({ state, seen }: Situation['links'][number]): boolean =>
  state === 'live' && !(seen !== null && (seen.goneAt !== null || isVoid(seen.record)));

/** Invariant 12: a record that is missing is not void. What stands in the ledger stays until a person says otherwise. */
const goneDesire = (situation: Situation): Desire =>
  situation.links.some(stands)
    ? {
        is: 'held',
        question: {
          code: 'gone at the source',
          text: 'The source no longer shows this record, and its document stands in the ledger.',
          evidence: { ledger: situation.links.map((link) => link.targetId).join(', ') },
          fixes: [
            { id: 'retry', label: 'It is back at the source: look again', action: { do: 'retry' } },
            { id: 'exclude', label: 'Leave the ledger as it is', action: { do: 'exclude', because: 'gone at the source' } },
          ],
        },
      }
    : {
        is: 'excluded',
        rule: 'gone at the source',
        why: situation.links.length === 0 ? 'it was removed at the source before it was sent' : 'it was taken out of the ledger as well',
      };

function contextFor(known: Known, situation: Situation): BookingContext {
  const { flow, target, facts, abilities, today, links, others, archived, percents, presumes, isUnderWay } = known;
  const useContact = situation.rulings.find((ruling) => ruling.action.do === 'useContact')?.action;
  const context: BookingContext = {
    organisation: flow.organisation,
    agreement: flow.agreement,
    targetRole: target.manifest.role,
    mapping: flow.mapping,
    startsOn: flow.startsOn,
    today,
    ledger: facts,
    abilities,
    linked: (name, part = 'main') =>
      name.kind === 'contact' && useContact?.do === 'useContact'
        ? { kind: 'contact', id: useContact.targetId }
        : (links.get(`${name.kind} ${name.id} ${part}`) ?? (presumes && part === 'main' ? name : null)),
    asked: (part) => situation.links.find((link) => link.part === part)?.wanted ?? null,
    seen: (part) => situation.links.find((link) => link.part === part)?.seen?.record ?? null,
    shown: ({ kind, id }) => others.get(`${kind} ${id}`)?.source?.record ?? null,
    sourcePercent: (rate) => percents.get(rate) ?? null,
    isExcluded: ({ kind, id }) => {
      const other = others.get(`${kind} ${id}`);
      return other !== undefined && other.links.length === 0 && isLeftOut(other, flow, context);
    },
    isUnderWay,
    isDoubted: ({ kind, id }) => doubts.has(others.get(`${kind} ${id}`)?.hold?.code ?? ''),
    isArchived: (contact) => archived.has(contact),
  };
  return context;
}

const doubts: ReadonlySet<string> = new Set(['several candidates', 'candidate differs'] satisfies QuestionCode[]);

/** Whether a document that another one names is left out by a rule, by a person, or because of its day. */
function isLeftOut(other: Situation, flow: Flow, context: BookingContext): boolean {
  const record = recordOf(other, flow);
  if (record === null) return false;
  return desireOne(other, record, { ...context, asked: () => null, seen: () => null }).is === 'excluded';
}

type LinkIndex = ReadonlyMap<string, Linked>;

async function linkIndex(engine: Knowing, flow: Flow, names: readonly KeyName[]): Promise<LinkIndex> {
  const unique = [...new Map(names.map((name) => [`${name.kind} ${name.id}`, name])).values()];
  const counterparts = await engine.store.counterparts(flow, flow.source, unique);
  // Customers that the ledger has merged are one there and several here: it stands for whoever was linked first.
  return new Map(
    counterparts.toReversed().map(({ kind, id, part, otherKind, otherId }) => [`${kind} ${id} ${part}`, { kind: otherKind, id: otherId }]),
  );
}

/** The records that this one names: whose links booking will ask for. */
function referencesOf(record: AnyRecord | null): readonly KeyName[] {
  if (record === null) return [];
  const contact = (id: string | null): readonly KeyName[] => [{ kind: 'contact', id: id ?? counterSale }];
  switch (record.kind) {
    case 'invoice':
    case 'creditNote':
      return contact(record.contact);
    case 'payment':
      return [...contact(record.contact), ...record.allocations.map(({ invoice }) => ({ kind: 'invoice', id: invoice }) as const)];
    case 'refund':
      return record.creditNote === null ? [] : [{ kind: 'creditNote', id: record.creditNote }];
    case 'allocation':
      return [
        { kind: record.from.kind === 'creditNote' ? 'creditNote' : 'payment', id: record.from.id },
        { kind: 'invoice', id: record.invoice },
      ];
    case 'balanceTransaction':
      return [
        ofProcessor,
        ...(record.contact === null ? [] : contact(record.contact)),
        ...record.invoices.map(({ invoice }) => ({ kind: 'invoice', id: invoice }) as const),
        ...(record.creditNote === null ? [] : [{ kind: 'creditNote', id: record.creditNote } as const]),
      ];
    case 'payout':
      return [ofProcessor, ...(record.back === null ? [] : [{ kind: 'balanceTransaction', id: record.back } as const])];
    case 'settlement':
    case 'dispute':
      return [ofProcessor];
    case 'statementLine':
      return record.booked?.does === 'code' ? contact(record.booked.contact) : [];
    case 'contact':
    case 'item':
    case 'bankTransaction':
    case 'transfer':
    case 'journal':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
      return [];
  }
}

const ofProcessor: KeyName = { kind: 'contact', id: processorContact };

export const standOf = (observed: Observed) => ({
  record: observed.record,
  version: observed.version,
  reference: observed.reference,
  isGone: observed.goneAt !== null,
});
