import { sentences } from '../proof/causes.ts';
import type { Control, ControlDay } from '../proof/controls.ts';
import { figure, kindText, sum, whole } from './figures.ts';
import type { Page } from './office.ts';
import { indented, table } from './table.ts';

/** Accounts that must be what a processor says: how they stand at the end, or day by day, and every difference by its name. */
export function controlLines(controls: readonly Control[], page: Page, isWhole: boolean): readonly string[] {
  if (controls.length === 0) return [];
  const rows = controls.flatMap((control) => shownDays(control, isWhole).map((day) => rowOf(control, day, page)));
  return [
    '',
    ...table(
      [
        { title: 'at the end of' },
        { title: 'account', gives: true },
        { title: 'processor', align: 'right' },
        { title: 'ledger', align: 'right' },
        { title: 'difference', align: 'right' },
        { title: '' },
      ],
      rows,
      page.columns,
    ),
    ...controls.flatMap((control) => [...nameLines(control, page), ...itemLines(control, page)]),
  ];
}

/** The last day, and with all of them each on which something moved; days that a difference has no name for are always shown. */
const shownDays = ({ days }: Control, isWhole: boolean): readonly ControlDay[] =>
  days.filter((day, index) => isWhole || index === days.length - 1 || day.unexplained !== '0');

const rowOf = ({ of, account, currency }: Control, day: ControlDay, page: Page): readonly string[] => [
  day.day,
  `${account} ${words[of]}`,
  figure(day.processor, currency, page),
  figure(day.ledger, currency, page),
  figure(day.difference, currency, page),
  currency,
];

const words: Readonly<Record<Control['of'], string>> = {
  clearing: 'balance',
  transit: 'on its way',
  disputed: 'disputed',
};

const nameLines = ({ account, currency, named }: Control, page: Page): readonly string[] =>
  named.flatMap(({ cause, amount, key, target, day, detail }) => {
    const of = key ?? target;
    const what = of === null ? '' : `${kindText(of.kind)} ${of.id} `;
    return line(`${account}: ${what}of ${day}: ${sum(amount, currency, page)}, ${cause}. ${detail ?? sentences[cause]}`, page);
  });

const mostShown = 12;

function itemLines({ account, currency, listed }: Control, page: Page): readonly string[] {
  const shown = listed.slice(0, mostShown).flatMap(({ id, cause, amount, since, until, isLate }) => {
    const due = until === null ? '' : `, due ${until}${isLate ? ', which is past' : ''}`;
    return line(`${account}: ${id}: ${sum(amount, currency, page)}, ${cause} since ${since}${due}.`, page);
  });
  return listed.length > mostShown ? [...shown, `… and ${whole(listed.length - mostShown, page)} more on ${account}.`] : shown;
}

const line = (text: string, page: Page): readonly string[] => [`- ${indented(text, page.columns).join('\n').trimStart()}`];
