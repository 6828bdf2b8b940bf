import { entityNamed } from './entities.ts';
import { Fault, faults } from './faults.ts';
import { faultShape } from './failing.ts';
import { isFields, listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { answerQuery, withTime } from './reading.ts';
import type { State } from './state.ts';
import { written } from './written.ts';

const most = 30;

/** Up to thirty items, each for itself: one that is refused does not hold up the others, and the whole is still 200. */
export function answerBatch(state: State, body: unknown): Fields {
  const items = isFields(body) ? listIn(body, 'BatchItemRequest') : [];
  if (items.length === 0) throw faults.missing('BatchItemRequest');
  if (items.length > most) throw faults.business(`a batch can have ${most} items, and this one has ${items.length}`);
  return withTime(state, { BatchItemResponse: items.map((item) => answerItem(state, item)) });
}

function answerItem(state: State, item: Fields): Fields {
  const bId = textIn(item, 'bId') ?? '';
  try {
    return { ...state.attempt(() => itemAnswer(state, item)), bId };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { Fault: faultShape(error), bId };
  }
}

function itemAnswer(state: State, item: Fields): Fields {
  const query = textIn(item, 'Query');
  if (query !== undefined) return { QueryResponse: answerQuery(state, query) };
  for (const [name, sent] of Object.entries(item)) {
    const entity = isFields(sent) ? entityNamed(name) : undefined;
    if (!entity || !isFields(sent)) continue;
    const options = new Set((textIn(item, 'optionsData') ?? '').split(',').filter((option) => option !== ''));
    return { [entity.type]: written(state, entity, { sent, operation: textIn(item, 'operation') ?? null, options }) };
  }
  throw faults.operation('a batch item without an object');
}
