import { add, amount, decimal, isZero } from '../core/decimal.ts';
import { kinds } from '../core/records.ts';
import { sentences } from '../proof/causes.ts';
import { nameOf } from '../engine/prove-flow.ts';
import { wholeDocument } from '../proof/posting.ts';
import type { CurrencyAmount, Difference, Proof, ProofRow } from '../proof/proof.ts';
import { controlLines } from './control-text.ts';
import { counted, figure, kindText, sum, whole } from './figures.ts';
import type { Page } from './office.ts';
import { indented, table, wrapped } from './table.ts';

/**
 * A proof as people read it: both sides first, then what differs and why, and the word last. Of a flow that is off nobody takes up
 * what is new at the source, and the word says so.
 */
export function proofLines(proof: Proof, page: Page, isWhole: boolean, isOff = false): readonly string[] {
  return [
    `${proof.flow}, ${nameOf(proof.period)}`,
    '',
    ...sideTable(isWhole ? proof.rows : summed(proof.rows), page, isWhole),
    ...ledgerTable(proof, page),
    ...controlLines(proof.controls, page, isWhole),
    ...countTable(proof, page),
    ...differenceLines(proof, page, isWhole),
    '',
    ...wrapped(wordOf(proof, page, isOff), page.columns),
  ];
}

/** Months together, and whole documents only: what a person compares at a glance. */
function summed(rows: readonly ProofRow[]): readonly ProofRow[] {
  const found = new Map<string, ProofRow>();
  for (const row of rows.filter(({ account }) => account === wholeDocument)) {
    const name = `${row.kind} ${row.currency}`;
    const before = found.get(name);
    const plus = (a: string, b: string): string => amount(add(decimal(a), decimal(b)));
    found.set(
      name,
      before === undefined
        ? row
        : {
            ...row,
            source: plus(before.source, row.source),
            sourceDocuments: before.sourceDocuments + row.sourceDocuments,
            otherFlows: plus(before.otherFlows, row.otherFlows),
            target: plus(before.target, row.target),
            targetDocuments: before.targetDocuments + row.targetDocuments,
            difference: plus(before.difference, row.difference),
            unexplained: plus(before.unexplained, row.unexplained),
          },
    );
  }
  const isEmpty = (row: ProofRow): boolean => [row.source, row.otherFlows, row.target].every((text) => isZero(decimal(text)));
  return [...found.values()]
    .filter((row) => !isEmpty(row))
    .toSorted((a, b) => orderOf(a) - orderOf(b) || (a.currency < b.currency ? -1 : 1));
}

const orderOf = ({ kind }: ProofRow): number => kinds.indexOf(kind);

const sideTable = (rows: readonly ProofRow[], page: Page, isWhole: boolean): readonly string[] =>
  table(
    [
      { title: '', gives: true },
      ...(isWhole ? [{ title: 'account', gives: true }] : []),
      { title: 'in the ledger', align: 'right', isExtra: true },
      { title: 'source', align: 'right' },
      { title: 'ledger', align: 'right' },
      { title: 'difference', align: 'right' },
      { title: '' },
    ],
    rows.map((row) => [
      `${isWhole ? `${row.month} ` : ''}${kindText(row.kind)}s`,
      ...(isWhole ? [row.account === wholeDocument ? 'all' : row.account] : []),
      whole(row.targetDocuments, page),
      figure(amount(add(decimal(row.source), decimal(row.otherFlows))), row.currency, page),
      figure(row.target, row.currency, page),
      figure(row.difference, row.currency, page),
      row.currency,
    ]),
    page.columns,
  );

function ledgerTable({ ledger, ledgerNotRead }: Proof, page: Page): readonly string[] {
  if (ledgerNotRead !== null) return ['', ...wrapped(`The ledger's own movement could not be read: ${ledgerNotRead}`, page.columns)];
  const moved = ledger.filter(({ documents, movement }) => !isZero(decimal(documents)) || !isZero(decimal(movement)));
  if (moved.length === 0) return [];
  return [
    '',
    ...table(
      [
        { title: 'account' },
        { title: 'documents', align: 'right' },
        { title: "ledger's own report", align: 'right' },
        { title: 'difference', align: 'right' },
      ],
      moved.map((row) => [row.account, plain(row.documents, page), plain(row.movement, page), plain(row.difference, page)]),
      page.columns,
    ),
  ];
}

const plain = (text: string, page: Page): string => figure(text, 'EUR', page);

