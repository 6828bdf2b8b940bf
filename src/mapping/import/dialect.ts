import { dateSays } from './dates.ts';
import type { DateOrder } from './dates.ts';
import { figureSays } from './figures.ts';
import type { Decimals } from './figures.ts';
import type { ImportProfile } from './profile.ts';
import type { RowProblem } from './row.ts';

/** How one whole file writes figures and dates. */
export interface Dialect {
  readonly decimals: Decimals;
  readonly dates: DateOrder;
}

export interface DialectWatch {
  figure(text: string, line: number): void;
  date(text: string, line: number): void;
  /** After the last row: one way of reading that fits all that was seen, or the question that only a person can answer. */
  decide(): { readonly dialect: Dialect } | { readonly problems: readonly RowProblem[] };
}

interface Witness {
  readonly text: string;
  readonly line: number;
}

/** Watches every figure and date of a file, so that its way of writing is decided once and never guessed row by row. */
export function watchDialect({ file }: ImportProfile): DialectWatch {
  const figures = new Map<string, Witness>();
  const dates = new Map<string, Witness>();
  const keep = (seen: Map<string, Witness>, says: string, witness: Witness): void => {
    if (says !== 'either' && says !== 'neither' && !seen.has(says)) seen.set(says, witness);
  };
  return {
    // Nothing is left to learn once both ways, or the only question, have a witness.
    figure: (text, line) => (file.decimals === 'auto' && figures.size < 3 ? keep(figures, figureSays(text), { text, line }) : undefined),
    date: (text, line) => (file.dates === 'auto' && dates.size < 3 ? keep(dates, dateSays(text), { text, line }) : undefined),
    decide: () => {
      const decimals = choose(figures, file.decimals, figureWords);
      const order = choose(dates, file.dates, dateWords);
      if (typeof decimals === 'string' && typeof order === 'string') return { dialect: { decimals, dates: order } };
      return { problems: [decimals, order].filter((each) => typeof each !== 'string') };
    },
  };
}

interface Words<Way extends string> {
  readonly ways: readonly [Way, Way];
  readonly column: string;
  readonly means: Readonly<Record<Way, string>>;
  readonly setting: string;
}

const figureWords: Words<Decimals> = {
  ways: ['point', 'comma'],
  column: 'figures',
  means: { point: 'a decimal point', comma: 'a decimal comma' },
  setting: 'decimals',
};
const dateWords: Words<DateOrder> = {
  ways: ['dayFirst', 'monthFirst'],
  column: 'dates',
  means: { dayFirst: 'the day first', monthFirst: 'the month first' },
  setting: 'dates',
};

function choose<Way extends string>(seen: ReadonlyMap<string, Witness>, said: Way | 'auto', words: Words<Way>): Way | RowProblem {
  if (said !== 'auto') return said;
  const [one, other] = words.ways;
  const [first, second, unclear] = [seen.get(one), seen.get(other), seen.get('differs')];
  const question = {
    document: null,
    column: words.column,
    fix: `say 'file: { ${words.setting}: ${one} }' or '${other}' in the import profile`,
  };
  if (first && second) {
    const [early, late] = first.line <= second.line ? [first, second] : [second, first];
    return {
      ...question,
      line: late.line,
      seen: `'${late.text}' in line ${late.line} and '${early.text}' in line ${early.line}`,
      expected: `${words.means[one]} or ${words.means[other]} in the whole file`,
    };
  }
  if (first) return one;
  if (second) return other;
  if (unclear === undefined) return one;
  return {
    ...question,
    line: unclear.line,
    seen: `'${unclear.text}', which has two meanings, and nothing in the file that decides between them`,
    expected: `${words.means[one]} or ${words.means[other]}`,
  };
}
