import type { Reason } from '../../contract/refused.ts';

/** What QuickBooks' error codes mean (Intuit, Accounting API: error codes). Every other code is `invalid`. */
const byCode: Readonly<Record<string, Reason>> = {
  '3001': 'throttled',
  '3200': 'unauthorized',
  '100': 'unauthorized',
  // The person who connected lost access, or the keys are of another environment: signing in the same way again may not help.
  '120': 'forbidden',
  '130': 'forbidden',
  '3100': 'forbidden',
  '6190': 'forbidden',
  '610': 'missing',
  '620': 'conflict',
  '5010': 'conflict',
  '6140': 'conflict',
  '6240': 'conflict',
  '6540': 'conflict',
  '6210': 'locked',
};

/** Sentences that say more than the general code that they come with. */
const sentences: readonly (readonly [RegExp, Reason])[] = [
  [/account(ing)? period (is |has been )?closed|closing date|books (are|have been) closed/i, 'locked'],
  [/payment(s)? (is |are |has been |have been )?(applied|linked)|linked to|has been deposited|reconciled/i, 'conflict'],
  [
    /already (been )?(applied|voided|deleted|paid)|exceeds? the (open |remaining )?balance|more than the (open |remaining )?balance/i,
    'conflict',
  ],
];

export function reasonOf(code: string | null, message: string): Reason {
  const known = code === null ? undefined : byCode[code];
  if (known !== undefined) return known;
  return sentences.find(([pattern]) => pattern.test(message))?.[1] ?? 'invalid';
}

/** Of several errors about one object, the one that says most. */
export function worstOf(reasons: readonly Reason[]): Reason {
  const order = ['throttled', 'unauthorized', 'forbidden', 'locked', 'conflict', 'missing'] as const;
  return order.find((reason) => reasons.includes(reason)) ?? 'invalid';
}
