import type { Journal, PostingLine } from '../../../sandbox/books.ts';
import { collection } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { BadQuery, Missing, WrongMethod } from './refusals.ts';
import { messages } from './messages.ts';
import type { State } from './state.ts';
import { wireBareInstant, wireCents, wireDay } from './wire.ts';

const pageSize = 100;

/** GET /Journals: the general ledger itself, 100 journals above `offset`. Nothing in it ever changes; reversals are journals too. */
export function answerJournals(ask: Ask): Payload {
  if (ask.method !== 'GET') throw new WrongMethod();
  const [number] = ask.steps;
  if (number !== undefined) {
    const [journal] = /^\d{1,9}$/.test(number) ? ask.state.books.journals(Number(number) - 1, 1) : [];
    if (!journal) throw new Missing(messages.notFound);
    return collection('Journals', [journalShape(ask.state, journal)]);
  }
  const offset = ask.query.get('offset') ?? '0';
  if (!/^\d{1,9}$/.test(offset)) throw new BadQuery(`'${offset}' is not a journal number`);
  return collection(
    'Journals',
    ask.state.books.journals(Number(offset), pageSize).map((journal) => journalShape(ask.state, journal)),
  );
}

const journalShape = (state: State, journal: Journal): object => ({
  JournalID: journal.id,
  JournalDate: wireDay(journal.day),
  JournalNumber: journal.number,
  CreatedDateUTC: wireBareInstant(state.postedAt(journal.number)),
  Reference: '',
  SourceID: journal.source.id,
  SourceType: journal.source.kind,
  JournalLines: journal.lines.map((line, place) => lineShape(state, journal, line, place)),
});

function lineShape(state: State, journal: Journal, line: PostingLine, place: number): object {
  const account = state.tables.accounts.get(line.account);
  const rate = line.tax === undefined ? undefined : state.tables.taxRates.get(line.tax);
  return {
    JournalLineID: `${journal.id.slice(0, 24)}${place.toString(16).padStart(12, '0')}`,
    AccountID: line.account,
    ...(account?.code ? { AccountCode: account.code } : {}),
    AccountType: account?.type ?? '',
    AccountName: account?.name ?? '',
    Description: line.description ?? '',
    NetAmount: wireCents(line.minor),
    GrossAmount: wireCents(line.minor),
    TaxAmount: wireCents(0n),
    ...(rate ? { TaxType: rate.id, TaxName: rate.name } : {}),
    TrackingCategories: [],
  };
}
