import { fingerprint } from '../core/fingerprint.ts';
import { addDays } from '../core/day.ts';
import type { Day, Instant } from '../core/day.ts';
import type { InvoiceDraft } from './book.ts';
import { firstFrom, invoiceOf, nextDays } from './recurring.ts';
import type { Occurrence, RecurringDraft } from './recurring.ts';
import { previewInvoice } from './preview.ts';
import { Refusal } from './refusal.ts';
import type { RefusalAnswer } from './refusal.ts';
import type { Billing } from './service.ts';

/** A recurring invoice as the book keeps it. */
export interface Recurring {
  readonly id: string;
  readonly version: number;
  readonly draft: RecurringDraft;
  /** `paused` makes nothing until it is resumed, and then nothing for the days in between. */
  readonly state: 'active' | 'paused' | 'ended';
  readonly next: Occurrence | null;
}

/** One invoice of a schedule: intended before it is made, so that its day is never made twice and never forgotten. */
export interface RecurringRun {
  readonly recurring: string;
  readonly on: Day;
  /** Counts the tries of which each but the last was refused. */
  readonly attempt: number;
  readonly draft: InvoiceDraft;
  readonly outcome: RunOutcome | null;
}

export type RunOutcome =
  | { readonly state: 'made'; readonly invoice: string; readonly number: string | null }
  | { readonly state: 'refused'; readonly refusal: RefusalAnswer };

/** What recurring invoices need from the database. */
export interface RecurringStore {
  list(organisation: string): Promise<readonly Recurring[]>;
  find(organisation: string, id: string): Promise<Recurring | null>;
  /** Newest first. */
  runs(organisation: string, id: string, atMost: number): Promise<readonly RecurringRun[]>;
  /** False when there is one of that id. */
  add(organisation: string, recurring: Recurring, now: Instant): Promise<boolean>;
  /** False when it is not the version before any more. Refused runs are tried again with the new content. */
  replace(organisation: string, recurring: Recurring): Promise<boolean>;
  /** Intends one invoice that is due, moves its schedule on, and says whether there was one. A refused run holds up its schedule. */
  intend(organisation: string, today: Day, now: Instant): Promise<boolean>;
  intended(organisation: string): Promise<readonly RecurringRun[]>;
  settle(organisation: string, run: RecurringRun, outcome: RunOutcome): Promise<void>;
  /** Of all organisations: those with a schedule that is active, or a run under way. */
  organisations(): Promise<readonly string[]>;
}

export interface RecurringService {
  list(organisation: string): Promise<readonly Recurring[]>;
  find(organisation: string, id: string): Promise<Recurring>;
  runs(organisation: string, id: string): Promise<readonly RecurringRun[]>;
  /** Under a key that was used before: the one that was made then. */
  add(organisation: string, draft: RecurringDraft, key?: string | null): Promise<Recurring>;
  change(organisation: string, id: string, change: { readonly version: number; readonly draft: RecurringDraft }): Promise<Recurring>;
  setState(organisation: string, id: string, state: Recurring['state']): Promise<Recurring>;
  /** Makes every invoice that is due by the organisation's day, each dated on its own day. Returns how many. */
  makeDue(organisation: string): Promise<number>;
  makeAllDue(): Promise<number>;
}

// More than two years of months at once is a mistyped year.
const mostAtOnce = 24;

export interface RecurringMeans {
  readonly billing: Billing;
  readonly store: RecurringStore;
  readonly now: () => Instant;
  readonly newId: () => string;
}

