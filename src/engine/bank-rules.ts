import type { StatementLine } from '../core/bank-records.ts';
import { compare, decimal } from '../core/decimal.ts';
import { plainName } from '../core/lookup.ts';
import type { BankMapping, BankRule } from '../mapping/bank.ts';
import type { LineDecision } from './bank-ports.ts';

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

/** What a rule would have done with the lines of some days, whatever was decided about them. */
export interface RulePreview {
  readonly rule: string;
  readonly account: string;
  readonly contact: string;
  readonly lines: readonly { readonly line: StatementLine; readonly instead: 'a match' | 'a person' | 'this rule' | 'nothing' }[];
}

/** Each rule with the lines that it would take, and how many lines no rule takes. */
export function previewRules(
  bank: BankMapping,
  lines: readonly StatementLine[],
  decisions: readonly LineDecision[],
): { readonly rules: readonly RulePreview[]; readonly untouched: number } {
  const meansOf = new Map(decisions.map(({ line, means }) => [line, means]));
  const taken = Map.groupBy(lines, (line) => ruleFor(bank, line)?.name ?? null);
  const rules = bank.rules.map(({ name, account, contact }) => ({
    rule: name,
    account,
    contact,
    lines: (taken.get(name) ?? []).map((line) => ({ line, instead: insteadOf(meansOf.get(line.id)) })),
  }));
  return { rules, untouched: taken.get(null)?.length ?? 0 };
}

function insteadOf(means: LineDecision['means'] | undefined): RulePreview['lines'][number]['instead'] {
  if (means === undefined) return 'nothing';
  return means === 'match' ? 'a match' : means === 'person' ? 'a person' : 'this rule';
}
