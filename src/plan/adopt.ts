import { amount } from '../core/decimal.ts';
import { plainName } from '../core/lookup.ts';
import { sayAmount } from '../core/money.ts';
import { bookedOn } from '../core/records.ts';
import type { AnyRecord } from '../core/records.ts';
import { ask, fix } from '../booking/questions.ts';
import type { Fix, Question } from '../booking/desire.ts';
import type { Stand } from './situation.ts';

export type Choice =
  | { readonly is: 'none' }
  | { readonly is: 'one'; readonly candidate: Stand }
  /** `isMarked`: one of them carries our mark of another record. */
  | { readonly is: 'doubt'; readonly question: (part: string) => Question; readonly isMarked: boolean };

/**
 * Law F1: exactly one candidate with equal number, customer, currency and gross is this document; several, or one that
 * differs, is a question with the two side by side. A new document is never made beside a candidate.
 */
export function chooseCandidate(want: AnyRecord, candidates: readonly Stand[]): Choice {
  const alive = candidates.filter((candidate) => !candidate.isGone && candidate.record.kind === want.kind && !isDead(candidate.record));
  if (alive.length === 0) return { is: 'none' };
  const equal = alive.filter((candidate) => isSame(want, candidate.record));
  // What carries our mark of another record was made for that one, also while its answer is lost and nothing links it yet.
  const isMarked = alive.some((candidate) => candidate.reference !== null);
  if (equal.length === 1 && equal[0]?.reference === null) return { is: 'one', candidate: equal[0] };
  const several = equal.length > 1 || alive.length > 1;
  return { is: 'doubt', isMarked, question: (part) => doubt(want, equal.length > 1 ? equal : alive, several, part) };
}

const isDead = (record: AnyRecord): boolean => 'state' in record && (record.state === 'void' || record.state === 'archived');

export function isSame(want: AnyRecord, have: AnyRecord): boolean {
  switch (want.kind) {
    case 'invoice':
    case 'creditNote':
      if (have.kind !== want.kind) return false;
      return (
        want.number === have.number &&
        want.contact === have.contact &&
        want.currency === have.currency &&
        amount(want.totals.gross) === amount(have.totals.gross)
      );
    case 'contact':
      return (
        have.kind === 'contact' &&
        plainName(want.name) === plainName(have.name) &&
        (want.email === null || have.email === null || want.email.toLowerCase() === have.email.toLowerCase())
      );
    case 'payment':
      return (
        have.kind === 'payment' &&
        want.currency === have.currency &&
        amount(want.amount) === amount(have.amount) &&
        want.account === have.account &&
        want.allocations[0]?.invoice === have.allocations[0]?.invoice
      );
    case 'refund':
      return (
        have.kind === 'refund' &&
        want.creditNote === have.creditNote &&
        amount(want.amount) === amount(have.amount) &&
        want.account === have.account
      );
    case 'allocation':
      return (
        have.kind === 'allocation' &&
        want.from.id === have.from.id &&
        want.invoice === have.invoice &&
        amount(want.amount) === amount(have.amount)
      );
    case 'item':
      return have.kind === 'item' && want.code === have.code;
    case 'bankTransaction':
    case 'transfer':
    case 'journal':
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'statementLine':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
      return false;
  }
}

function doubt(want: AnyRecord, candidates: readonly Stand[], isSeveral: boolean, part: string): Question {
  const shown = candidates.slice(0, 5);
  const elsewhere = shown.find(({ record }) => record.kind === 'payment' && want.kind === 'payment' && record.account !== want.account);
  const evidence = {
    source: describe(want),
    ...Object.fromEntries(shown.map(({ record }, index) => [`ledger ${index + 1}`, describe(record)])),
  };
  const links = shown.map(({ record }, index) =>
    fix(`adopt:${record.id}`, `It is the same as ledger ${index + 1}: link them`, {
      do: 'adopt',
      part,
      targetKind: record.kind,
      targetId: record.id,
    }),
  );
  if (elsewhere) return paidElsewhere(want, elsewhere.record, evidence, links);
  return ask(
    isSeveral ? 'several candidates' : 'candidate differs',
    isSeveral
      ? 'Several documents in the ledger could already be this one.'
      : 'A document in the ledger could already be this one, but it differs.',
    evidence,
    [...links, fix('create', 'It is another one: create ours', { do: 'createAnyway', part })],
  );
}

/** Law F2: beside a payment in another account none is made; it would pay the invoice twice. */
function paidElsewhere(want: AnyRecord, there: AnyRecord, evidence: Question['evidence'], links: readonly Fix[]): Question {
  const [agreed, found] = [accountOf(want), accountOf(there)];
  const instructions = `Delete the payment in account ${found} and book it in ${agreed}, if it is not reconciled and its period is open.`;
  return ask(
    'paid elsewhere',
    `The invoice already has a payment of this amount in account ${found}; the mapping says ${agreed}.`,
    { ...evidence, 'account agreed': agreed, 'account found': found },
    [fix('move', `I moved it to ${agreed} in the ledger`, { do: 'byHand', instructions }), ...links],
  );
}

const accountOf = (record: AnyRecord): string => (record.kind === 'payment' ? (record.account ?? '') : '');

/** One line that a bookkeeper recognises the document by. */
export function describe(record: AnyRecord): string {
  const on = bookedOn(record) ?? '';
  switch (record.kind) {
    case 'invoice':
    case 'creditNote':
      return `${record.number ?? '(no number)'} of ${on}, ${sayAmount(record.totals.gross, record.currency)}`;
    case 'payment':
    case 'refund':
    case 'allocation':
    case 'transfer':
    case 'statementLine':
      return `${sayAmount(record.amount, record.currency)} on ${on}`;
    case 'bankTransaction':
      return `${record.does} ${sayAmount(record.totals.gross, record.currency)} on ${on}`;
    case 'journal':
      return `${record.narration} of ${on}`;
    case 'balanceTransaction':
    case 'settlement':
      return `${sayAmount(record.net, record.currency)} on ${on}`;
    case 'payout':
    case 'dispute':
      return `${record.kind} of ${sayAmount(record.amount, record.currency)}`;
    case 'contact':
    case 'item':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
      return record.name;
  }
}
