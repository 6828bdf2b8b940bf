import { add, amount, decimal, isZero, subtract, zero } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import { firstDayOf, lastDayOf } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { lookupOf } from '../core/lookup.ts';
import { bookedOn } from '../core/records.ts';
import type { Desire, KeyName } from '../booking/desire.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { chartOf } from '../proof/chart.ts';
import type { Chart } from '../proof/chart.ts';
import { wholeDocument } from '../proof/posting.ts';
import { postingsOf } from '../proof/postings.ts';
import { desireAll, todayOf } from './desires.ts';
import type { Desired } from './desires.ts';
import { ledgerFacts, ledgerOf, readClosedThrough } from './facts.ts';
import type { Engine } from './parts.ts';
import { planParts } from './plans.ts';
import type { Flow, FlowScope } from './ports.ts';

/** What another version of a mapping would do to the documents of one month. Nothing is written by asking. */
export interface MappingEffect {
  readonly flow: string;
  /** 'YYYY-MM' */
  readonly month: string;
  readonly documents: number;
  readonly changes: readonly DocumentChange[];
  /** What the month's documents move on each account, debits positive: booked by the mapping of now, and by the other. */
  readonly movements: readonly MovementChange[];
}

export interface DocumentChange {
  readonly key: KeyName;
  readonly number: string | null;
  readonly bookedOn: Day | null;
  readonly currency: string | null;
  readonly gross: Amount | null;
  readonly fields: readonly FieldChange[];
  /** What the engine would do at once: what is posted keeps its coding, because that is the ledger's after posting. */
  readonly outcome: 'make it' | 'change it' | 'take it back' | 'ask' | 'leave it out' | 'wait' | 'leave it as it is';
}

