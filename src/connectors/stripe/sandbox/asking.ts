import type { Fields } from './fields.ts';
import type { State } from './state.ts';

/** A request as its resource sees it. `ids`: what stands in the address where an id belongs. */
export interface Ask {
  readonly state: State;
  readonly ids: readonly string[];
  readonly fields: Fields;
}

/** Answers with an object of the API, or a list of them. */
export type Answering = (ask: Ask) => Fields;

export const idOf = ({ ids }: Ask): string => ids[0] ?? '';
export const secondId = ({ ids }: Ask): string => ids[1] ?? '';
