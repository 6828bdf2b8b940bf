import type { AnyRecord } from '../core/records.ts';
import { settleMerges } from './clean-up-merge.ts';
import type { Flow } from './ports.ts';
import type { Walkable } from './reading-port.ts';
import type { SettingUp } from './setup.ts';
import type { Walked } from './setup-port.ts';
import { walkPatiently } from './setup-patience.ts';
import { SetupProblem } from './setup-problem.ts';
import type { Walk } from './test-invoice.ts';

/** Walks one document through, and keeps what both sides showed. `named`: its number or id; null: the newest that the flow takes. */
export async function walkSetup(up: SettingUp, flow: Flow, named: string | null): Promise<Walked> {
  const { engine, organisation, setups } = up;
  const found = await documentToWalk(up, flow, named);
  await mergeCustomerFirst(up, flow, found);
  const report = await walkPatiently(up, flow, found);
  const names = await contactNames(up, flow, report.fields);
  const shown = (value: string): string => names.get(value) ?? value;
  const walked: Walked = {
    at: engine.clock.now(),
    kind: found.kind,
    id: found.id,
    number: found.number,
    gross: found.gross,
    currency: found.currency,
    passed: report.passed,
    stopped: report.stopped,
    fields: report.fields.map((field) => ({ ...field, asked: shown(field.asked), ledger: shown(field.ledger) })),
  };
  await setups.keepWalked({ organisation, flow: flow.flow }, walked);
  return walked;
}

/** The named one; otherwise the one among the newest that shows most. */
async function documentToWalk(up: SettingUp, flow: Flow, named: string | null): Promise<Walkable> {
  const { organisation, reading, readings } = up;
  await readings.readSoon({ organisation, connection: flow.source });
  const walkable = await reading.walkable(organisation, flow.source, named);
  const fitting = walkable.filter(({ bookedOn }) => bookedOn !== null && bookedOn >= flow.startsOn);
  const [first] = fitting;
  if (first !== undefined) return fitting.length === 1 ? first : mostTelling(await withRecords(up, flow, fitting), first);
  throw new SetupProblem(
    'conflict',
    `There is no open document ${named === null ? '' : `'${named}' `}from ${flow.startsOn} on to walk through.`,
    {
      seen: walkable.length === 0 ? 'no open invoice or credit note' : `only earlier ones, such as ${walkable[0]?.number ?? ''}`,
      expected: `an open invoice or credit note dated ${flow.startsOn} or later`,
      fix: 'Make one first, or start the flow on an earlier day.',
    },
  );
}

type Candidate = { readonly walkable: Walkable; readonly record: AnyRecord };

async function withRecords({ engine, organisation }: SettingUp, flow: Flow, some: readonly Walkable[]): Promise<readonly Candidate[]> {
  const observed = await engine.store.records(
    organisation,
    flow.source,
    ['invoice', 'creditNote'],
    some.map(({ id }) => id),
  );
  return some.flatMap((walkable) => {
    const record = observed.find((each) => each.record.kind === walkable.kind && each.record.id === walkable.id)?.record;
    return record === undefined ? [] : [{ walkable, record }];
  });
}

/** An invoice with several lines, a tax and a discount says more than one without. */
function mostTelling(candidates: readonly Candidate[], otherwise: Walkable): Walkable {
  const [best] = candidates.toSorted((a, b) => shows(b.record) - shows(a.record));
  return best?.walkable ?? otherwise;
}

function shows(record: AnyRecord): number {
  if (record.kind !== 'invoice' && record.kind !== 'creditNote') return 0;
  const signs = [
    record.kind === 'invoice',
    record.lines.length > 1,
    record.totals.tax !== '0',
    record.discount !== null || record.lines.some(({ discount }) => discount !== null),
    record.contact !== null,
  ];
  return signs.filter(Boolean).length;
}

/** Its customer goes where the merge of the clean-up said; otherwise the document would stand under a contact of its own. */
async function mergeCustomerFirst(up: SettingUp, flow: Flow, { kind, id }: Walkable): Promise<void> {
  const [observed] = await up.engine.store.records(up.organisation, flow.source, kind, [id]);
  const contact = observed !== undefined && 'contact' in observed.record ? observed.record.contact : null;
  if (contact !== null) await settleMerges(up, flow, contact);
}

/** People know a customer by the name, and the ledger by an id. */
async function contactNames({ engine, organisation }: SettingUp, flow: Flow, fields: Walk['fields']): Promise<ReadonlyMap<string, string>> {
  const ids = fields.filter(({ field }) => field === 'customer').flatMap(({ asked, ledger }) => [asked, ledger]);
  const found = await engine.store.records(organisation, flow.target, 'contact', ids);
  return new Map(found.map(({ record }) => [record.id, 'name' in record ? record.name : record.id]));
}
