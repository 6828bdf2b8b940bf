import { isFields, textsIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { invalid } from './refusals.ts';
import { findAny, includable, show } from './shapes.ts';
import type { State } from './state.ts';

const deepest = 4;

/** Puts whole objects in place of the ids that `expand[]` names: `data.source.charge` works on every element of a list. */
export function expanded(state: State, answer: unknown, asked: Fields): unknown {
  const paths = textsIn(asked, 'expand') ?? [];
  return paths.reduce<unknown>((value, path) => {
    const steps = path.split('.');
    if (steps.length > deepest) throw invalid(`You cannot expand more than ${deepest} levels of a property.`, { param: 'expand' });
    return into(state, value, steps, null);
  }, answer);
}

/** The object that a value stands in, and the way to it from there: only by these is it known what else could be shown. */
interface Owner {
  readonly kind: string;
  readonly id: string;
  readonly way: string;
}

function into(state: State, value: unknown, steps: readonly string[], within: Owner | null): unknown {
  const [name, ...rest] = steps;
  if (name === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((element: unknown) => into(state, element, steps, within));
  if (!isFields(value)) throw cannot(name);
  const { object, id } = value;
  const owner: Owner | null = typeof object === 'string' && typeof id === 'string' ? { kind: object, id, way: '' } : within;
  const make = owner && includable[`${owner.kind}.${owner.way}${name}`];
  const found = value[name] ?? (make ? make(state, owner.id) : name in value ? null : undefined);
  if (found === undefined) throw cannot(name);
  return { ...value, [name]: into(state, whole(state, found), rest, owner && { ...owner, way: `${owner.way}${name}.` }) };
}

const cannot = (name: string) => invalid(`This property cannot be expanded (${name}).`, { param: 'expand' });

function whole(state: State, found: unknown): unknown {
  if (Array.isArray(found)) return found.map((element: unknown) => whole(state, element));
  if (typeof found !== 'string') return found;
  const row = findAny(state, found);
  return row ? show(state, row) : found;
}
