import type { QuestionCode } from '../../src/booking/desire.ts';
import { atSource } from './meetings-at-source.ts';
import { inLedger } from './meetings-in-ledger.ts';
import type { Key, Scene } from './scene.ts';

/** A question that people can bring about, and how it is answered. */
export interface Meeting {
  readonly code: QuestionCode;
  readonly what: string;
  /** Brings it about; the record that it is asked about. */
  readonly happens: (scene: Scene) => Promise<Key>;
  /** What a person mends elsewhere before they answer. */
  readonly first?: (scene: Scene, key: Key) => Promise<void>;
  /** The answer, as it is worded; null: it answers itself as soon as it is mended, which the page shows without reload. */
  readonly says: RegExp | null;
  readonly because?: string;
  readonly ends: 'in sync' | 'excluded';
  /** What the books must show then. */
  readonly after?: (scene: Scene, key: Key) => Promise<void>;
}

export const meetings: readonly Meeting[] = [...atSource, ...inLedger];

const here = 'this walk';

/** Where each kind of question is shown: in the walk, or, where nobody can bring it about in the sandboxes, by the tests that are named. */
export const shownBy: Readonly<Record<QuestionCode, string>> = {
  'not whole': here,
  'no tax code': here,
  'several candidates': here,
  'candidate differs': here,
  'period closed': here,
  refused: here,
  'removed in the ledger': here,
  'edited in the ledger': here,
  'edited on both sides': here,
  'archived contact': here,
  'changed after adoption': here,
  undone: here,
  declined: here,
  'cannot void': here,
  'cannot change': here,
  'paid elsewhere': here,
  'applied elsewhere': here,
  'no customer': 'test/edges/answers.test.ts (the set-up names a contact for counter sales)',
  'no account': 'test/books/balance.test.ts (the set-up names an account for every currency)',
  'no rate': 'test/laws/figures.test.ts (the set-up takes the ledger’s own rate)',
  'tax differs': 'test/laws/rounding.test.ts (our billing adds up)',
  'totals differ': 'test/laws/rounding.test.ts (our billing adds up)',
  'duplicate in the ledger': 'npm run simulate (a ledger that does again what is sent again)',
  'gone at the source': 'no test yet (our billing deletes nothing)',
  'open before start': 'test/office/holds.test.ts (the try-out starts with its first document)',
  'too long': 'test/laws/money.test.ts (our billing’s numbers are shorter than the ledger’s)',
  'second integration': 'nothing (it is not asked yet)',
  unclassified: 'test/books/balance.test.ts (a processor’s books)',
  'parts differ': 'test/books/balance.test.ts (a processor’s books)',
  'start within a month': 'test/books/sums.test.ts (a processor’s books)',
};
