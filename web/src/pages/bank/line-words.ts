import type { BankDecisionRow, BankLineFound, BankLineRow, BankMatchRow } from '../../../../src/api/bank.ts';
import type { Tone } from '../../parts/badge.tsx';

/** What a line was found to be, in the words of the page. */
export const foundLabel: Readonly<Record<BankLineFound, string>> = {
  suggested: 'Suggested',
  open: 'Unmatched',
  matched: 'Matched by itself',
  booked: 'Booked',
  'left out': 'Left out',
  pending: 'Pending',
  gone: 'Taken back',
};

export const foundTone: Readonly<Record<BankLineFound, Tone>> = {
  suggested: 'accent',
  open: 'warn',
  matched: 'good',
  booked: 'good',
  'left out': 'neutral',
  pending: 'neutral',
  gone: 'neutral',
};

/** In the order in which one works. */
export const foundStates = ['suggested', 'open', 'matched', 'booked', 'left out', 'pending', 'gone'] as const;

/** Who or what has decided: 'by itself', 'a rule', 'Ada'. */
export function deciderText({ means, decidedBy }: BankDecisionRow): string {
  if (means === 'match') return 'by itself';
  return means === 'rule' ? 'a rule' : decidedBy;
}

/** What became of a line, in half a sentence. */
export function outcomeText({ decision, suggestions, found }: BankLineRow): string {
  if (decision === null) {
    if (found === 'pending') return 'the bank has not booked it yet';
    if (found === 'gone') return 'the bank took it back';
    return suggestions === 0 ? 'nothing is known' : suggestions === 1 ? '1 suggestion' : `${suggestions} suggestions`;
  }
  const { booked, match } = decision;
  if (match !== null && match.parts.length > 0) return match.parts.map(({ what }) => what).join(', ');
  switch (booked.does) {
    case 'code':
      return `${booked.description} (${booked.account})`;
    case 'transfer':
      return `to or from account ${booked.account}`;
    case 'stand':
      return match?.by === 'transfer' ? 'between own accounts' : booked.why;
    case 'settle':
      return 'documents settled';
    case 'nothing':
      return booked.why;
  }
}

/** Under one in a thousand is as good as certain; shares are told in words, for nobody reads millionths. */
export function doubtText({ doubtPerMillion }: Pick<BankMatchRow, 'doubtPerMillion'>): { readonly words: string; readonly tone: Tone } {
  if (doubtPerMillion <= 1_000) return { words: 'All but certain', tone: 'good' };
  if (doubtPerMillion <= 50_000) return { words: 'Likely', tone: 'good' };
  if (doubtPerMillion <= 300_000) return { words: 'Rather likely', tone: 'accent' };
  return { words: 'Only possible', tone: 'warn' };
}

/** What a match does with what line and documents do not share. */
export function restText({ difference }: Pick<BankMatchRow, 'difference'>): string | null {
  switch (difference.kind) {
    case 'none':
      return null;
    case 'fee':
      return 'kept as a fee';
    case 'overpaid':
      return "on the customer's account";
    case 'exchange':
      return 'gain or loss of the exchange rate';
  }
}

export const unsigned = (amount: string): string => amount.replace(/^-/, '');
