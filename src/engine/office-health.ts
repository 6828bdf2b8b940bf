import type { FlowFacts, SideFacts } from './overview-port.ts';

/** How a flow or a connection is. `is: 'needs a person'` comes with what to do. */
export type Health =
  | { readonly is: 'well' }
  | { readonly is: 'busy'; readonly why: string }
  | { readonly is: 'needs a person'; readonly why: string; readonly fix: string };

export function healthOfSide({ label, state }: Pick<SideFacts, 'label' | 'state'>): Health {
  switch (state) {
    case 'ready':
      return { is: 'well' };
    case 'expired':
      return {
        is: 'needs a person',
        why: `${label} does not let us in any more.`,
        fix: `Connect ${label} again: everything else stays as it is.`,
      };
    case 'closed':
      return { is: 'needs a person', why: `${label} was disconnected.`, fix: `Connect ${label} again, or switch its flows off.` };
  }
}

/** A flow is as well as its sides; questions are work, and no illness. */
export function healthOfFlow({ source, target, mode, dirty, lastError }: FlowFacts): Health {
  if (mode === 'off') return { is: 'well' };
  for (const side of [source, target]) {
    const health = healthOfSide(side);
    if (health.is !== 'well') return health;
  }
  if (lastError !== null) return { is: 'busy', why: `The last try said: ${lastError}` };
  if (dirty > 0) return { is: 'busy', why: dirty === 1 ? 'One record is being looked at.' : `${dirty} records are being looked at.` };
  return { is: 'well' };
}
