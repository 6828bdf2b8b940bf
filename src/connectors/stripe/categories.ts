import type { BalanceMove, ProcessorFee } from '../../core/processor-records.ts';

/**
 * What each of Stripe's reporting categories is ("Reporting categories"; Stripe itself says to classify by them and not by `type`).
 * What is not in this table is `other`, which is asked about and never taken for income or a cost.
 */
const moves: Readonly<Record<string, BalanceMove>> = {
  charge: 'charge',
  charge_failure: 'chargeFailure',
  refund: 'refund',
  // The rest of an authorisation that was not captured: it takes back what the charge had put there.
  partial_capture_reversal: 'refund',
  refund_failure: 'refundFailure',
  dispute: 'dispute',
  dispute_reversal: 'disputeReversal',
  fee: 'fee',
  network_cost: 'fee',
  tax: 'fee',
  payout: 'payout',
  payout_reversal: 'payoutReversal',
  topup: 'topUp',
  topup_reversal: 'topUpReversal',
  risk_reserved_funds: 'reserve',
  connect_reserved_funds: 'reserve',
  advance: 'loan',
  advance_funding: 'loan',
  financing_payout: 'loan',
  financing_payout_reversal: 'loan',
  anticipation_repayment: 'loanRepayment',
  financing_paydown: 'loanRepayment',
  financing_paydown_reversal: 'loanRepayment',
  transfer: 'transfer',
  transfer_reversal: 'transfer',
};

export const moveOf = (category: string): BalanceMove => moves[category] ?? 'other';

const fees: Readonly<Record<string, ProcessorFee['for']>> = {
  stripe_fee: 'processing',
  application_fee: 'application',
  payment_method_passthrough_fee: 'network',
  tax: 'tax',
  withheld_tax: 'withheldTax',
};

/** What a fee is for. Stripe's own fee on a dispute is the dispute's. */
export function feeFor(type: string, move: BalanceMove): ProcessorFee['for'] {
  const found = fees[type] ?? 'other';
  return found === 'processing' && (move === 'dispute' || move === 'disputeReversal') ? 'dispute' : found;
}
