import type { BatchRow, BatchWriteRow } from '../../../../src/api/office.ts';
import type { Tone } from '../../parts/badge.tsx';
import { capital, kindText } from '../document/words.ts';

/** States as the store names them; what is new there is shown by its own name. */
const batchWords: Readonly<Record<string, { readonly label: string; readonly tone: Tone }>> = {
  review: { label: 'Waits for approval', tone: 'warn' },
  approved: { label: 'Approved', tone: 'accent' },
  sent: { label: 'Sent', tone: 'good' },
  declined: { label: 'Declined', tone: 'neutral' },
  undone: { label: 'Undone', tone: 'neutral' },
};
export const batchState = (state: string): { readonly label: string; readonly tone: Tone } =>
  batchWords[state] ?? { label: capital(state), tone: 'neutral' };

const writeTones: Readonly<Record<string, Tone>> = {
  planned: 'neutral',
  sent: 'accent',
  landed: 'good',
  refused: 'bad',
  unknown: 'warn',
  vanished: 'warn',
};
export const writeTone = (state: string): Tone => writeTones[state] ?? 'neutral';

const purposes: Readonly<Record<BatchRow['purpose'], string>> = { sync: 'Sync', test: 'Test', undo: 'Undo' };
export const purposeText = (batch: Pick<BatchRow, 'purpose'>): string => purposes[batch.purpose];

const deeds: Readonly<Record<BatchWriteRow['does'], string>> = { create: 'Create', update: 'Change', remove: 'Remove' };
export const deedText = ({ does, targetKind }: Pick<BatchWriteRow, 'does' | 'targetKind'>): string =>
  `${deeds[does]} ${kindText(targetKind)}`;

/** '12 landed, 2 refused' */
export const countsText = (counts: BatchRow['counts'], shown: (count: number) => string): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${shown(count)} ${state}`)
    .join(', ');

/** One record may need several writes (its customer, a payment on it), and counts once. */
export const documentsIn = (writes: readonly Pick<BatchWriteRow, 'kind' | 'id'>[]): number => new Set(writes.map(keyName)).size;

/** One key may have several writes, and is decided as a whole. */
export const keyName = ({ kind, id }: Pick<BatchWriteRow, 'kind' | 'id'>): string => `${kind} ${id}`;
