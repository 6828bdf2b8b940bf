import { absolute, add, amount, compare, decimal, multiply, subtract } from '../core/decimal.ts';
import type { AnyRecord, Line } from '../core/records.ts';

/**
 * What an update writes: the source's new figures, with the coding that the ledger's people have changed since we wrote,
 * line by line (law F41). `asked` is what we last asked for, `seen` what stands there now.
 */
export function keepLedgerCoding(want: AnyRecord, asked: AnyRecord, seen: AnyRecord): AnyRecord {
  if ((want.kind !== 'invoice' && want.kind !== 'creditNote') || asked.kind !== want.kind || seen.kind !== want.kind) return want;
  const lines = want.lines.map((line, index) => {
    const isReworded = asked.lines[index]?.id !== null && asked.lines[index]?.id === seen.lines[index]?.id;
    const before = placeOf(line, index, asked.lines, isReworded && asked.lines.length === want.lines.length);
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

/**
 * Where a line stood on another image: at its place when it is alike, else where the only one of that description is. Once an
 * update has kept people's wording, the place has to do.
 */
function placeOf(line: Line, index: number, lines: readonly Line[], isSameLength = false): number | null {
  const here = lines[index];
  if (here && (here.description === line.description || amount(here.amount) === amount(line.amount))) return index;
  const alike = lines.flatMap((other, place) => (other.description === line.description ? [place] : []));
  if (alike.length === 1) return alike[0] ?? null;
  return isSameLength && here ? index : null;
}

/** People who edit lines in the ledger leave them in order: where their number is the same, the place is the same. */
const placeInLedger = (index: number, asked: readonly Line[], seen: readonly Line[]): number | null => {
  const line = asked[index];
  return (line ? placeOf(line, index, seen) : null) ?? (asked.length === seen.length ? index : null);
};

function keepLine(line: Line, asked: Line | null, seen: Line | null): Line {
  if (asked === null || seen === null) return line;
  // A line that an update has been through carries what it kept then: its coding is the ledger's, whoever wrote it last.
  const wasKept = asked.id !== null && asked.id === seen.id;
  const keeps = <T>(before: T, now: T): boolean => wasKept || before !== now;
  return {
    ...line,
    id: seen.id,
    // A ledger keeps what is not said of a line that it knows: that there is no discount any more has to be said.
    discount: line.discount ?? (seen.discount === null ? null : { percent: '0' }),
    description: keeps(plainly(asked.description), plainly(seen.description)) ? seen.description : line.description,
    account: keeps(asked.account, seen.account) ? seen.account : line.account,
    item: keeps(asked.item, seen.item) ? seen.item : line.item,
    taxes: keepTaxCode(line, asked, seen, wasKept),
  };
}

/** Another code with the same tax is coding; another tax is the source's. Zero rates differ by treatment (law F32), so theirs is the source's. */
function keepTaxCode(line: Line, asked: Line, seen: Line, wasKept: boolean): Line['taxes'] {
  const [wanted, before, there] = [line.taxes[0], asked.taxes[0], seen.taxes[0]];
  if (!wanted || !before || !there || line.taxes.length + asked.taxes.length + seen.taxes.length !== 3) return line.taxes;
  const isRecoded = before.rate !== there.rate && amount(before.amount) === amount(there.amount);
  const isSameRate = wasKept && amount(there.amount) !== '0' && isAsHigh(line, seen);
  return isRecoded || isSameRate ? [{ ...wanted, rate: there.rate }] : line.taxes;
}

/** Whether two lines carry the same rate of tax, as far as rounding to a penny lets one tell. */
function isAsHigh(a: Line, b: Line): boolean {
  const [left, right] = [multiply(taxOf(a), decimal(b.amount)), multiply(taxOf(b), decimal(a.amount))];
  const slack = multiply(decimal('0.01'), add(absolute(decimal(a.amount)), absolute(decimal(b.amount))));
  return compare(absolute(subtract(left, right)), slack) <= 0;
}

const taxOf = (line: Line) => decimal(line.taxes[0]?.amount ?? '0');

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
