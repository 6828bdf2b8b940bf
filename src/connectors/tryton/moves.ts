import type { Wire } from './wire.ts';
import { childOf, figureOrZero, idOut, isSet, needText, textOf } from './wire.ts';
import { versionOf } from './reading.ts';
import { rowsOf } from './rpc.ts';
import type { Line } from './rpc.ts';
import { amount, decimal, subtract } from '../../core/decimal.ts';
import type { Facts } from './settings.ts';

export const moveFields = ['date', 'description', 'state', 'origin', 'journal'] as const;

/** One line of a move, debits positive, in the currency that it was made in. */
export interface MoveLine {
  readonly id: string;
  readonly account: string;
  readonly party: string | null;
  readonly description: string;
  readonly amount: string;
  readonly currency: string;
  /** Whether the line is on an account whose lines are matched: what a customer owes. */
  readonly isMatched: boolean;
}

export interface MoveRead {
  readonly row: Wire;
  readonly lines: readonly MoveLine[];
  readonly isVoid: boolean;
}

/** Moves with their lines; a move that another one cancels is void. */
export async function movesOf(line: Line, facts: Facts, rows: readonly Wire[]): Promise<readonly MoveRead[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => needText(row, 'id'));
  const lines = await rowsOf(line, {
    model: 'account.move.line',
    domain: [['move', 'in', ids.map(idOut)]],
    fields: [
      'move',
      'account',
      'account.reconcile',
      'party',
      'description',
      'debit',
      'credit',
      'second_currency',
      'amount_second_currency',
    ],
  });
  const cancelling = await rowsOf(line, {
    model: 'account.move',
    domain: [['origin', 'in', ids.map((id) => `account.move,${id}`)]],
    fields: ['origin'],
  });
  const over = new Set(cancelling.map((row) => textOf(row, 'origin')));
  const base = await facts.baseCurrency();
  const read = new Map<string, MoveLine[]>();
  for (const row of lines) {
    const move = needText(row, 'move');
    read.set(move, [...(read.get(move) ?? []), await lineOf(row, facts, base)]);
  }
  return rows.map((row) => {
    const id = needText(row, 'id');
    return { row, lines: read.get(id) ?? [], isVoid: over.has(`account.move,${id}`) };
  });
}

async function lineOf(row: Wire, facts: Facts, base: string): Promise<MoveLine> {
  const second = textOf(row, 'second_currency');
  const own = amount(subtract(decimal(figureOrZero(row, 'debit')), decimal(figureOrZero(row, 'credit'))));
  return {
    id: needText(row, 'id'),
    account: await facts.codeOf(needText(row, 'account')),
    party: textOf(row, 'party'),
    description: textOf(row, 'description') ?? '',
    amount: second === null ? own : figureOrZero(row, 'amount_second_currency'),
    currency: second === null ? base : await facts.currencyOf(second),
    isMatched: isSet(childOf(row, 'account.'), 'reconcile'),
  };
}

/** A move that is cancelled does not change itself: another one names it. */
export async function cancelledSince(line: Line, changed: readonly unknown[]): Promise<readonly string[]> {
  const rows = await rowsOf(line, {
    model: 'account.move',
    domain: [['company', '=', idOut(line.company)], ['origin', 'like', 'account.move,%'], ...changed],
    fields: ['origin'],
  });
  return rows.map((row) => needText(row, 'origin').split(',')[1] ?? '0');
}

export const moveVersion = (row: Wire, isVoid: boolean): string => `${versionOf(row)}${isVoid ? ' cancelled' : ''}`;
