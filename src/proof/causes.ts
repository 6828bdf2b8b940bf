/**
 * Why the two sides differ: the closed list of engine rule 12 and law F38. Each difference has exactly one; what fits none is
 * `unexplained`, and then the books do not tie out.
 */
export type Cause =
  | 'not sent yet'
  | 'being settled'
  | 'held'
  | 'refused'
  | 'undone'
  | 'excluded by rule'
  | 'only in the ledger'
  | 'edited in the ledger'
  | 'voided in the ledger'
  | 'duplicate'
  | 'rounding'
  | 'exchange rate'
  | 'tax variance'
  | 'cut-off'
  | 'before the start'
  | 'opening'
  | 'adopted as is'
  | 'posted in the ledger by others'
  | 'recoded in the ledger'
  | 'settled in the ledger'
  | 'on account'
  | 'moved from a closed period'
  | 'in transit'
  | 'disputed'
  | 'tax treatment'
  | 'withheld'
  | 'draft in the ledger'
  | 'merged contact'
  | 'unexplained';

/** Each cause in one sentence that a bookkeeper understands. */
export const sentences: Readonly<Record<Cause, string>> = {
  'not sent yet': 'The source shows it, and it has not been sent to the ledger yet.',
  'being settled': 'It was sent and the answer was lost; whether it landed is being found out before anything else is done.',
  held: 'A question about it waits for a person.',
  refused: 'The ledger refused it and says why.',
  undone: 'It was taken back by an undo, and stays back until a person answers.',
  'excluded by rule': 'A rule of the mapping leaves it out.',
  'only in the ledger': 'The ledger has it with our reference, and the source does not show it any more.',
  'edited in the ledger': 'Somebody changed its amounts in the ledger after it was posted.',
  'voided in the ledger': 'Somebody voided or deleted it in the ledger.',
  duplicate: 'The ledger has it a second time.',
  rounding: 'The source is finer than the currency; the rest was rounded, within its bound.',
  'exchange rate': 'The two sides use different exchange rates.',
  'tax variance': 'The ledger computed another tax on the same net amount.',
  'cut-off': 'The two sides count it in different months.',
  'before the start': 'It is dated before the first day of the flow.',
  opening: 'It was open on the first day and is in the ledger with other figures.',
  'adopted as is': 'It was in the ledger before us and was adopted without changing it.',
  'posted in the ledger by others': 'It was posted in the ledger by somebody else, on an account that this flow keeps.',
  'recoded in the ledger': 'Somebody moved it to another account in the ledger; the total is the same.',
  'settled in the ledger': 'It was settled in the ledger by a write-off, a credit or a payment that the source does not know.',
  'on account': 'The money is in the ledger on account of the customer, not on its invoice yet.',
  'moved from a closed period': 'Its own month is closed, so it was posted in a later one.',
  'in transit': 'The money has left one account and not reached the other yet.',
  disputed: 'The customer disputes it and the money is withheld until that is decided.',
  'tax treatment': 'The total is the same, and the ledger splits it into net and tax another way.',
  withheld: 'Tax was withheld from the payment.',
  'draft in the ledger': 'It is a draft in the ledger, and drafts are not in the books.',
  'merged contact': 'Its customer was merged with another one in the ledger.',
  unexplained: 'No cause of the list explains it.',
};

/** The causes in the order of the list; the first that applies is the one. */
export const causes: readonly Cause[] = Object.keys(sentences).filter(isCause);

export function isCause(text: string): text is Cause {
  return Object.hasOwn(sentences, text);
}
