import { entityNamed } from './entities.ts';
import type { Entity } from './entities.ts';
import { faults } from './faults.ts';
import type { Fields } from './fields.ts';
import { deletedShape, shapeOf } from './showing.ts';
import type { State } from './state.ts';

const lookBack = 30 * 86_400_000;
const most = 1000;
/** Change data capture knows nothing of these. */
const uncovered = new Set(['TaxAgency', 'TaxCode', 'TaxRate']);

/** GET /cdc?entities=Invoice,Customer&changedSince=…: what changed since then as it is now, and what was deleted. No paging. */
export function answerChanges(state: State, query: URLSearchParams): Fields {
  const names = (query.get('entities') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw faults.missing('entities');
  const since = Date.parse(query.get('changedSince') ?? '');
  if (Number.isNaN(since)) throw faults.missing('changedSince');
  if (since < state.now() - lookBack) throw faults.badValue('changedSince', 'it is more than 30 days ago');
  let left = most;
  const responses = names.map((name) => {
    const entity = entityNamed(name);
    if (!entity || uncovered.has(entity.type)) throw faults.badValue('entities', name);
    const shapes = changedSince(state, entity, since, left);
    left -= shapes.length;
    return shapes.length === 0 ? {} : { [entity.type]: shapes, startPosition: 1, maxResults: shapes.length, totalCount: shapes.length };
  });
  return { CDCResponse: [{ QueryResponse: responses }] };
}

function changedSince(state: State, entity: Entity, since: number, max: number): readonly Fields[] {
  const shapes: Fields[] = [];
  for (const row of state.rows.everything(entity.type)) {
    if (shapes.length >= max) break;
    // Times are shown in whole seconds, so a change within that second is given again rather than missed.
    if (row.updatedAt < Math.floor(since / 1000) * 1000) continue;
    shapes.push(row.isDeleted ? deletedShape(state, row) : shapeOf(state, entity, row));
  }
  return shapes;
}
