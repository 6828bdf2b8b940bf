import type { Action, Fix } from '../booking/desire.ts';
import { ownedPrint } from '../plan/owned.ts';
import type { Deciding } from './batches.ts';
import type { Hold } from './batch-ports.ts';

/** What a person says to a hold: one of its fixes, with the reason where the fix asks for one. */
export interface Said {
  readonly hold: string;
  readonly fix: string;
  readonly because: string | null;
}

export type Answered =
  | { readonly is: 'answered'; readonly hold: Hold; readonly action: Action }
  /** The fix changes the mapping, which is a file with versions of its own: the caller writes it and answers with `retry`. */
  | { readonly is: 'mapping'; readonly hold: Hold; readonly action: Extract<Action, { do: 'mapTax' }> };

/** The hold does not ask that, or not any more: it is unknown, somebody was quicker, or it closed by itself. The message says which. */
export class NotAsked extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotAsked';
  }
}

/** Answers a hold: the ruling is kept, and the key is planned again under it. Throws one sentence when that is not possible. */
export async function answerHold(deciding: Deciding, said: Said): Promise<Answered> {
  const { engine, decisions, organisation, by } = deciding;
  const hold = await decisions.hold(organisation, said.hold);
  if (hold === null) throw new NotAsked(`there is no hold '${said.hold}'; see them with: tieout holds`);
  if (hold.closedAt !== null) throw new NotAsked(`hold ${said.hold} was answered already`);
  const chosen = hold.question.fixes.find((each) => each.id === said.fix);
  if (!chosen)
    throw new NotAsked(`hold ${said.hold} has no fix '${said.fix}'; it has ${hold.question.fixes.map((each) => each.id).join(', ')}`);
  const action = withReason(chosen, said.because);
  if (action.do === 'mapTax') return { is: 'mapping', hold, action };
  const ruling = await rulingOf(deciding, hold, action);
  const isOurs = await decisions.answer({ organisation, hold: hold.hold, by, now: engine.clock.now(), action, ruling });
  if (!isOurs) throw new NotAsked(`hold ${said.hold} was answered by somebody else meanwhile`);
  return { is: 'answered', hold, action };
}

function withReason(chosen: Fix, because: string | null): Action {
  if (chosen.action.do !== 'exclude') return chosen.action;
  const reason = because?.trim() ?? '';
  if (reason === '') throw new Error('leaving a record out needs a reason: say it with --because "…"');
  return { do: 'exclude', because: reason };
}

/** What outlives the hold. An answer about a document is bound to what stood there when it was given. */
async function rulingOf(
  { engine, organisation }: Deciding,
  hold: Hold,
  action: Action,
): Promise<{ readonly part: string; readonly print: string | null } | null> {
  switch (action.do) {
    case 'retry':
    case 'byHand':
    case 'mapTax':
      return null;
    case 'exclude':
    case 'useContact':
    case 'moveTo':
    case 'roundingLine':
      return { part: '*', print: null };
    case 'adopt':
    case 'createAnyway':
    case 'makeAgain':
      return { part: action.part, print: null };
    case 'acceptTarget':
    case 'putBack': {
      const flow = await engine.store.flow({ organisation, flow: hold.flow });
      if (flow === null) return null;
      const [situation] = await engine.store.situations(flow, [{ kind: hold.kind, id: hold.id }]);
      const seen = situation?.links.find((link) => link.part === action.part)?.seen ?? null;
      return { part: action.part, print: seen === null ? null : ownedPrint(seen.record) };
    }
  }
}
