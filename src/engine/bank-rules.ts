import type { StatementLine } from '../core/bank-records.ts';
import { compare, decimal } from '../core/decimal.ts';
import { plainName } from '../core/lookup.ts';
import type { BankMapping, BankRule } from '../mapping/bank.ts';

/** The first rule that fits a line; null: none does. */
export const ruleFor = ({ rules }: BankMapping, line: StatementLine | undefined): BankRule | null =>
  line === undefined ? null : (rules.find((rule) => fits(rule, line)) ?? null);

function fits({ when }: BankRule, line: StatementLine): boolean {
  const name = line.counterparty.name ?? '';
  const moved = decimal(line.amount);
  return (
    (when.contains === null || plainName(`${line.text} ${name}`).includes(plainName(when.contains))) &&
    (when.counterparty === null || plainName(name) === plainName(when.counterparty)) &&
    (when.from === null || compare(moved, decimal(when.from)) >= 0) &&
    (when.through === null || compare(moved, decimal(when.through)) <= 0) &&
    (when.account === null || when.account === line.account)
  );
}
