import { add, amount, decimal, zero } from '../src/core/decimal.ts';
import { formatMoney, readMoney } from '../src/core/money.ts';
import { wholeDocument } from '../src/proof/posting.ts';
import type { Proof } from '../src/proof/proof.ts';
import type { Balances } from './check-books.ts';

// What a proof of order lines says, as figures and in words.

export const currency = 'GBP';
export const say = (text: string): void => console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`);

const documentKinds: readonly string[] = ['invoice', 'creditNote'];

export function countsOf({ counts }: Proof) {
  const all = counts.filter(({ kind }) => documentKinds.includes(kind));
  const sum = (of: 'atSource' | 'inSync' | 'pending' | 'held' | 'excluded'): number => all.reduce((total, count) => total + count[of], 0);
  return { documents: sum('atSource'), synced: sum('inSync'), held: sum('held'), excluded: sum('excluded'), pending: sum('pending') };
}

export function totalsOf(proof: Proof) {
  const total = (side: 'source' | 'target'): string => amount(wholes(proof).reduce((sum, row) => add(sum, decimal(row[side])), zero));
  const unexplained = proof.unexplained.find((each) => each.currency === currency)?.amount ?? '0';
  return { sourceTotal: total('source'), targetTotal: total('target'), difference: shown(unexplained) };
}

const wholes = (proof: Proof) =>
  proof.rows.filter((row) => row.account === wholeDocument && documentKinds.includes(row.kind) && row.currency === currency);

const shown = (text: string): string => {
  const whole = readMoney(text, currency);
  return whole === null ? text : formatMoney(whole);
};

export function show(proof: Proof): void {
  say(
    `${proof.word}; difference ${proof.headline.map((each) => `${each.amount} ${each.currency}`).join(', ') || 'none'}, unexplained ${totalsOf(proof).difference}`,
  );
  for (const { cause, differences, size } of proof.causes) say(`  ${cause}: ${differences} documents, ${size} ${currency}`);
}

/** What the proof says that the ledger's documents moved, by account. */
export function accountsOf(proof: Proof): Balances {
  const sums: Record<string, string> = {};
  for (const row of proof.rows)
    if (row.account !== wholeDocument) sums[row.account] = amount(add(decimal(sums[row.account] ?? '0'), decimal(row.target)));
  return Object.fromEntries(Object.entries(sums).filter(([, figure]) => figure !== '0'));
}

export function readJson(text: string): Readonly<Record<string, unknown>> {
  const read: unknown = JSON.parse(text);
  return typeof read === 'object' && read !== null ? Object.fromEntries(Object.entries(read)) : {};
}
