import { amount, decimal, equal, sum } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import type { Day } from '../core/day.ts';
import { dayFrom, fullYear, inOneLine, markOf, orNull, readFigure } from './figures.ts';
import type { DecimalMark } from './figures.ts';
import { noAccount, plainLine, problem } from './statement.ts';
import type { Found, StatementReader } from './statement.ts';
import { textLines } from './text-lines.ts';
import type { TextLine } from './text-lines.ts';

/** What a QIF file does not say: a person does, or the file's other dates and figures. */
export interface QifWays {
  /** Which comes first in a date: null takes it from the file where it shows (13/4), and else reads month first, with a warning. */
  readonly dayFirst: boolean | null;
}

interface Block {
  readonly at: number;
  readonly fields: readonly TextLine[];
}

/**
 * Quicken Interchange Format: a field a line, its first letter says which, `^` ends a record. It names neither currency nor
 * account nor ids, and its dates are those of some country: so the whole file is looked at before the first line is told.
 */
export function qifReader(ways: QifWays = { dayFirst: null }): StatementReader {
  const lines = textLines();
  const blocks: Block[] = [];
  let fields: TextLine[] = [];
  let isBank = true;
  const account: { name: string | null } = { name: null };
  const take = ({ text, at }: TextLine): void => {
    if (text.startsWith('!')) {
      const type = text.slice(1).trim().toLowerCase();
      if (type.startsWith('type:')) isBank = !/^type:(cat|class|memorized|invst|prices|security|budget|tag)/.test(type);
      else if (type === 'account') isBank = false;
      fields = [];
    } else if (text.trim() === '^') {
      if (isBank && fields.length > 0) blocks.push({ at: fields[0]?.at ?? at, fields });
      else if (account.name === null) account.name = valueOf(fields, 'N');
      fields = [];
    } else if (text.trim() !== '') fields.push({ text, at });
  };
  return {
    push: (text) => {
      for (const line of lines.push(text)) take(line);
      return [];
    },
    end: () => {
      for (const line of lines.end()) take(line);
      if (isBank && fields.length > 0) blocks.push({ at: fields[0]?.at ?? 0, fields });
      return tell(blocks, account.name, ways);
    },
  };
}

const valueOf = (fields: readonly TextLine[], letter: string): string | null =>
  orNull(fields.find(({ text }) => text.startsWith(letter))?.text.slice(1));

function tell(blocks: readonly Block[], name: string | null, ways: QifWays): readonly Found[] {
  const dates = blocks.flatMap(({ fields }) => valueOf(fields, 'D') ?? []);
  const shown = dayFirstIn(dates);
  const dayFirst = shown ?? ways.dayFirst;
  const marks = new Set(blocks.flatMap(({ fields }) => markOf(figureText(fields)) ?? []));
  const mark: DecimalMark = marks.has(',') && !marks.has('.') ? ',' : '.';
  const head: Found = {
    is: 'statement',
    statement: { account: { ...noAccount, number: name }, currency: null, number: null, from: null, through: null },
  };
  const warning =
    dayFirst === null && dates.some((text) => !isUnambiguous(text))
      ? [
          problem(
            0,
            `dates such as ${dates.find((text) => !isUnambiguous(text)) ?? ''}`,
            'dates that show which comes first, day or month; the month was taken',
          ),
        ]
      : [];
  if (blocks.length === 0)
    return [head, problem(1, 'a QIF file without any line of a bank account', 'records under !Type:Bank, Cash or CCard')];
  return [head, ...warning, ...blocks.flatMap((block) => lineOf(block, dayFirst ?? false, mark))];
}

const figureText = (fields: readonly TextLine[]): string => valueOf(fields, 'T') ?? valueOf(fields, 'U') ?? '';

function lineOf({ at, fields }: Block, dayFirst: boolean, mark: DecimalMark): readonly Found[] {
  const date = valueOf(fields, 'D');
  const shown = figureText(fields);
  const bookedOn = date === null ? null : qifDay(date, dayFirst);
  const figure = readFigure(shown, mark);
  if (bookedOn === null) return [problem(at, date === null ? 'a record without a date' : `the date '${date}'`, 'a day such as 3/31/2026')];
  if (figure === null)
    return [problem(at, shown === '' ? 'a record without an amount' : `the amount '${shown}'`, 'a figure such as -12.50')];
  const [payee, memo] = [valueOf(fields, 'P'), valueOf(fields, 'M')];
  const isOpening = payee?.toLowerCase() === 'opening balance';
  if (isOpening) return [{ is: 'balance', balance: { of: 'opening', on: bookedOn, amount: figure, currency: null, at } }];
  const splits = splitsOf(fields, mark);
  const complaint =
    splits.length > 0 && !equal(sum(splits.map(decimal)), decimal(figure))
      ? [problem(at, `parts that add up to ${amount(sum(splits.map(decimal)))}`, `the amount ${figure}`)]
      : [];
  return [
    ...complaint,
    {
      is: 'line',
      line: {
        ...plainLine,
        bookedOn,
        amount: figure,
        counterparty: { name: payee, account: null },
        text: inOneLine([payee, memo].filter((part) => part !== null).join(' ')),
        chequeNumber: valueOf(fields, 'N'),
        code: valueOf(fields, 'L'),
        at,
      },
    },
  ];
}

const splitsOf = (fields: readonly TextLine[], mark: DecimalMark): readonly Amount[] =>
  fields.flatMap(({ text }) => (text.startsWith('$') ? (readFigure(text.slice(1), mark) ?? []) : []));

const partsOf = (text: string): readonly string[] | null => {
  const parts = /^\s*(\d{1,4})\s*[/.\-']\s*(\d{1,2})\s*[/.\-']\s*(\d{1,4})/.exec(text);
  return parts === null ? null : parts.slice(1);
};

/** `3/31/2026`, `31.3.26`, `3/31'26` (the apostrophe is of this century), `2026-03-31`. */
function qifDay(text: string, dayFirst: boolean): Day | null {
  const parts = partsOf(text);
  if (parts === null) return null;
  const [first = '', second = '', third = ''] = parts;
  if (first.length === 4) return dayFrom(first, second, third)?.day ?? null;
  const year = third.length === 4 ? third : text.includes("'") ? `20${third.padStart(2, '0')}` : fullYear(third.padStart(2, '0'));
  return (dayFirst ? dayFrom(year, second, first) : dayFrom(year, first, second))?.day ?? null;
}

const isUnambiguous = (text: string): boolean => {
  const [first = '', second = ''] = partsOf(text) ?? [];
  return first.length === 4 || Number(first) > 12 || Number(second) > 12 || first === second;
};

/** True: some date has a first part above twelve. False: some second part has. Null: no date shows it. */
function dayFirstIn(dates: readonly string[]): boolean | null {
  for (const text of dates) {
    const [first = '', second = ''] = partsOf(text) ?? [];
    if (first.length === 4) continue;
    if (Number(first) > 12) return true;
    if (Number(second) > 12) return false;
  }
  return null;
}
