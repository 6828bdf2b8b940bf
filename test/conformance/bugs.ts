import type { Connector, Outcome, Step } from '../../src/contract/connector.ts';
import { xeroWith } from '../../src/connectors/xero/connector.ts';
import { asRemoved } from '../../src/connectors/xero/writing.ts';
import type { AnyRecord } from '../../src/core/records.ts';
import {
  numberedPages,
  sound,
  withOutcomes,
  withPages,
  withReaders,
  withReadersInFind,
  withRecords,
  withSession,
  withSteps,
  withWriters,
} from './planting.ts';

/** A connector that is right but for one thing, and the check that is expected to notice first. */
export interface Bug {
  readonly name: string;
  readonly connector: Connector;
  readonly noticedBy: string;
}

const isSale = (record: AnyRecord) => record.kind === 'invoice' || record.kind === 'creditNote';

export const bugs: readonly Bug[] = [
  {
    name: 'amounts go through floats',
    noticedBy: 'keeps 90071992547409.93 EUR exact',
    connector: withRecords((record) =>
      isSale(record) ? { ...record, totals: { ...record.totals, gross: String(Number(record.totals.gross)) } } : record,
    ),
  },
  {
    name: 'amounts are rounded to whole units',
    noticedBy: 'keeps 0.01 EUR exact',
    connector: withRecords((record) =>
      isSale(record) ? { ...record, totals: { ...record.totals, gross: record.totals.gross.split('.')[0] ?? '' } } : record,
    ),
  },
  {
    name: 'the second page is skipped',
    noticedBy: 'reads every record, across pages, when they changed a minute apart',
    connector: withPages(async function* (pages) {
      let count = 0;
      for await (const page of pages) {
        count += 1;
        yield count === 2 ? { ...page, seen: [] } : page;
      }
    }),
  },
  {
    name: 'only the first page is read',
    noticedBy: 'reads every record, across pages, when they changed a minute apart',
    connector: withPages(async function* (pages) {
      for await (const page of pages) {
        yield { ...page, last: true };
        return;
      }
    }),
  },
  {
    name: 'pages are numbered, whatever changes meanwhile',
    noticedBy: 'skips nothing while records change between pages, when they were made a minute apart',
    connector: numberedPages(),
  },
  {
    name: 'a record is shown once a pass, although it changed after that',
    noticedBy: 'shows a record again that changed after its page was read, in the same pass or the next',
    connector: withPages(async function* (pages) {
      const shown = new Set<string>();
      for await (const page of pages) {
        const seen = page.seen.filter(({ record }) => !shown.has(record.id));
        for (const { record } of seen) shown.add(record.id);
        yield { ...page, seen, ...(page.last ? { next: laterBy(page.next, 3600) } : {}) };
      }
    }),
  },
  {
    name: 'the next pass begins without an overlap',
    noticedBy: 'shows a record that was stamped before the pass and became visible after it',
    connector: xeroWith({ pageSize: 3, overlapSeconds: 0 }),
  },
  {
    name: 'every pass reads everything',
    noticedBy: 'a later pass shows what changed since, and not everything again',
    connector: withReaders((reader) => ({ ...reader, changes: () => reader.changes(null) })),
  },
  {
    name: 'a failed read looks like an empty list',
    noticedBy: 'reports an expired token as unauthorized, in whatever is read',
    connector: withReaders((reader) => ({ ...reader, fetch: (ids) => reader.fetch(ids).catch(() => []) })),
  },
  {
    name: 'void documents are left out when read by id',
    noticedBy: 'shows what people removed, as void or archived or gone, by id and in the next pass',
    connector: withReaders((reader) => ({
      ...reader,
      fetch: async (ids) => (await reader.fetch(ids)).filter(({ record }) => !('state' in record && record.state === 'void')),
    })),
  },
  {
    name: 'the sign of credit notes is turned',
    noticedBy: 'finds what it wrote by our reference, once, with every field as it was sent',
    connector: withRecords((record) =>
      record.kind === 'creditNote' ? { ...record, totals: { ...record.totals, gross: `-${record.totals.gross}` } } : record,
    ),
  },
  {
    name: 'days are read in the machine’s zone and fall a day early',
    noticedBy: 'finds what it wrote by our reference, once, with every field as it was sent',
    connector: withRecords((record) =>
      record.kind === 'invoice' && record.dueOn !== null ? { ...record, dueOn: record.dueOn.replace('-03', '-02') } : record,
    ),
  },
  {
    name: 'line discounts are not sent',
    noticedBy: 'finds what it wrote by our reference, once, with every field as it was sent',
    connector: withSteps((step) =>
      step.do === 'create' && step.record.kind === 'invoice'
        ? { ...step, record: { ...step.record, lines: step.record.lines.map((line) => ({ ...line, discount: null })) } }
        : step,
    ),
  },
  {
    name: 'the tax is left to the provider',
    noticedBy: 'keeps our tax where the provider would have worked out another cent',
    connector: withWriters((writer) => ({
      calls: (steps, key) =>
        writer.calls(steps, key).map((call) => ({
          ...call,
          request: {
            ...call.request,
            ...(call.request.body === undefined ? {} : { body: call.request.body.replaceAll(/,"TaxAmount":[-\d.]+/g, '') }),
          },
        })),
    })),
  },
  {
    name: 'prices are cut to two places',
    noticedBy: 'finds what it wrote by our reference, once, with every field as it was sent',
    connector: withWriters((writer) => ({
      calls: (steps, key) =>
        writer
          .calls(steps, key)
          .map((call) => ({ ...call, request: { ...call.request, path: call.request.path.replace('&unitdp=4', '') } })),
    })),
  },
  {
    name: 'our reference is not written',
    noticedBy: 'finds what it wrote by our reference, once, with every field as it was sent',
    connector: withSteps((step) => (step.do === 'create' ? { ...step, reference: `${step.reference.slice(0, -1)}2` } : step)),
  },
  {
    name: 'a look returns all that it came across',
    noticedBy: 'finds exactly the documents of the references that are asked for',
    connector: withReadersInFind(),
  },
  {
    name: 'every create is sent twice',
    noticedBy: 'finds what it wrote by our reference, once, with every field as it was sent',
    connector: withWriters((writer) => ({
      calls: (steps, key) =>
        writer
          .calls(steps, key)
          .flatMap((call, index) => [
            call,
            { ...call, request: { ...call.request, headers: { ...call.request.headers, 'idempotency-key': `other ${key(index)}` } } },
          ]),
    })),
  },
  {
    name: 'the idempotency key is not sent',
    noticedBy: 'makes one document of the same call sent twice, and answers alike',
    connector: withWriters((writer) => ({ calls: (steps, key) => writer.calls(steps, (index) => `${key(index)} ${nextNumber()}`) })),
  },
  {
    name: 'a refusal is reported as landed',
    noticedBy: 'reports a number that is taken as a conflict, and content that is wrong as invalid',
    connector: withOutcomes(landedAnyway),
  },
  {
    name: 'a 5xx is reported as refused',
    noticedBy: 'calls an answer of 5xx unknown',
    connector: withOutcomes((outcome, _step, status) =>
      status >= 500 ? { state: 'refused', reason: 'invalid', message: 'the server had an error', retryAfterSeconds: null } : outcome,
    ),
  },
  {
    name: 'the answers of a batch are read in the wrong order',
    noticedBy: 'lands the good elements of a batch and refuses the bad one, each in its place',
    connector: withWriters((writer) => ({ outcomes: (steps, response) => writer.outcomes(steps, response).toReversed() })),
  },
  {
    name: 'one bad element makes the batch unknown',
    noticedBy: 'lands the good elements of a batch and refuses the bad one, each in its place',
    connector: withWriters((writer) => ({
      outcomes: (steps, response) => {
        const outcomes = writer.outcomes(steps, response);
        return outcomes.some((outcome) => outcome.state === 'refused') && outcomes.length > 1
          ? outcomes.map((): Outcome => ({ state: 'unknown', message: 'one of them failed' }))
          : outcomes;
      },
    })),
  },
  {
    name: 'a closed period is taken for wrong content',
    noticedBy: 'reports a closed period as locked, for what is new, changed and removed, and nothing is written',
    connector: withOutcomes((outcome) =>
      outcome.state === 'refused' && outcome.reason === 'locked' ? { ...outcome, reason: 'invalid' } : outcome,
    ),
  },
  {
    name: 'throttling does not say how long to wait',
    noticedBy: 'reports throttling with the seconds to wait, and nothing is written',
    connector: withOutcomes((outcome) => (outcome.state === 'refused' ? { ...outcome, retryAfterSeconds: null } : outcome)),
  },
  {
    name: 'each document goes in a call of its own',
    noticedBy: 'fills its calls: fifty or whatever fits, in elements and in bytes',
    connector: withWriters((writer) => ({
      calls: (steps, key) =>
        steps.flatMap((step, index) => writer.calls([step], () => key(index)).map((call) => ({ ...call, elements: [index] }))),
    })),
  },
  {
    name: 'an update sends everything, and undoes what people changed',
    noticedBy: 'leaves alone what it does not change: people’s own edits since then stay',
    connector: withSteps((step) =>
      step.do === 'update' && step.record.kind === 'invoice' && step.before.kind === 'invoice'
        ? { ...step, before: { ...step.before, reference: 'something else' } }
        : step,
    ),
  },
  {
    name: 'removing does nothing and says that it was done',
    noticedBy: 'keeps a removed document findable, and removing it twice is harmless',
    connector: withWriters((writer) => ({
      calls: (steps, key) =>
        writer.calls(steps, key).map((call) => ({
          ...call,
          request: steps.some((step) => step.do === 'remove')
            ? { method: 'GET', path: '/api.xro/2.0/Organisation', headers: call.request.headers ?? {} }
            : call.request,
        })),
      outcomes: (steps, response) =>
        steps.map((step, index) =>
          step.do === 'remove'
            ? { state: 'landed', seen: asRemoved(step), warnings: [] }
            : (writer.outcomes(steps, response)[index] ?? { state: 'unknown', message: '' }),
        ),
    })),
  },
  {
    name: 'any signature on a webhook will do',
    noticedBy: 'refuses a webhook with a wrong signature, an altered body or none, and takes any of several keys',
    connector: {
      ...sound,
      nudge: (delivery) =>
        sound.nudge?.({ ...delivery, secrets: [''], hmac: () => delivery.headers['x-xero-signature'] ?? '' }) ?? {
          delivery: '',
          touched: [],
        },
    },
  },
  {
    name: 'webhooks name nothing',
    noticedBy: 'names in its webhooks what changed, for the right account',
    connector: { ...sound, nudge: (delivery) => ({ ...(sound.nudge?.(delivery) ?? { delivery: '' }), touched: [] }) },
  },
  {
    name: 'preflight finds everything in order',
    noticedBy: 'says before the first write what would be refused, and which setting to change',
    connector: withSession((session) => ({ ...session, preflight: async () => [] })),
  },
  {
    name: 'every version looks the same',
    noticedBy: 'shows a record again that changed after its page was read, in the same pass or the next',
    connector: withReaders((reader) => ({
      changes: async function* (cursor) {
        for await (const page of reader.changes(cursor)) yield { ...page, seen: page.seen.map((one) => ({ ...one, version: '0' })) };
      },
      fetch: async (ids) => (await reader.fetch(ids)).map((one) => ({ ...one, version: '0' })),
    })),
  },
  {
    name: 'movements forget that a year has ended',
    noticedBy: 'reports the movement of each account as the books have it, also across the end of a year',
    connector: withSession((session) => ({
      ...session,
      accountMovement: async (from, through) =>
        (await session.accountMovement?.(from > `${through.slice(0, 4)}-01-01` ? from : `${through.slice(0, 4)}-01-01`, through)) ?? [],
    })),
  },
];

function landedAnyway(outcome: Outcome, step: Step | undefined): Outcome {
  return outcome.state === 'refused' && step?.do === 'create'
    ? { state: 'landed', seen: { record: step.record, version: '0', reference: step.reference }, warnings: [outcome.message] }
    : outcome;
}

let numbers = 0;
const nextNumber = (): number => {
  numbers += 1;
  return numbers;
};

/** A bookmark moved on, as if the pass had begun later. */
function laterBy(next: string, seconds: number): string {
  return next.replace(/"since":(\d+)/, (_text, since: string) => `"since":${Number(since) + seconds * 1000}`);
}
