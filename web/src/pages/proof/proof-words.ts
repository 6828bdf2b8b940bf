import type { ProofShown } from '../../../../src/api/office.ts';
import { counted } from '../document/words.ts';

type Judged = Pick<ProofShown, 'word' | 'counts'>;

/** What stands above a proof without a difference. Where a question waits or a count is open, no document may differ, and the books do not tie out. */
export function titleWithoutDifference({ word }: Judged, isOff: boolean): string {
  if (word !== 'ties out') return 'No document differs.';
  return isOff ? 'Both sides agree, and the flow is off.' : 'Your books tie out.';
}

const meanings: Readonly<Record<ProofShown['word'], string>> = {
  'ties out': 'Both sides are equal to the cent, and nothing is held, refused or unknown.',
  explained: 'The sides differ, and every part of it has a name.',
  open: 'Every difference has a name, and some of them wait for a person.',
  unexplained: 'A part of what differs has no name. Look at these first.',
};

/** What the word of a proof means. Of a flow that is off nobody takes up what is new at the source. */
export function meaningOf({ word, counts }: Judged, isOff: boolean, shown: (count: number) => string): string {
  const untaken = counts.reduce(
    (all, { atSource, inSync, pending, held, excluded }) => all + Math.max(0, atSource - inSync - pending - held - excluded),
    0,
  );
  if (word !== 'unexplained' || !isOff || untaken === 0) return meanings[word];
  return `The flow is off: ${counted(untaken, 'record', shown)} at the source ${untaken === 1 ? 'has' : 'have'} not been taken up yet.`;
}

/** What is said over the overview where nothing is proven: why, and the way to a proof. */
export const whyUnproven = (flows: readonly { readonly mode: string }[]): string =>
  flows.every(({ mode }) => mode === 'off')
    ? 'Every flow is off, so nothing is compared. Switch one on to prove it.'
    : '“Prove now” reads both sides and compares them to the cent. What was just activated takes a minute or two to arrive.';
