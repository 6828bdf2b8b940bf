import { faults } from './faults.ts';
import type { Fields } from './fields.ts';
import type { State } from './state.ts';

export function answerReport(_state: State, name: string, _query: URLSearchParams): Fields {
  throw faults.operation(`report ${name}`);
}
