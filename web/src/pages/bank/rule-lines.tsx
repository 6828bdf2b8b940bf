import type { ReactNode } from 'react';
import type { BankRulesPreview } from '../../../../src/api/bank.ts';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';

type TakenLine = BankRulesPreview['rules'][number]['lines'][number];

const insteadText: Readonly<Record<TakenLine['instead'], string>> = {
  'a match': 'is matched with something now',
  'a person': 'was decided by a person',
  'this rule': 'was booked by a rule',
  nothing: 'is open now',
};

const mostShown = 100;

/** Lines that a rule would have taken, and what they are without it. */
export const RuleLines = ({ lines }: { readonly lines: readonly TakenLine[] }): ReactNode => (
  <ul
    className="mt-3 max-h-64 overflow-y-auto rounded-lg border border-line text-sm"
    tabIndex={0}
    aria-label="Lines that it would have taken"
  >
    {lines.slice(0, mostShown).map(({ line, instead }) => (
      <li key={line.line} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-b border-line px-3 py-2 last:border-b-0">
        <Day day={line.bookedOn} />
        <span className="min-w-0 flex-1 basis-48 truncate" dir="auto">
          {[line.counterparty ?? '', line.text].filter((words) => words !== '').join(' · ')}
        </span>
        <span className="text-soft">{insteadText[instead]}</span>
        <Money amount={line.amount} currency={line.currency} />
      </li>
    ))}
    {lines.length > mostShown && <li className="px-3 py-2 text-soft">… and {lines.length - mostShown} more</li>}
  </ul>
);
