import type { Entity } from './entities.ts';
import type { Fields } from './fields.ts';
import { deletedShape, shapeOf } from './showing.ts';
import type { State } from './state.ts';
import { write } from './writes.ts';

/** One write, as its answer shows it. */
export function written(
  state: State,
  entity: Entity,
  ask: { readonly sent: Fields; readonly operation: string | null; readonly options: ReadonlySet<string> },
): Fields {
  const row = write({ state, entity, ...ask });
  return row.isDeleted ? deletedShape(state, row) : shapeOf(state, entity, row);
}
