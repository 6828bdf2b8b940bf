import { add, amount, decimal, equal, subtract, zero } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import { problem } from './statement.ts';
import type { AccountName, Found, StatementBalance } from './statement.ts';

interface Tally {
  readonly account: AccountName;
  opening: Amount | null;
  closing: Amount | null;
  booked: Decimal;
  hasLines: boolean;
  at: number;
}

/**
 * Follows the balances of a file: opening and booked lines give the closing one, and that is the opening one of the account's next
 * statement. What does not add up is said; it refuses nothing, for banks shorten, split and anonymise their files.
 */
export function balanceWatch(): { see(found: Found): readonly Found[]; end(): readonly Found[] } {
  let tally: Tally | null = null;
  const closings = new Map<string, Amount>();
  const ended = (): readonly Found[] => {
    const last = tally;
    tally = null;
    return last === null ? [] : [...chained(last, closings), ...closed(last)];
  };
  return {
    see: (found) => {
      switch (found.is) {
        case 'statement': {
          const before = ended();
          tally = { account: found.statement.account, opening: null, closing: null, booked: zero, hasLines: false, at: 0 };
          return before;
        }
        case 'line':
          if (tally === null) return [];
          Object.assign(tally, { hasLines: true, at: found.line.at });
          if (found.line.state === 'booked') tally.booked = add(tally.booked, decimal(found.line.amount));
          return [];
        case 'balance':
          if (tally !== null) takeBalance(tally, found.balance);
          return [];
        case 'problem':
          return [];
      }
    },
    end: ended,
  };
}

/** The pages of a long statement have interim balances: before their lines the one they begin with, behind them the other. */
function takeBalance(tally: Tally, { of, amount: figure, at }: StatementBalance): void {
  tally.at = Math.max(tally.at, at);
  if (of === 'opening' || (of === 'interim' && !tally.hasLines && tally.opening === null)) tally.opening = figure;
  else if (of === 'closing' || of === 'interim') tally.closing = figure;
}

function closed({ opening, closing, booked, at }: Tally): readonly Found[] {
  if (opening === null || closing === null) return [];
  const reached = add(decimal(opening), booked);
  if (equal(reached, decimal(closing))) return [];
  const gap = amount(subtract(decimal(closing), reached));
  return [problem(at, `a closing balance of ${closing}`, `${amount(reached)}, the opening balance and the lines; ${gap} is between them`)];
}

function chained({ account, opening, closing, at }: Tally, closings: Map<string, Amount>): readonly Found[] {
  const name = account.iban ?? `${account.bank ?? ''}/${account.number ?? ''}`;
  const before = closings.get(name);
  if (closing !== null) closings.set(name, closing);
  return before === undefined || opening === null || equal(decimal(before), decimal(opening))
    ? []
    : [problem(at, `an opening balance of ${opening}`, `${before}, where the account's statement before it ended; one may be missing`)];
}