const countTable = ({ counts, countsAddUp }: Proof, page: Page): readonly string[] => [
  '',
  ...table(
    [
      { title: 'records' },
      { title: 'at the source', align: 'right' },
      { title: 'in sync', align: 'right' },
      { title: 'pending', align: 'right', isExtra: true },
      { title: 'held', align: 'right' },
      { title: 'excluded', align: 'right' },
    ],
    counts.map((row) => [
      `${kindText(row.kind)}s`,
      ...[row.atSource, row.inSync, row.pending, row.held, row.excluded].map((count) => whole(count, page)),
    ]),
    page.columns,
  ),
  ...(countsAddUp ? [] : ['These do not add up to what the source has.']),
];

const mostShown = 12;

function differenceLines({ differences, causes }: Proof, page: Page, isWhole: boolean): readonly string[] {
  if (differences.length === 0) return [];
  const shown = isWhole ? differences : differences.slice(0, mostShown);
  return [
    '',
    ...table(
      [
        { title: 'why', gives: true },
        { title: 'records', align: 'right' },
        { title: 'size', align: 'right' },
      ],
      causes.map((one) => [one.cause, whole(one.differences, page), sum(one.size, one.currency, page)]),
      page.columns,
    ),
    '',
    ...shown.flatMap((difference) => differenceLine(difference, page)),
    ...(shown.length < differences.length ? [`… and ${whole(differences.length - shown.length, page)} more; --all shows them.`] : []),
  ];
}

function differenceLine(difference: Difference, page: Page): readonly string[] {
  const name = difference.number ?? difference.key?.id ?? difference.target?.id ?? difference.account;
  const of = kindText(difference.key?.kind ?? difference.target?.kind ?? 'account');
  const what = `${of} ${name}: ${sum(difference.size, difference.currency, page)}, ${difference.cause}. ${difference.detail ?? sentences[difference.cause]}`;
  const [first = '', ...rest] = indented(what, page.columns);
  return [`- ${first.trimStart()}`, ...rest];
}

/** The word, and what it means here. */
function wordOf(proof: Proof, page: Page, isOff: boolean): string {
  const sums = (amounts: readonly CurrencyAmount[]): string => amounts.map((one) => sum(one.amount, one.currency, page)).join(' and ');
  switch (proof.word) {
    case 'ties out':
      if (isOff) return offText(proof);
      return 'TIES OUT. Both sides are equal to the cent, and nothing is held, refused or unknown.';
    case 'explained':
      return `EXPLAINED. The sides differ by ${sums(proof.headline) || 'what is named above'}, ${onItsWay(proof, page)}.`;
    case 'open':
      return `OPEN. The sides differ by ${sums(proof.headline) || 'nothing'}, and questions wait for a person (${sums(proof.held) || 'no money'}): see them with tieout holds.`;
    case 'unexplained': {
      const untaken = untakenOf(proof);
      if (isOff && untaken > 0 && proof.unexplained.length === 0) {
        const differ = proof.headline.length === 0 ? '' : ` The sides differ by ${sums(proof.headline)}.`;
        return `UNEXPLAINED. The flow is off: ${counted(untaken, 'record', page)} at the source ${untaken === 1 ? 'has' : 'have'} not been taken up yet.${differ}`;
      }
      return `UNEXPLAINED. The sides differ by ${sums(proof.headline) || 'nothing'}; ${sums(proof.unexplained) || 'a count'} has no name. Look at the records above with tieout why.`;
    }
  }
}

/** What a bookkeeper may conclude from a comparison that nobody keeps up to date. */
const offText = ({ counts }: Proof): string =>
  counts.every(({ inSync, pending, held, excluded }) => inSync + pending + held + excluded === 0)
    ? 'OFF. The flow is off and has taken up nothing, so there was nothing to compare.'
    : 'OFF. Nothing new at the source is taken up while the flow is off: only what it took up before was compared with the ledger, and that is equal to the cent.';

/** What has arrived and is not in the ledger yet needs nobody; everything else that has a name may. */
function onItsWay({ differences, controls }: Proof, page: Page): string {
  const coming = differences.filter(({ cause }) => isComing(cause));
  const others = differences.length - coming.length + controls.flatMap(({ named }) => named).filter(({ cause }) => !isComing(cause)).length;
  if (others === 0) return 'all of it on its way to the ledger: it has been read and is not yet applied';
  if (coming.length === 0) return 'and every part of it has a name';
  return `and every part of it has a name; ${counted(coming.length, 'record', page)} of these ${coming.length === 1 ? 'is' : 'are'} on the way to the ledger`;
}

const isComing = (cause: Difference['cause']): boolean => cause === 'not sent yet' || cause === 'being settled';

/** How many records the source has of which the flow does not know yet. */
const untakenOf = ({ counts }: Proof): number =>
  counts.reduce(
    (all, { atSource, inSync, pending, held, excluded }) => all + Math.max(0, atSource - inSync - pending - held - excluded),
    0,
  );
