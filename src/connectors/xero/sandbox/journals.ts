import { utcMidnight } from '../../../core/day.ts';
import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { writeBatch } from './batch.ts';
import type { Written } from './batch.ts';
import { accountIn, requireForLines, requireTax } from './chart.ts';
import { centsIn, dayIn, flagIn, listIn, textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { answerHistory } from './history.ts';
import { listed } from './listing.ts';
import { requireOpen } from './locks.ts';
import { messages } from './messages.ts';
import type { JournalLine, ManualJournal } from './model.ts';
import { postManualJournal } from './postings.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import type { State } from './state.ts';
import { taxOf } from './totals.ts';
import type { LineAmountTypes } from './totals.ts';
import { trackingOf } from './tracking.ts';
import type { Columns } from './where.ts';
import { plainCents, wireCents, wireDay, wireInstant } from './wire.ts';

export function answerManualJournals(ask: Ask): Payload {
  const [key, part] = ask.steps;
  if (ask.method === 'GET' && key === undefined) return listManualJournals(ask);
  const named = key === undefined ? null : requireJournal(ask.state, key);
  if (named && part === 'History') return answerHistory(ask, 'ManualJournals', named.id);
  if (ask.method === 'GET' && named) return collection('ManualJournals', [journalShape(ask.state, named, true)]);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  return writeBatch(ask, {
    name: 'ManualJournals',
    idName: 'ManualJournalID',
    elements: elementsOf(ask, 'ManualJournals'),
    write: (fields) => writeManualJournal(ask, fields, named),
  });
}

function requireJournal(state: State, id: string): ManualJournal {
  const journal = state.tables.journals.get(id.toLowerCase());
  if (!journal) throw new Missing(messages.notFound);
  return journal;
}

const moves: Readonly<Record<ManualJournal['status'], readonly string[]>> = {
  DRAFT: ['DRAFT', 'POSTED', 'DELETED'],
  POSTED: ['POSTED', 'VOIDED'],
  DELETED: [],
  VOIDED: [],
};

function writeManualJournal(ask: Ask, fields: Fields, named: ManualJournal | null): Written {
  const { state } = ask;
  const id = textIn(fields, 'ManualJournalID');
  const before = named ?? (ask.method === 'POST' && id ? requireJournal(state, id) : null);
  const status = wordIn(fields, 'Status', ['DRAFT', 'POSTED', 'DELETED', 'VOIDED']) ?? before?.status ?? 'DRAFT';
  if (before !== null && !moves[before.status].includes(status)) throw new Invalid(messages.statusMove(before.status, status));
  if (before === null && status !== 'DRAFT' && status !== 'POSTED') throw new Invalid(messages.statusOnCreate(status));
  const { journal, warnings } = composeJournal(state, fields, before, status);
  requireOpen(state, journal.date, ...(before === null ? [] : [before.date]));
  const kept = state.tables.journals.put(journal);
  postManualJournal(state, kept);
  return { shape: journalShape(state, kept, true), warnings };
}

function composeJournal(
  state: State,
  fields: Fields,
  before: ManualJournal | null,
  status: ManualJournal['status'],
): { readonly journal: ManualJournal; readonly warnings: readonly string[] } {
  const narration = textIn(fields, 'Narration') ?? before?.narration;
  if (!narration) throw new Invalid(messages.narrationNeeded);
  const types = wordIn(fields, 'LineAmountTypes', ['Exclusive', 'Inclusive', 'NoTax']) ?? before?.lineAmountTypes ?? 'NoTax';
  const sent = listIn(fields, 'JournalLines');
  const { lines, warnings } = sent === undefined ? { lines: before?.lines ?? [], warnings: [] } : linesOf(state, sent, types);
  if (lines.length < 2) throw new Invalid(messages.journalLinesNeeded, ...warnings);
  requireBalanced(lines, types);
  const journal: ManualJournal = {
    id: before?.id ?? state.newId(),
    updatedAt: 0,
    narration,
    date: dayIn(fields, 'Date') ?? before?.date ?? state.today(),
    lineAmountTypes: types,
    status,
    url: textIn(fields, 'Url') ?? before?.url ?? null,
    showOnCashBasis: flagIn(fields, 'ShowOnCashBasisReports') ?? before?.showOnCashBasis ?? true,
    lines,
  };
  return { journal, warnings };
}

/** A line whose account is not known is left out with a warning, as Xero does. */
function linesOf(
  state: State,
  sent: readonly Fields[],
  types: LineAmountTypes,
): { readonly lines: readonly JournalLine[]; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const lines = sent.flatMap((fields) => {
    const [code, id] = [textIn(fields, 'AccountCode'), textIn(fields, 'AccountID')];
    const isKnown = id ? state.tables.accounts.get(id.toLowerCase()) : code ? state.tables.accounts.one('code', code) : undefined;
    if (!isKnown) {
      warnings.push(messages.journalAccountDropped(code ?? id ?? ''));
      return [];
    }
    return [lineOf(state, fields, types)];
  });
  return { lines, warnings };
}

function lineOf(state: State, fields: Fields, types: LineAmountTypes): JournalLine {
  const account = accountIn(state, fields, 'AccountCode');
  if (!account) throw new Invalid(messages.accountNeeded);
  requireForLines(account);
  const lineAmount = centsIn(fields, 'LineAmount') ?? 0n;
  const taxType = types === 'NoTax' ? 'NONE' : (textIn(fields, 'TaxType') ?? account.taxType);
  const rate = requireTax(state, taxType, account);
  return {
    accountId: account.id,
    description: textIn(fields, 'Description') ?? null,
    lineAmount,
    taxType,
    taxAmount: taxOf(lineAmount, rate.effectiveRate, types),
    tracking: trackingOf(state, listIn(fields, 'Tracking')) ?? [],
  };
}

function requireBalanced(lines: readonly JournalLine[], types: LineAmountTypes): void {
  const gross = lines.map((line) => (types === 'Exclusive' ? line.lineAmount + line.taxAmount : line.lineAmount));
  const [debits, credits] = [sumOf(gross.filter((amount) => amount > 0n)), sumOf(gross.filter((amount) => amount < 0n))];
  if (debits + credits !== 0n) throw new Invalid(messages.journalUnbalanced(plainCents(debits), plainCents(credits)));
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

function listManualJournals(ask: Ask): Payload {
  const { rows, paging } = listed(ask, { table: ask.state.tables.journals, columns });
  const elements = rows.map((journal) => journalShape(ask.state, journal, paging !== undefined));
  return paging ? { kind: 'collection', name: 'ManualJournals', elements, paging } : collection('ManualJournals', elements);
}

export const journalShape = (state: State, journal: ManualJournal, isFull: boolean): object => ({
  ManualJournalID: journal.id,
  Date: wireDay(journal.date),
  Status: journal.status,
  LineAmountTypes: journal.lineAmountTypes,
  UpdatedDateUTC: wireInstant(journal.updatedAt),
  Narration: journal.narration,
  ...(journal.url === null ? {} : { Url: journal.url }),
  JournalLines: isFull ? journal.lines.map((line) => journalLineShape(state, line)) : [],
  ShowOnCashBasisReports: journal.showOnCashBasis,
  HasAttachments: false,
});

function journalLineShape(state: State, line: JournalLine): object {
  const account = state.tables.accounts.get(line.accountId);
  return {
    ...(line.description === null ? {} : { Description: line.description }),
    TaxType: line.taxType,
    TaxAmount: wireCents(line.taxAmount),
    LineAmount: wireCents(line.lineAmount),
    ...(account?.code ? { AccountCode: account.code } : {}),
    AccountID: line.accountId,
    Tracking: line.tracking.map((tracking) => ({
      Name: tracking.category,
      Option: tracking.option,
      TrackingCategoryID: tracking.categoryId,
      TrackingOptionID: tracking.optionId,
    })),
    IsBlank: false,
  };
}

const columns: Columns<ManualJournal> = {
  ManualJournalID: (journal) => journal.id,
  Narration: (journal) => journal.narration,
  Date: (journal) => utcMidnight(journal.date),
  Status: (journal) => journal.status,
  Url: (journal) => journal.url,
  UpdatedDateUTC: (journal) => journal.updatedAt,
};
