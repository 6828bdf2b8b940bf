import type { Command, Help, HelpConfiguration } from 'commander';
import { wrapped } from './table.ts';

/** Beside a term a description needs this room; where there is less, it stands below. */
const roomBeside = 50;

/** How help is set: within the width of the terminal, however narrow that is. */
export const helpLayout: HelpConfiguration = {
  formatItem: (term: string, termWidth: number, description: string, helper: Help): string => {
    const width = helper.helpWidth ?? 80;
    if (description === '') return `  ${term}`;
    const beside = width - termWidth - 4;
    if (beside < roomBeside) return [`  ${term}`, ...wrapped(description, width - 6).map((line) => `      ${line}`)].join('\n');
    const [first = '', ...rest] = wrapped(description, beside);
    return [`  ${term.padEnd(termWidth)}  ${first}`, ...rest.map((line) => ' '.repeat(termWidth + 4) + line)].join('\n');
  },
};

/** What commander says of arguments that it does not understand, as a sentence. */
export const sentenceOfParser = (text: string): string =>
  text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase()).replace(/^([^\n]*[^.?!\n])\n/, '$1.\n');

/** After each of these sentences stands where to read on. */
export function pointToHelp(command: Command, path: string): void {
  command.showHelpAfterError(`See ${path} --help.`);
  for (const inner of command.commands) pointToHelp(inner, `${path} ${inner.name()}`);
}
