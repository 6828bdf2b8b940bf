import type { BankRuleSaid } from '../../../../src/api/bank.ts';
import type { Locale } from '../../locale.tsx';

/** By what a rule knows its lines: 'contains "rent", from -900.00 through -800.00'. */
export function whenText({ contains, counterparty, from, through, account }: BankRuleSaid['when'], locale: Pick<Locale, 'amount'>): string {
  // Of a rule the currency is that of the line, which has two places nearly always.
  const figure = (amount: string): string => locale.amount(amount, 'EUR');
  const words = [
    ...(contains === null ? [] : [`contains “${contains}”`]),
    ...(counterparty === null ? [] : [`is of ${counterparty}`]),
    ...(from === null ? [] : [`is ${figure(from)} or more`]),
    ...(through === null ? [] : [`is ${figure(through)} or less`]),
    ...(account === null ? [] : [`stands on ${account}`]),
  ];
  return `A line that ${words.join(', and ')}`;
}
