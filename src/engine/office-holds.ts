import { addTaxRule, mappingVersion, readMapping } from '../mapping/read.ts';
import type { Action } from '../booking/desire.ts';
import type { Deciding } from './batches.ts';
import { answerHold } from './holds.ts';
import type { Said } from './holds.ts';
import type { FlowKeeping } from './office-port.ts';

/** Answers a hold, and writes into the mapping what belongs there. False when somebody else had answered it meanwhile. */
export async function answerInOffice(deciding: Deciding, keeping: FlowKeeping, said: Said): Promise<boolean> {
  const { decisions, engine, organisation, by } = deciding;
  const answered = await answerHold(deciding, said).catch(async (cause: unknown) => {
    const hold = await decisions.hold(organisation, said.hold);
    if (hold !== null && hold.closedAt === null) throw cause;
    return null;
  });
  if (answered === null) return false;
  const { hold } = answered;
  if (answered.is === 'answered') return true;
  const isOurs = await decisions.answer({
    organisation,
    hold: hold.hold,
    by,
    now: engine.clock.now(),
    action: answered.action,
    ruling: null,
  });
  if (!isOurs) return false;
  const because = said.because ?? `answer to a question about ${hold.kind} ${hold.number ?? hold.id}`;
  await mapTax(deciding, keeping, { flow: hold.flow, action: answered.action, because });
  return true;
}

interface TaxAnswer {
  readonly flow: string;
  readonly action: Extract<Action, { do: 'mapTax' }>;
  readonly because: string;
}

/** One rule answers for all documents with this tax; where another answer has added it already, it stays as it is. */
async function mapTax({ engine, organisation, by }: Deciding, keeping: FlowKeeping, { flow, action, because }: TaxAnswer): Promise<void> {
  const scope = { organisation, flow };
  const { source, target } = action;
  for (;;) {
    const text = await keeping.mappingText(scope);
    const decision = { by, because };
    // The percentage of the question is the target's: a rule that asked the source for it would never apply.
    const next = addTaxRule(text, { source, percent: null, country: null, target, decision });
    if ('problems' in readMapping(next)) return;
    const kept = { text: next, version: mappingVersion(next), over: mappingVersion(text), by, because, now: engine.clock.now() };
    if (await keeping.keepMapping(scope, kept)) return;
  }
}
