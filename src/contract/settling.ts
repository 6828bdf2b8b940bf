import type { AnyRecord } from '../core/records.ts';
import type { Reader, Seen, Step, Writer } from './connector.ts';

export type Creation<R extends AnyRecord> = Extract<Step<R>, { readonly do: 'create' }>;
export type Change<R extends AnyRecord> = Extract<Step<R>, { readonly do: 'update' }>;
export type Removal<R extends AnyRecord> = Extract<Step<R>, { readonly do: 'remove' }>;

/**
 * What became of steps whose answer was lost: new documents by our reference, changed and removed ones by their id.
 * `created` may return more than was asked for; only documents with one of the references count.
 */
export const findWith =
  <R extends AnyRecord>(reader: Reader<R>, created: (steps: readonly Creation<R>[]) => Promise<readonly Seen<R>[]>): Writer<R>['find'] =>
  async (steps) => {
    const creations = steps.filter((step): step is Creation<R> => step.do === 'create');
    const ids = steps.flatMap((step) => (step.do === 'create' ? [] : [step.id]));
    const references = new Set(creations.map((step) => step.reference));
    const made = creations.length === 0 ? [] : await created(creations);
    const known = ids.length === 0 ? [] : await reader.fetch(ids);
    return [...uniqueById(made).filter((seen) => seen.reference !== null && references.has(seen.reference)), ...known];
  };

export const uniqueById = <S extends Seen>(found: readonly S[]): readonly S[] => [
  ...new Map(found.map((seen) => [seen.record.id, seen])).values(),
];

/** For kinds of which a provider cannot say whether there is one already. */
export const seekNothing = async (): Promise<readonly never[]> => [];