export interface FieldChange {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export interface MovementChange {
  readonly account: string;
  readonly currency: string;
  readonly before: Amount;
  readonly after: Amount;
  readonly change: Amount;
}

export interface EffectPorts {
  readonly engine: Engine;
  /** The keys of a flow whose source records are dated between two days, both included. */
  keysBetween(flow: Flow, from: Day, through: Day): Promise<readonly KeyName[]>;
}

/** Keys that are looked at together. */
const atOnce = 200;

/** Books the documents of a month twice, by the mapping of now and by another one, and compares. Throws when there is no such flow. */
export async function mappingEffect(
  ports: EffectPorts,
  asked: FlowScope & { readonly month: string; readonly mapping: Mapping },
): Promise<MappingEffect> {
  const { engine } = ports;
  const flow = await engine.store.flow(asked);
  if (flow === null) throw new Error(`There is no flow '${asked.flow}'.`);
  const target = await engine.open(flow.organisation, flow.target);
  const facts = await ledgerFacts(engine.store, flow.organisation, ledgerOf(flow, target));
  const closedThrough = target.manifest.role === 'ledger' ? await readClosedThrough(target) : null;
  const chart = chartOf(facts.accounts);
  const keys = await ports.keysBetween(flow, firstDayOf(asked.month), lastDayOf(asked.month));
  const other: Flow = { ...flow, mapping: asked.mapping };
  const inputs = { flow: other, target, today: todayOf(facts, engine.clock.now()), closedThrough, candidates: new Map() };
  const changes: DocumentChange[] = [];
  const [before, after] = [movementsOf(chart), movementsOf(chart)];
  for (let at = 0; at < keys.length; at += atOnce) {
    const situations = await engine.store.situations(flow, keys.slice(at, at + atOnce));
    const now = await desireAll(engine, { flow, target, facts, presumes: true }, situations);
    const then = await desireAll(engine, { flow: other, target, facts, presumes: true }, situations);
    now.forEach((one, index) => {
      const next = then[index];
      if (next === undefined) return;
      before.count(one.desire);
      after.count(next.desire);
      const fields = changedFields(linesOf(one.desire), linesOf(next.desire));
      if (fields.length > 0) changes.push({ ...nameOf(one), fields, outcome: consequence(next, planParts(next, inputs)) });
    });
  }
  return { flow: flow.flow, month: asked.month, documents: keys.length, changes, movements: compare(before.sums, after.sums) };
}

function nameOf({ situation, record }: Desired): Pick<DocumentChange, 'key' | 'number' | 'bookedOn' | 'currency' | 'gross'> {
  const facts = record === null ? null : lookupOf(record);
  return {
    key: situation.key,
    number: facts?.number ?? null,
    bookedOn: record === null ? null : bookedOn(record),
    currency: facts?.currency ?? null,
    gross: facts?.gross ?? null,
  };
}

function consequence({ desire, situation }: Desired, parts: ReturnType<typeof planParts>): DocumentChange['outcome'] {
  if (desire.is === 'held' || parts.some(({ plan }) => plan.do === 'hold')) return 'ask';
  if (desire.is === 'waiting') return 'wait';
  if (desire.is === 'excluded') return situation.links.some((link) => link.state === 'live') ? 'leave it as it is' : 'leave it out';
  if (parts.some(({ plan }) => plan.do === 'remove')) return 'take it back';
  if (parts.some(({ plan }) => plan.do === 'create')) return 'make it';
  if (parts.some(({ plan }) => plan.do === 'update')) return 'change it';
  return 'leave it as it is';
}

/** What a desire says, as named lines of text that can be compared. */
function linesOf(desire: Desire): ReadonlyMap<string, string> {
  switch (desire.is) {
    case 'excluded':
      return new Map([['booked', `left out: ${desire.rule}`]]);
    case 'waiting':
      return new Map([['booked', `waits: ${desire.why}`]]);
    case 'held':
      return new Map([['booked', `asks: ${desire.question.text}`]]);
    case 'wanted':
      return new Map([
        ['booked', 'yes'],
        ...desire.parts.flatMap((want) => {
          const name = want.part === 'main' ? '' : `${want.part} `;
          const losses = want.losses.map((loss, index): [string, string] => [`${name}loss ${index + 1}`, `${loss.field}: ${loss.why}`]);
          return [...valuesOf(want.record, name), ...losses];
        }),
      ]);
  }
}

/** Every value within a record, named by where it stands: 'line 1 account'. */
function valuesOf(value: unknown, name: string): [string, string][] {
  if (value === null || typeof value !== 'object') return [[name.trim(), String(value)]];
  if (Array.isArray(value)) return value.flatMap((each: unknown, index) => valuesOf(each, `${singular(name)}${index + 1} `));
  return Object.entries(value).flatMap(([key, inner]) => valuesOf(inner, `${name}${wordsOf(key)} `));
}

const ofMany: Readonly<Record<string, string>> = { lines: 'line', taxes: 'tax', allocations: 'allocation', components: 'component' };

/** 'unitPrice' is 'unit price'. */
const wordsOf = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** 'main lines ' is a list, of which one is 'main line '. */
const singular = (name: string): string => name.replace(/(\w+) $/, (_, last: string) => `${ofMany[last] ?? last} `);

function changedFields(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly FieldChange[] {
  const [was, will] = [before.get('booked') ?? '', after.get('booked') ?? ''];
  if (was !== will) return [{ field: 'booked', before: was, after: will }];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((field) => {
    const [left, right] = [before.get(field) ?? '', after.get(field) ?? ''];
    return left === right ? [] : [{ field, before: left, after: right }];
  });
}

function movementsOf(chart: Chart) {
  const sums = new Map<string, { readonly account: string; readonly currency: string; by: Decimal }>();
  return {
    sums,
    count: (desire: Desire): void => {
      if (desire.is !== 'wanted') return;
      for (const posting of desire.parts.flatMap(({ record }) => postingsOf(record, chart))) {
        if (posting.account === wholeDocument) continue;
        const cell = `${posting.account} ${posting.currency}`;
        const there = sums.get(cell) ?? { account: posting.account, currency: posting.currency, by: zero };
        sums.set(cell, { ...there, by: add(there.by, decimal(posting.amount)) });
      }
    },
  };
}

type Sums = ReturnType<typeof movementsOf>['sums'];

function compare(before: Sums, after: Sums): readonly MovementChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((cell) => {
    const [was, will] = [before.get(cell), after.get(cell)];
    const either = was ?? will;
    const change = subtract(will?.by ?? zero, was?.by ?? zero);
    if (either === undefined || isZero(change)) return [];
    const { account, currency } = either;
    return [{ account, currency, before: amount(was?.by ?? zero), after: amount(will?.by ?? zero), change: amount(change) }];
  });
}
