import type { Day } from '../core/day.ts';
import type { BankImported } from '../engine/bank-import.ts';
import type { MatchReport } from '../engine/bank-match.ts';
import type { BankAccount, KeptLine, LineDecision, LineSuggestion } from '../engine/bank-ports.ts';
import type { RulePreview } from '../engine/bank-rules.ts';
import { counted, sum, timeText, whole } from './figures.ts';
import type { Page } from './office.ts';
import type { Answer } from './run.ts';
import { indented, table, wrapped } from './table.ts';

/** What became of a bank file, and what its lines were found to be. */
export function importedAnswer(result: BankImported, matched: MatchReport | null, page: Page): Answer {
  switch (result.is) {
    case 'known':
      return {
        json: result,
        text: () =>
          wrapped(`This file was imported into ${result.account} at ${timeText(result.importedAt, page)}: nothing is new.`, page.columns),
      };
    case 'rejected':
      return {
        json: result,
        isTrue: false,
        text: () => [
          ...result.problems.slice(0, 20).flatMap((each) => indented(`- ${each}`, page.columns)),
          result.lacks === 'currency'
            ? 'Nothing of the file was imported: say its currency with --currency.'
            : 'Nothing of the file was imported.',
        ],
      };
    case 'asks':
      return asksAnswer(result, page);
    case 'imported':
      return {
        json: { ...result, matched },
        text: () => [
          ...result.accounts.flatMap(({ account, counts, from, through, problems }) => [
            `${account}: ${counted(counts.added, 'new line', page)}, ${whole(counts.changed, page)} changed, ${whole(counts.same, page)} as before` +
              (from === null || through === null ? '.' : `; ${from} to ${through}.`),
            ...problems.slice(0, 20).flatMap((each) => indented(`- ${each}`, page.columns)),
          ]),
          ...(matched === null
            ? wrapped('No flow books bank lines yet: make one with "tieout flows make", then "tieout bank match".', page.columns)
            : matchedText(matched, page)),
        ],
      };
  }
}

function asksAnswer(result: Extract<BankImported, { is: 'asks' }>, page: Page): Answer {
  const { dialect, questions, sample } = result;
  return {
    json: result,
    isTrue: false,
    text: () => [
      'This table is new here. It would be read like this:',
      `  between columns ${JSON.stringify(dialect.delimiter)}, decimals with '${dialect.mark}', days ${dialect.dayOrder}, amounts ${dialect.sign}`,
      ...table(
        [{ title: 'day' }, { title: 'amount', align: 'right' }, { title: 'name' }, { title: 'text', gives: true }],
        sample.map((line) => [line.bookedOn, line.amount, line.counterparty.name ?? '', line.text]),
        page.columns,
      ),
      '',
      ...questions.map(({ about, seen, choices }) => `Not said by the file: ${about} (${seen}): ${choices.join(' or ')}.`),
      ...wrapped(
        questions.length === 0
          ? 'Say that it is right with --yes; it is remembered for this account.'
          : 'Answer with --days, --decimal or --sign, and --yes; it is remembered for this account.',
        page.columns,
      ),
    ],
  };
}

export const matchedText = ({ open, matched, byRule, suggested }: MatchReport, page: Page): readonly string[] =>
  wrapped(
    open === 0
      ? 'No line is open.'
      : `Of ${counted(open, 'open line', page)}: ${whole(matched, page)} found by themselves, ${whole(byRule, page)} by a rule, ${whole(suggested, page)} with suggestions ("tieout bank suggestions"), ${whole(Math.max(0, open - matched - byRule - suggested), page)} unknown.`,
    page.columns,
  );

interface ShownLines {
  readonly lines: readonly KeptLine[];
  readonly decisions: readonly LineDecision[];
  readonly suggestions: readonly LineSuggestion[];
  readonly accounts: readonly BankAccount[];
}