export function recurringService(means: RecurringMeans): RecurringService {
  const { billing, store, now, newId } = means;
  const todayOf = async (organisation: string): Promise<Day> => billing.today(await billing.settings(organisation));
  const find = async (organisation: string, id: string): Promise<Recurring> => {
    const found = await store.find(organisation, id);
    if (found === null) throw new Refusal('not-found', `recurring invoice ${id}`);
    return found;
  };
  const makeDue = async (organisation: string): Promise<number> => {
    const today = await todayOf(organisation);
    let made = 0;
    do for (const run of await store.intended(organisation)) made += await make(means, organisation, run);
    while (await store.intend(organisation, today, now()));
    return made;
  };
  return {
    list: store.list,
    find,
    runs: (organisation, id) => store.runs(organisation, id, 100),
    add: async (organisation, draft, key = null) => {
      await check(billing, organisation, draft, await todayOf(organisation));
      const next = firstFrom(draft, draft.startsOn);
      const added: Recurring = { id: `rec_${key === null ? newId() : idOf(key)}`, version: 1, draft, ...standing('active', next) };
      if (await store.add(organisation, added, now())) return added;
      const known = await find(organisation, added.id);
      if (fingerprint(known.draft) === fingerprint(draft) || known.version > 1) return known;
      throw new Refusal('key-reused', key);
    },
    change: async (organisation, id, { version, draft }) => {
      const before = await find(organisation, id);
      if (before.version !== version) throw new Refusal('version-moved', `version ${version}`, `version ${before.version}`);
      await check(billing, organisation, draft, await todayOf(organisation));
      const next = await nextOf(store, organisation, { id, draft, from: draft.startsOn });
      return replace(store, organisation, { ...before, draft, ...standing(before.state === 'paused' ? 'paused' : 'active', next) });
    },
    setState: async (organisation, id, state) => {
      const before = await find(organisation, id);
      const next = await nextOf(store, organisation, { id, draft: before.draft, from: await todayOf(organisation) });
      return before.state === state && state !== 'active'
        ? before
        : replace(store, organisation, { ...before, ...(before.state === 'active' && state === 'active' ? {} : standing(state, next)) });
    },
    makeDue,
    makeAllDue: async () => {
      let made = 0;
      const troubles: unknown[] = [];
      // One organisation's trouble must not keep the others' invoices.
      for (const organisation of await store.organisations()) {
        const done = await makeDue(organisation).catch((cause: unknown) => {
          troubles.push(cause);
          return 0;
        });
        made += done;
      }
      if (troubles.length > 0) throw new AggregateError(troubles, `${troubles.length} organisations: ${String(troubles[0])}`);
      return made;
    },
  };
}

/** The id is made of the key, so that a repetition finds what the first one made, however close they come. */
const idOf = (key: string): string => fingerprint(['recurring invoice', key]).slice(0, 32);

/** Only what is active has a next day, and what has none left has ended. */
const standing = (wanted: Recurring['state'], next: Occurrence | null): Pick<Recurring, 'state' | 'next'> =>
  wanted !== 'active' ? { state: wanted, next: null } : next === null ? { state: 'ended', next: null } : { state: 'active', next };

/** What was made stays made: a schedule that is changed or resumed goes on after its last invoice. */
async function nextOf(
  store: RecurringStore,
  organisation: string,
  { id, draft, from }: { readonly id: string; readonly draft: RecurringDraft; readonly from: Day },
): Promise<Occurrence | null> {
  const [last] = await store.runs(organisation, id, 1);
  return firstFrom(draft, last === undefined || last.on < from ? from : addDays(last.on, 1));
}

async function replace(store: RecurringStore, organisation: string, after: Recurring): Promise<Recurring> {
  const next = { ...after, version: after.version + 1 };
  if (!(await store.replace(organisation, next))) throw new Refusal('version-moved', `version ${after.version}`);
  return next;
}

async function check(billing: Billing, organisation: string, draft: RecurringDraft, today: Day): Promise<void> {
  if (draft.endsOn !== null && draft.endsOn < draft.startsOn)
    throw new Refusal('invalid-request', `the end ${draft.endsOn}`, `${draft.startsOn} or later`);
  const past = nextDays(draft, 0, mostAtOnce + 1).filter((day) => day < today);
  if (past.length > mostAtOnce)
    throw new Refusal(
      'invalid-request',
      `a first day of ${draft.startsOn}`,
      `a day from which at most ${mostAtOnce} invoices are due by now`,
    );
  await previewInvoice(billing, organisation, invoiceOf(draft, draft.startsOn));
}

/** The key is the same on every repetition, so a run whose answer was lost finds the invoice that it made. */
async function make({ billing, store }: RecurringMeans, organisation: string, run: RecurringRun): Promise<number> {
  const key = `tieout:recurring:${run.recurring}:${run.on}:${run.attempt}`;
  const [result] = await billing.create(organisation, 'invoice', [run.draft], key);
  if (result === undefined) throw new Error('an invoice was neither made nor refused');
  if (result.state === 'refused') await store.settle(organisation, run, { state: 'refused', refusal: result.refusal });
  else await store.settle(organisation, run, { state: 'made', invoice: result.kept.record.id, number: result.kept.record.number });
  return result.state === 'made' ? 1 : 0;
}
