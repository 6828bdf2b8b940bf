import type { BankAccountRow, BankLineFound, BankLineRow, BankMatchRow } from '../api/bank.ts';
import { printOfMatch } from '../engine/bank-decide.ts';
import type { AccountTotals, BankAccount, KeptLine, LineDecision, LineSuggestion, TellingMatch } from '../engine/bank-ports.ts';
import { ledgerAccountOf } from '../mapping/bank.ts';
import type { BankMapping } from '../mapping/bank.ts';

/** Lines as pages show them, each with what was decided about it. */
export function lineRow(decisions: readonly LineDecision[], suggestions: readonly LineSuggestion[]): (kept: KeptLine) => BankLineRow {
  const decided = new Map(decisions.map((each) => [each.line, each]));
  const suggested = new Map(suggestions.map(({ line, choices }) => [line, choices.length]));
  return (kept) => rowOf({ kept, decision: decided.get(kept.record.id) ?? null, suggestions: suggested.get(kept.record.id) ?? 0 });
}

interface Known {
  readonly kept: KeptLine;
  readonly decision: LineDecision | null;
  readonly suggestions: number;
}

export function rowOf({ kept, decision, suggestions }: Known): BankLineRow {
  const { record, isGone } = kept;
  return {
    line: record.id,
    account: record.account,
    bookedOn: record.bookedOn,
    amount: record.amount,
    currency: record.currency,
    counterparty: record.counterparty.name,
    text: record.text,
    reference: record.reference,
    state: isGone ? 'gone' : record.state,
    found: foundAs({ kept, decision, suggestions }),
    decision: decision === null ? null : decisionRow(decision),
    suggestions,
  };
}

function foundAs({ kept: { record, isGone }, decision, suggestions }: Known): BankLineFound {
  if (isGone) return 'gone';
  if (record.state === 'pending') return 'pending';
  if (decision === null) return suggestions === 0 ? 'open' : 'suggested';
  if (decision.booked.does === 'stand' && decision.booked.has.length === 0) return 'left out';
  return decision.means === 'match' ? 'matched' : 'booked';
}

const decisionRow = ({ means, decidedAt, decidedBy, booked, match }: LineDecision): BankLineRow['decision'] => ({
  means,
  decidedAt,
  decidedBy,
  booked,
  match: match === null ? null : matchRow(match),
});

export const matchRow = (told: TellingMatch): BankMatchRow => {
  const { by, lines, parts, difference, doubtPerMillion, evidence, runnerUp, whyNot } = told;
  return {
    match: printOfMatch(told),
    by,
    lines,
    parts: parts.map(({ item, what, amount, currency, counterparty }) => ({ item, what, amount, currency, counterparty })),
    difference,
    doubtPerMillion,
    evidence,
    runnerUp,
    whyNot,
  };
};

/** Accounts as pages show them, each with what is left to do. */
export function accountRows(
  accounts: readonly BankAccount[],
  totals: readonly AccountTotals[],
  { bank, names }: { readonly bank: BankMapping | null; readonly names: ReadonlyMap<string, string> },
): readonly BankAccountRow[] {
  const known = new Map(totals.map((each) => [each.account, each]));
  return accounts.map(({ account, currency, closing }) => {
    const { lines = 0, open = 0, suggested = 0, last = null, lastFile = null } = known.get(account) ?? {};
    return {
      account,
      name: names.get(account) ?? account,
      currency,
      closing,
      ledgerAccount: bank === null ? null : ledgerAccountOf(bank, account),
      lines,
      open,
      suggested,
      last:
        last === null ? null : { on: last.bookedOn, amount: last.amount, text: [last.counterparty.name ?? '', last.text].join(' ').trim() },
      lastFile,
    };
  });
}