export function linesAnswer({ lines, decisions, suggestions, accounts }: ShownLines, page: Page): Answer {
  const byLine = new Map(decisions.map((each) => [each.line, each]));
  const suggested = new Map(suggestions.map((each) => [each.line, each.choices.length]));
  const shown = lines.map(({ record, isGone }) => {
    const decision = byLine.get(record.id) ?? null;
    return { ...record, isGone, decision, suggestions: suggested.get(record.id) ?? 0 };
  });
  return {
    json: { accounts: accounts.map(({ account, currency, closing }) => ({ account, currency, closing })), lines: shown },
    text: () =>
      shown.length === 0
        ? ['There are no such lines.']
        : table(
            [
              { title: 'line', isExtra: true },
              { title: 'day' },
              { title: 'amount', align: 'right' },
              { title: 'name', gives: true },
              { title: 'text', gives: true },
              { title: 'what it is', gives: true },
            ],
            shown.map((line) => [
              line.id,
              line.bookedOn,
              sum(line.amount, line.currency, page),
              line.counterparty.name ?? '',
              line.text,
              line.isGone ? 'taken back by the bank' : line.state === 'pending' ? 'pending' : foundText(line.decision, line.suggestions),
            ]),
            page.columns,
          ),
  };
}

function foundText(decision: LineDecision | null, suggestions: number): string {
  if (decision === null) return suggestions === 0 ? 'open' : `open, ${suggestions} suggested`;
  const { booked, match } = decision;
  if (match !== null && match.parts.length > 0) return match.parts.map(({ what }) => what).join(', ');
  if (booked.does === 'code') return `${booked.description} (${booked.account})`;
  return match?.by === 'transfer' ? 'between own accounts' : booked.does;
}

interface ShownSuggestions {
  readonly suggestions: readonly LineSuggestion[];
  readonly lines: readonly KeptLine[];
}

export function suggestionsAnswer({ suggestions, lines }: ShownSuggestions, page: Page): Answer {
  const named = new Map(lines.map(({ record }) => [record.id, record]));
  return {
    json: { suggestions: suggestions.map((each) => ({ ...each, record: named.get(each.line) ?? null })) },
    text: () =>
      suggestions.length === 0
        ? ['Nothing is waiting for an answer.']
        : suggestions.flatMap(({ line, choices }) => {
            const record = named.get(line);
            const head = record
              ? `${record.bookedOn}  ${sum(record.amount, record.currency, page)}  ${record.counterparty.name ?? ''}  ${record.text}`
              : '';
            return [
              `${line}  ${head}`,
              ...choices.flatMap((choice, index) => [
                ...indented(
                  `${index + 1}. ${choice.parts.map(({ what, amount, currency }) => `${what}, ${sum(amount, currency, page)}`).join('; ') || choice.evidence.join('; ')}`,
                  page.columns,
                ),
                ...indented(
                  `   because ${choice.evidence.join(', ')}; ${choice.runnerUp}${choice.whyNot === null ? '' : `; cannot be booked by itself: ${choice.whyNot}`}`,
                  page.columns,
                ),
              ]),
              '',
            ];
          }),
  };
}

interface Previewed {
  readonly from: Day;
  readonly through: Day;
  readonly rules: readonly RulePreview[];
  readonly untouched: number;
}

export function previewAnswer(previewed: Previewed, page: Page, all: string): Answer {
  const { from, through, rules, untouched } = previewed;
  return {
    json: previewed,
    text: () => [
      `${all} from ${from} to ${through}; ${whole(untouched, page)} that no rule fits.`,
      ...table(
        [
          { title: 'rule', gives: true },
          { title: 'to' },
          { title: 'lines', align: 'right' },
          { title: 'now something else', align: 'right' },
        ],
        rules.map(({ rule, account, lines }) => [
          rule,
          account,
          whole(lines.length, page),
          whole(lines.filter(({ instead }) => instead === 'a match' || instead === 'a person').length, page),
        ]),
        page.columns,
      ),
    ],
  };
}
