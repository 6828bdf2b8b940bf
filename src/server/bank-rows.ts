import type { BankLineRow, BankMatchRow } from '../api/bank.ts';
import type { KeptLine, LineDecision, LineSuggestion, TellingMatch } from '../engine/bank-ports.ts';

/** Lines as pages show them, each with what was decided about it. */
export function lineRow(decisions: readonly LineDecision[], suggestions: readonly LineSuggestion[]): (kept: KeptLine) => BankLineRow {
  const decided = new Map(decisions.map((each) => [each.line, each]));
  const suggested = new Map(suggestions.map(({ line, choices }) => [line, choices.length]));
  return ({ record, isGone }) => {
    const decision = decided.get(record.id);
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
      decision: decision === undefined ? null : decisionRow(decision),
      suggestions: suggested.get(record.id) ?? 0,
    };
  };
}

const decisionRow = ({ means, decidedAt, decidedBy, booked, match }: LineDecision): BankLineRow['decision'] => ({
  means,
  decidedAt,
  decidedBy,
  booked,
  match: match === null ? null : matchRow(match),
});

export const matchRow = ({ by, lines, parts, difference, doubtPerMillion, evidence, runnerUp, whyNot }: TellingMatch): BankMatchRow => ({
  by,
  lines,
  parts: parts.map(({ item, what, amount, currency, counterparty }) => ({ item, what, amount, currency, counterparty })),
  difference,
  doubtPerMillion,
  evidence,
  runnerUp,
  whyNot,
});
