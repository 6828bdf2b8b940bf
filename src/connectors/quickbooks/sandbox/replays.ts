import type { SandboxRequest } from '../../../sandbox/request.ts';
import { faults } from './faults.ts';
import { textIn } from './fields.ts';
import type { State } from './state.ts';

/**
 * The same requestid brings the first answer again, whatever is sent with it and whatever became of the object. Only what was
 * accepted is remembered, for as long as the company lives: Intuit says neither.
 */
export function remembered(state: State, request: SandboxRequest, act: () => string): string {
  const id = request.method === 'POST' ? request.query.get('requestid') : null;
  if (id === null) return act();
  if (id === '' || id.length > 50) throw faults.tooLong('requestid', 50, id.length);
  if (!state.settings().RememberRequestIds) return act();
  const before = state.rows.get('Replay', id);
  if (before) return textIn(before.body, 'answer') ?? '';
  const answer = act();
  state.attempt(() => state.keep('Replay', id, { answer }));
  return answer;
}
