import { amount } from '../core/decimal.ts';
import type { AnyRecord, Line } from '../core/records.ts';

/**
 * What an update writes: the source's new figures, with the coding that the ledger's people have changed since we wrote,
 * line by line (law F41). `asked` is what we last asked for, `seen` what stands there now.
 */
export function keepLedgerCoding(want: AnyRecord, asked: AnyRecord, seen: AnyRecord): AnyRecord {
  if ((want.kind !== 'invoice' && want.kind !== 'creditNote') || asked.kind !== want.kind || seen.kind !== want.kind) return want;
  const lines = want.lines.map((line, index) => {
    const before = placeOf(line, index, asked.lines);
    if (before === null) return line;
    const there = placeInLedger(before, asked.lines, seen.lines);
    return keepLine(line, asked.lines[before] ?? null, there === null ? null : (seen.lines[there] ?? null));
  });
  return {
    ...want,
    lines,
    reference: asked.reference === seen.reference ? want.reference : seen.reference,
  };
}

/** Where a line stood on another image: at its place when it is alike, else where the only one of that description is. */
function placeOf(line: Line, index: number, lines: readonly Line[]): number | null {
  const here = lines[index];
  if (here && (here.description === line.description || amount(here.amount) === amount(line.amount))) return index;
  const alike = lines.flatMap((other, place) => (other.description === line.description ? [place] : []));
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

/** People who edit lines in the ledger leave them in order: where their number is the same, the place is the same. */
const placeInLedger = (index: number, asked: readonly Line[], seen: readonly Line[]): number | null => {
  const line = asked[index];
  return (line ? placeOf(line, index, seen) : null) ?? (asked.length === seen.length ? index : null);
};

function keepLine(line: Line, asked: Line | null, seen: Line | null): Line {
  if (asked === null || seen === null) return line;
  const recodedTax =
    asked.taxes.length === 1 &&
    seen.taxes.length === 1 &&
    asked.taxes[0]?.rate !== seen.taxes[0]?.rate &&
    amount(asked.taxes[0]?.amount ?? '0') === amount(seen.taxes[0]?.amount ?? '0');
  return {
    ...line,
    id: seen.id,
    // A ledger keeps what is not said of a line that it knows: that there is no discount any more has to be said.
    discount: line.discount ?? (seen.discount === null ? null : { percent: '0' }),
    description: plainly(asked.description) === plainly(seen.description) ? line.description : seen.description,
    account: asked.account === seen.account ? line.account : seen.account,
    item: asked.item === seen.item ? line.item : seen.item,
    taxes:
      recodedTax && line.taxes.length === 1 && line.taxes[0] && seen.taxes[0]
        ? [{ ...line.taxes[0], rate: seen.taxes[0].rate }]
        : line.taxes,
  };
}

/** Ledgers trim texts; that is no edit. */
const plainly = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

export interface LineRecoding {
  readonly line: number;
  readonly field: 'account' | 'item' | 'tax';
  readonly before: string;
  readonly after: string;
}

/** The lines whose account, item or tax code a person changed in the ledger: recorded, never held. */
export function recodings(asked: AnyRecord, seen: AnyRecord): readonly LineRecoding[] {
  if ((asked.kind !== 'invoice' && asked.kind !== 'creditNote') || seen.kind !== asked.kind) return [];
  const seenLines: readonly Line[] = seen.lines;
  return asked.lines.flatMap((line, index) => {
    const place = placeInLedger(index, asked.lines, seenLines);
    const there = place === null ? undefined : seenLines[place];
    if (!there) return [];
    const fields = [
      ['account', line.account, there.account],
      ['item', line.item, there.item],
      ['tax', line.taxes[0]?.rate ?? null, there.taxes[0]?.rate ?? null],
    ] as const;
    return fields.flatMap(([field, before, after]) =>
      before === after ? [] : [{ line: index + 1, field, before: before ?? '', after: after ?? '' }],
    );
  });
}
