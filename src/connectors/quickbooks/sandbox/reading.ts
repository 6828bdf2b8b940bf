import { entityNamed } from './entities.ts';
import type { Entity } from './entities.ts';
import { faults } from './faults.ts';
import { isFields, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { select } from './matching.ts';
import { companyInfo, preferences } from './organisation.ts';
import { readQuery } from './query.ts';
import type { Statement } from './query.ts';
import { nameKey, numberKey } from './rows.ts';
import type { Row } from './rows.ts';
import { shapeOf, shownRow, timeText } from './showing.ts';
import type { State } from './state.ts';

/** Answers a statement: { QueryResponse: { Invoice: […], startPosition, maxResults } }. */
export function answerQuery(state: State, text: string): Fields {
  const statement = readQuery(text);
  const entity = entityNamed(statement.from);
  const single = singles[statement.from.toLowerCase()];
  if (single) return { [single.name]: [single.show(state)], startPosition: 1, maxResults: 1 };
  if (!entity) throw faults.badQuery(`Invalid context declaration: ${statement.from}`);
  const rows = new Map<Fields, Row>();
  const shown = function* (): Generator<Fields> {
    for (const row of candidates(state, entity, statement)) {
      const one = shownRow(state, entity, row);
      rows.set(one, row);
      yield one;
    }
  };
  const found = select(shown(), statement, namesOf(entity));
  if (statement.fields === 'count') return { totalCount: found.length };
  const page = found.slice(statement.start - 1, statement.start - 1 + statement.max);
  if (page.length === 0) return {};
  const shapes = page.flatMap((one) => {
    const row = rows.get(one);
    return row ? [projected(shapeOf(state, entity, row), statement.fields)] : [];
  });
  return { [entity.type]: shapes, startPosition: statement.start, maxResults: shapes.length };
}

// What every company has one of.
const singles: Readonly<Record<string, { readonly name: string; readonly show: (state: State) => Fields }>> = {
  companyinfo: { name: 'CompanyInfo', show: companyInfo },
  preferences: { name: 'Preferences', show: preferences },
};

const always = ['Id', 'SyncToken', 'MetaData', 'domain', 'sparse'];

const namesOf = ({ shape }: Entity): ReadonlySet<string> => new Set([...always, ...Object.keys(shape)]);

/** The rows that can match at all: by id, number or name without a walk over all of them. */
function candidates(state: State, entity: Entity, { where }: Statement): Iterable<Row> {
  for (const { field, is, values } of where) {
    if (field === 'MetaData.LastUpdatedTime' && (is === '>' || is === '>=')) return changedFrom(state, entity, Date.parse(values[0] ?? ''));
    if (is !== '=' && is !== 'in') continue;
    if (field === 'Id') return values.flatMap((id) => state.rows.get(entity.type, id) ?? []);
    if (field === 'DocNumber') return values.flatMap((number) => state.rows.by(numberKey(entity.type, number)));
    if (field === 'DisplayName' && entity.type !== 'TaxAgency')
      return values.flatMap((name) => state.rows.by(nameKey(name))).filter(({ type }) => type === entity.type);
  }
  return state.rows.all(entity.type);
}

function* changedFrom(state: State, entity: Entity, since: number): Generator<Row> {
  for (const row of state.rows.all(entity.type)) if (!(row.updatedAt < since)) yield row;
}

function projected(shape: Fields, fields: Statement['fields']): Fields {
  if (fields === null || fields === 'count' || fields.includes('*')) return shape;
  const wanted = new Set(fields.map((field) => (field.split('.')[0] ?? '').toLowerCase()));
  return Object.fromEntries(
    Object.entries(shape).filter(([name]) => wanted.has(name.toLowerCase()) || name === 'domain' || name === 'sparse'),
  );
}

/** GET /invoice/155 */
export function readOne(state: State, entity: Entity, id: string): Fields {
  const row = state.rows.get(entity.type, id);
  if (!row) throw faults.notFound(entity.type, id);
  return { [entity.type]: shapeOf(state, entity, row) };
}

export const withTime = (state: State, answer: Fields): Fields => ({ ...answer, time: timeText(state, state.now(), true) });

/** What a body holds: { "Id": … }, or wrapped in its own name as a batch has it. */
export function objectIn(body: unknown, entity: Entity): Fields {
  if (!isFields(body)) throw faults.badValue(entity.type, 'no object');
  const inner = body[entity.type];
  return isFields(inner) && textIn(body, 'Id') === undefined ? inner : body;
}
