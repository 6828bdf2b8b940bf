import type { Journal, Transfer } from '../../core/records.ts';
import { absolute, amount, decimal, negate } from '../../core/decimal.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import { take } from './chain.ts';
import type { Chain, Path } from './chain.ts';
import { cancel } from './money.ts';
import { cancelledSince, moveFields, moveVersion, movesOf } from './moves.ts';
import type { MoveRead } from './moves.ts';
import { matching, readerOf } from './reading.ts';
import type { Resource } from './reading.ts';
import { appended, parted } from '../../core/reference-text.ts';
import { behindText } from './references.ts';
import { searchRead } from './rpc.ts';
import type { Line } from './rpc.ts';
import { paymentAccounts } from './settings.ts';
import type { Facts } from './settings.ts';
import { dayOut, figureOut, idOut, needDay, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';
import { accountIn, writerOf } from './writing.ts';
import type { Writing } from './writing.ts';

type Posting = Journal | Transfer;

const posted = (line: Line, journal: string): readonly unknown[] => [
  ['company', '=', idOut(line.company)],
  ['journal.type', '=', journal],
  ['state', '=', 'posted'],
  ['origin', '=', null],
];

const asSeen = <R extends Posting>(row: Wire, record: R): Seen<R> => ({
  record,
  version: moveVersion(row, record.state === 'void'),
  reference: parted(textOf(row, 'description')).reference,
});

const journals = (line: Line, facts: Facts): Resource<Journal> => ({
  model: 'account.move',
  domain: posted(line, 'general'),
  fields: moveFields,
  alsoChanged: (changed) => cancelledSince(line, changed),
  translate: async (rows) =>
    (await movesOf(line, facts, rows)).map(({ row, lines, isVoid }) =>
      asSeen(row, {
        kind: 'journal',
        id: needText(row, 'id'),
        madeOn: needDay(row, 'date'),
        currency: lines[0]?.currency ?? '',
        narration: parted(textOf(row, 'description')).text ?? '',
        lines: lines.map(({ account, description, amount: figure }) => ({ account, description, amount: figure, tax: null })),
        state: isVoid ? 'void' : 'made',
      }),
    ),
});

/** Money between two of the accounts that take payments, and nothing else. */
const transfers = (line: Line, facts: Facts): Resource<Transfer> => ({
  model: 'account.move',
  domain: posted(line, 'cash'),
  fields: moveFields,
  alsoChanged: (changed) => cancelledSince(line, changed),
  translate: async (rows) => {
    if (rows.length === 0) return [];
    const own = new Set<string>();
    for (const id of await paymentAccounts(line)) own.add(await facts.codeOf(id));
    return (await movesOf(line, facts, rows)).flatMap((move) => transferOf(move, own));
  },
});

function transferOf({ row, lines, isVoid }: MoveRead, own: ReadonlySet<string>): readonly Seen<Transfer>[] {
  const to = lines.find((each) => decimal(each.amount).units > 0n);
  const from = lines.find((each) => decimal(each.amount).units < 0n);
  if (lines.length !== 2 || !to || !from || !own.has(to.account) || !own.has(from.account)) return [];
  return [
    asSeen(row, {
      kind: 'transfer',
      id: needText(row, 'id'),
      fromAccount: from.account,
      toAccount: to.account,
      madeOn: needDay(row, 'date'),
      amount: to.amount,
      currency: to.currency,
      reference: parted(textOf(row, 'description')).text,
      isReconciled: null,
      state: isVoid ? 'void' : 'made',
    }),
  ];
}

interface Draft {
  readonly journal: string;
  readonly on: string;
  readonly text: string | null;
  readonly lines: readonly { readonly account: string; readonly description: string | null; readonly amount: string }[];
}

function draftOf(record: Posting): Draft {
  if (record.kind === 'journal') return { journal: 'general', on: record.madeOn, text: record.narration, lines: record.lines };
  const { fromAccount, toAccount, amount: figure } = record;
  return {
    journal: 'cash',
    on: record.madeOn,
    text: record.reference,
    lines: [
      { account: toAccount, description: null, amount: figure },
      { account: fromAccount, description: null, amount: amount(negate(decimal(figure))) },
    ],
  };
}

function create(record: Posting, reference: string, chain: Chain): Path {
  const draft = draftOf(record);
  const company = Number(chain.company);
  const description = appended(draft.text, reference);
  const left = chain.find('account.move', [
    ['company', '=', company],
    ['description', '=', description],
    ['state', '=', 'draft'],
  ]);
  chain.add({ method: 'model.account.move.delete', params: [[take(left)], chain.context()] }, { only: left });
  const journal = chain.find('account.journal', [['type', '=', draft.journal]]);
  const period = chain.add({
    method: 'model.account.period.search',
    params: [
      [
        ['fiscalyear.company', '=', company],
        ['type', '=', 'standard'],
        ['start_date', '<=', dayOut(draft.on)],
        ['end_date', '>=', dayOut(draft.on)],
      ],
      0,
      1,
      null,
      chain.context(),
    ],
  }).first;
  const accounts = new Map([...new Set(draft.lines.map((line) => line.account))].map((code) => [code, accountIn(chain, code)]));
  const lines = draft.lines.map((line) => ({
    account: take(accounts.get(line.account) ?? []),
    description: line.description,
    ...sides(line.amount),
  }));
  const values = { company, journal: take(journal), period: take(period), date: dayOut(draft.on), description, lines: [['create', lines]] };
  const made = chain.add(
    { method: 'model.account.move.create', params: [[values], chain.context()] },
    { about: `account, journal or period for this posting of ${draft.on} in Tryton` },
  ).first;
  chain.clear({ method: 'model.account.move.delete', params: [[take(made)], chain.context()] }, made);
  chain.add({ method: 'model.account.move.post', params: [[take(made)], chain.context()] });
  return made;
}

const sides = (figure: string) => {
  const value = decimal(figure);
  const [none, some] = [figureOut('0'), figureOut(amount(absolute(value)))];
  return value.units < 0n ? { debit: none, credit: some } : { debit: some, credit: none };
};

const writing = <R extends Posting>(): Writing<R> => ({
  chain: (step: Step<R>, chain) => {
    if (step.do === 'update') throw new Error('Tryton cannot change a posted move: it is cancelled and made anew');
    if (step.do === 'remove') return cancel(step, chain);
    const made = create(step.record, step.reference, chain);
    chain.add(
      searchRead(chain.company, { model: 'account.move', domain: [['id', '=', take(made)]], fields: [...moveFields, '_timestamp'] }),
    );
  },
  landed: (row, step) => {
    const record = step.do === 'remove' ? step.before : step.record;
    return asSeen(row, { ...record, id: needText(row, 'id'), state: step.do === 'remove' ? 'void' : 'made' });
  },
});

const none = (): Promise<readonly never[]> => Promise.resolve([]);

export function journalsOf(line: Line, facts: Facts) {
  const resource = journals(line, facts);
  const reader = readerOf(line, resource);
  const byReference = (references: readonly string[]) => matching(line, resource, behindText(references));
  return { reader, writer: writerOf<Journal>(line, writing(), { reader, byReference, seek: none }) };
}

export function transfersOf(line: Line, facts: Facts) {
  const resource = transfers(line, facts);
  const reader = readerOf(line, resource);
  const byReference = (references: readonly string[]) => matching(line, resource, behindText(references));
  return { reader, writer: writerOf<Transfer>(line, writing(), { reader, byReference, seek: none }) };
}
