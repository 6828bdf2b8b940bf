import type { Mode } from './ports.ts';

export type StepName = 'organisation' | 'accounts' | 'taxes' | 'direction' | 'check' | 'clean up' | 'test invoice' | 'activate';

export interface SetupStepShown {
  readonly step: StepName;
  readonly state: 'done' | 'next' | 'later' | 'blocked';
  readonly why: string | null;
}

/** What is there, from which it follows how far a set-up is. */
export interface SetupStanding {
  /** Why one of the two sides cannot be worked with; null: both can. */
  readonly unusable: string | null;
  readonly ledgerIsRead: boolean;
  readonly accountsAreDecided: boolean;
  /** Taxes of the source that nobody has decided about, or that have no code. */
  readonly openTaxes: readonly string[];
  readonly isTwoWay: boolean;
  /** Null: never checked, or before the mapping was changed. */
  readonly failedChecks: readonly { readonly check: string; readonly fix: string | null }[] | null;
  readonly openCleanUps: number;
  readonly walked: { readonly passed: boolean; readonly stopped: string | null } | null;
  readonly mode: Mode;
}

type Judged = { readonly isDone: boolean; readonly why: string | null; readonly isBlocked?: boolean; readonly isOptional?: boolean };

/** The steps in their order. The first that is open comes next, and with it those before which nothing has to be done. */
export function stepsOf(standing: SetupStanding): readonly SetupStepShown[] {
  let isWayFree = true;
  return steps.map(([step, judge]) => {
    const { isDone, why, isBlocked = false, isOptional = false } = judge(standing);
    const state = isDone ? 'done' : !isWayFree ? 'later' : isBlocked ? 'blocked' : 'next';
    if (!isDone && !isOptional) isWayFree = false;
    return { step, state, why };
  });
}

const steps: readonly (readonly [StepName, (standing: SetupStanding) => Judged])[] = [
  [
    'organisation',
    ({ unusable, ledgerIsRead }) => ({
      isDone: unusable === null && ledgerIsRead,
      why: unusable ?? (ledgerIsRead ? null : 'The ledger has not been read yet.'),
      isBlocked: unusable !== null,
    }),
  ],
  [
    'accounts',
    ({ accountsAreDecided }) => ({
      isDone: accountsAreDecided,
      why: accountsAreDecided ? null : 'Say where sales are booked and where customers’ money arrives; a proposal is made for each.',
    }),
  ],
  [
    'taxes',
    ({ openTaxes }) => ({
      isDone: openTaxes.length === 0,
      why: openTaxes.length === 0 ? null : `Nobody has decided yet what ${openTaxes.join(', ')} becomes.`,
    }),
  ],
  [
    'direction',
    ({ isTwoWay }) => ({
      isDone: true,
      why: isTwoWay
        ? 'Documents go to the ledger; payments that are recorded there come back.'
        : 'Everything goes to the ledger, and nothing comes back.',
    }),
  ],
  ['check', ({ failedChecks }) => judgeChecks(failedChecks)],
  [
    'clean up',
    ({ openCleanUps }) => ({
      isDone: openCleanUps === 0,
      why:
        openCleanUps === 0 ? null : `${openCleanUps} ${openCleanUps === 1 ? 'proposal is' : 'proposals are'} not decided; they may wait.`,
      isOptional: true,
    }),
  ],
  ['test invoice', ({ walked, mode }) => judgeWalk(walked, mode)],
  [
    'activate',
    ({ mode }) => ({
      isDone: mode === 'live',
      why: mode === 'shadow' ? 'It runs in shadow: everything is planned, and nothing is written.' : null,
    }),
  ],
];

function judgeChecks(failed: SetupStanding['failedChecks']): Judged {
  if (failed === null) return { isDone: false, why: 'The ledger’s settings have not been checked under these choices.' };
  const [first] = failed;
  if (first === undefined) return { isDone: true, why: null };
  return {
    isDone: false,
    isBlocked: true,
    why: `${failed.length === 1 ? 'One check fails' : `${failed.length} checks fail`}: ${first.fix ?? first.check}`,
  };
}

function judgeWalk(walked: SetupStanding['walked'], mode: Mode): Judged {
  if (walked?.passed === true) return { isDone: true, why: null };
  // Who has gone live without one need not be sent back.
  if (mode === 'live') return { isDone: true, why: 'It went live without a test invoice.' };
  if (walked === null) return { isDone: false, why: 'One document goes ahead of the others, and is compared field by field.' };
  return { isDone: false, isBlocked: walked.stopped !== null, why: walked.stopped ?? 'Fields differ from what was asked for.' };
}
