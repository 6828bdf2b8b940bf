import * as asked from '../api/office-asked.ts';
import type { ProofShown } from '../api/office.ts';
import { monthOf } from '../core/day.ts';
import { SideNotRead, keptProof, proveNow } from '../engine/office-proof.ts';
import type { NamedProof } from '../engine/office-proof.ts';
import type { FlowFacts } from '../engine/overview-port.ts';
import { wholeDocument } from '../proof/posting.ts';
import { Problem, flowNamed, notFound } from './office-parts.ts';
import type { OfficeParts, OfficeServer } from './office-parts.ts';

const tags = ['proof'];

/** Both sides to the cent, each difference with its cause. */
export function addProofs(server: OfficeServer, parts: OfficeParts): void {
  const { overview } = parts;
  const last = { tags, summary: 'The last proof of a flow', params: asked.flowParams };
  server.get('/v1/proofs/:flow', { schema: last, config: { may: 'read' } }, async ({ organisation, params }): Promise<ProofShown> => {
    const { flow } = await flowNamed(parts, organisation, params.flow);
    const kept = await overview.lastProof({ organisation, flow });
    const found = kept === null ? null : await keptProof(parts, kept);
    if (found === null) throw notFound('proof', flow);
    return proofShown(found);
  });
  const one = { tags, summary: 'Read both sides and prove a flow', params: asked.flowParams, body: asked.proofWish };
  server.post(
    '/v1/proofs/:flow',
    { schema: one, config: { may: 'read', deed: 'proved a flow' } },
    async ({ organisation, params, body }): Promise<ProofShown> => prove(parts, await flowNamed(parts, organisation, params.flow), body),
  );
  const all = { tags, summary: 'Prove every flow that is not off' };
  server.post('/v1/proofs', { schema: all, config: { may: 'read', deed: 'proved every flow' } }, async ({ organisation }) => {
    const shown: ProofShown[] = [];
    for (const flow of await overview.flows(organisation)) if (flow.mode !== 'off') shown.push(await prove(parts, flow, {}));
    return shown;
  });
}

interface Wish {
  readonly fromMonth?: string | undefined;
  readonly throughMonth?: string | undefined;
}

async function prove(parts: OfficeParts, flow: FlowFacts, wish: Wish): Promise<ProofShown> {
  const { organisation, source, target, startsOn } = flow;
  const { fromMonth = monthOf(startsOn), throughMonth } = wish;
  if (throughMonth !== undefined && throughMonth < fromMonth)
    throw new Problem(400, { error: 'A proof goes forward in time.', seen: `${fromMonth} to ${throughMonth}` });
  if (throughMonth === undefined && wish.fromMonth !== undefined)
    throw new Problem(400, { error: 'A proof needs both of its months, or none.', seen: wish.fromMonth });
  const period = throughMonth === undefined ? null : { fromMonth, throughMonth };
  try {
    return proofShown(
      await proveNow(parts, { organisation, flow: flow.flow, source: source.connection, target: target.connection, period }),
    );
  } catch (cause) {
    if (!(cause instanceof SideNotRead)) throw cause;
    const { label } = cause.connection === source.connection ? source : target;
    throw new Problem(503, {
      error: `${label} could not be read, so nothing can be proven now.`,
      seen: cause.message,
      fix: 'Try again, or connect it again.',
    });
  }
}

function proofShown({ proof, accountName, changedSince }: NamedProof): ProofShown {
  const name = (account: string): string => (account === wholeDocument ? 'Whole documents' : accountName(account));
  return {
    flow: proof.flow,
    ...proof.period,
    madeAt: proof.madeAt,
    word: proof.word,
    tiesOut: proof.tiesOut,
    headline: proof.headline,
    unexplained: proof.unexplained,
    held: proof.held,
    counts: proof.counts,
    countsAddUp: proof.countsAddUp,
    rows: proof.rows.map(({ kind, account, currency, month, source, otherFlows, target, difference }) => ({
      kind,
      account,
      accountName: name(account),
      currency,
      month,
      source,
      otherFlows,
      target,
      difference,
    })),
    ledger: proof.ledger.map((row) => ({ ...row, accountName: name(row.account) })),
    ledgerNotRead: proof.ledgerNotRead,
    controls: proof.controls,
    differences: proof.differences.map(({ gaps: _gaps, ...difference }) => difference),
    causes: proof.causes,
    changedSince: changedSince.map(({ kind, id, number, before, after, currency, side, cause, seenAt }) => ({
      kind,
      id,
      number,
      what: `${before ?? 'nothing'} → ${after ?? 'nothing'} ${currency ?? ''} (${side}, by ${cause})`,
      seenAt,
    })),
  };
}
