import { plainName } from '../core/lookup.ts';
import type { BankAlias } from './bank-ports.ts';

/** A line that was found by a number which it names, and whose money it was. */
export interface ProvenLine {
  readonly line: string;
  readonly name: string | null;
  readonly of: readonly (string | null)[];
}

/** One line proves nothing about a name: anybody may pay one invoice for somebody else. */
const fewestLines = 2;

/**
 * Names that a bank writes and the books do not know, and whom they stand for ('STRIPE PAYMENTS UK' is Stripe): where numbers on
 * several lines prove one counterparty, and none proves another. An accountant who pays for many customers stands for none of them.
 */
export function provenNames(proven: readonly ProvenLine[], known: readonly string[]): readonly BankAlias[] {
  const booked = new Set(known.map(plainName));
  const byName = Map.groupBy(
    proven.filter(({ name }) => name !== null && plainName(name) !== '' && !booked.has(plainName(name))),
    ({ name }) => plainName(name ?? ''),
  );
  return [...byName].flatMap(([name, lines]): readonly BankAlias[] => {
    const counterparties = new Map(lines.flatMap(({ of }) => of).map((each) => [each === null ? null : plainName(each), each]));
    const [counterparty = null] = counterparties.values();
    const isProven = counterparties.size === 1 && counterparty !== null && new Set(lines.map(({ line }) => line)).size >= fewestLines;
    return isProven ? [{ name, counterparty }] : [];
  });
}
