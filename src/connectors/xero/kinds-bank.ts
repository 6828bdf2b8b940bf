import type { BankTransaction, Journal, Transfer } from '../../core/records.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import type { Facts } from './facts.ts';
import { inBatch } from './kinds-contacts.ts';
import { rowsByLink, rowsMatching, rowsOnDays } from './looking.ts';
import { isGuid } from './query.ts';
import { readerOf } from './reading.ts';
import type { Line, Resource } from './reading.ts';
import { findWith, seekNothing } from '../../contract/settling.ts';
import {
  bankTransactionId,
  changeBankTransaction,
  changeJournal,
  fromBankTransaction,
  fromJournal,
  fromTransfer,
  idOfTransaction,
  isOwnTransaction,
  onAccountPath,
  removeBankTransaction,
  removeJournal,
  toBankTransaction,
  toJournal,
  toTransfer,
} from './translate-bank.ts';
import { parentId } from './translate-money.ts';
import { figureOrZero, needText } from './wire.ts';
import type { Wire } from './wire.ts';
import { batchOf50, removedBy, writerOf } from './writing.ts';
import type { Writing } from './writing.ts';

const transactions = (line: Line): Resource<BankTransaction> => ({
  path: '/BankTransactions',
  list: 'BankTransactions',
  idField: 'BankTransactionID',
  where: null,
  query: { unitdp: '4' },
  isPaged: true,
  bulk: { by: 'where', atOnce: 15 },
  isOurs: isOwnTransaction,
  xeroId: bankTransactionId,
  translate: async (wires) => {
    const remaining = await remainders(line, wires.map(idOfTransaction));
    return wires.map((wire) => fromBankTransaction(wire, remaining.get(onAccountPath(idOfTransaction(wire)) ?? '') ?? '0'));
  },
});

/** What is left of the overpayments and prepayments behind these transactions, by their path. */
async function remainders(line: Line, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const left = new Map<string, string>();
  for (const list of ['Overpayments', 'Prepayments'] as const) {
    const idField = parentId[list];
    const wanted = ids
      .flatMap((id) => onAccountPath(id) ?? [])
      .filter((path) => path.startsWith(list))
      .map((path) => path.slice(list.length + 1));
    const collection = { path: `/${list}`, list, idField, query: {}, isPaged: true, where: null };
    const clauses = wanted.map((id) => isGuid(idField, id));
    for (const row of await rowsMatching(line, collection, clauses)) {
      left.set(`${list}/${needText(row, idField)}`, figureOrZero(row, 'RemainingCredit'));
    }
  }
  return left;
}

const transactionWriting = (linkBase: string): Writing<BankTransaction> => ({
  list: 'BankTransactions',
  idField: 'BankTransactionID',
  piece: (step) =>
    inBatch('/BankTransactions?summarizeErrors=false&unitdp=4', 'BankTransactions', step, transactionElement(step, linkBase)),
  // A new overpayment is whole; a changed one has what it had.
  landed: (wire, step) => fromBankTransaction(wire, step.do === 'create' ? figureOrZero(wire, 'Total') : step.before.remaining),
});

function transactionElement(step: Step<BankTransaction>, linkBase: string) {
  switch (step.do) {
    case 'create':
      return toBankTransaction(step.record, step.reference, linkBase);
    case 'update':
      return changeBankTransaction(step);
    case 'remove':
      return removeBankTransaction(step.id, step.before);
  }
}

export function bankTransactionsOf(line: Line, linkBase: string) {
  const resource = transactions(line);
  const reader = readerOf(line, resource);
  const writer = writerOf(line.account, transactionWriting(linkBase), {
    find: findWith(reader, async (steps) => {
      const wires = await rowsByLink(
        line,
        { ...resource, where: null },
        linkBase,
        steps.map((step) => ({ reference: step.reference, on: step.record.madeOn })),
      );
      return resource.translate(wires.filter(isOwnTransaction));
    }),
    seek: seekNothing,
  });
  return { reader, writer };
}

const transfers = (facts: Facts): Resource<Transfer> => ({
  path: '/BankTransfers',
  list: 'BankTransfers',
  idField: 'BankTransferID',
  where: null,
  query: { includeDeleted: 'true' },
  isPaged: false,
  bulk: { by: 'where', atOnce: 15 },
  isOurs: () => true,
  translate: async (wires) => {
    if (wires.length === 0) return [];
    const [currencies, base] = [await facts.bankCurrencies(), await facts.baseCurrency()];
    return wires.map((wire) => fromTransfer(wire, (account) => currencies.get(account) ?? base));
  },
});

const transferWriting: Writing<Transfer> = {
  list: 'BankTransfers',
  idField: 'BankTransferID',
  piece: (step) => {
    switch (step.do) {
      case 'create':
        // Creating takes no summarizeErrors, so one bad transfer would refuse the others with it: each goes alone.
        return { method: 'PUT', path: '/BankTransfers', list: 'BankTransfers', element: toTransfer(step.record, step.reference), most: 1 };
      case 'update':
        throw new Error('Xero cannot change a transfer: it is deleted and made anew');
      case 'remove':
        return {
          method: 'POST',
          path: '/BankTransfers?summarizeErrors=false',
          list: 'BankTransfers',
          element: { BankTransferID: step.id, Status: 'DELETED' },
          most: batchOf50.elements,
        };
    }
  },
  landed: (wire, step) => (step.do === 'remove' ? removedBy(wire, 'BankTransferID', step) : fromTransfer(wire, () => step.record.currency)),
};

export function transfersOf(line: Line, facts: Facts) {
  const resource = transfers(facts);
  const reader = readerOf(line, resource);
  const writer = writerOf(line.account, transferWriting, {
    find: findWith(reader, async (steps) =>
      resource.translate(
        await rowsOnDays(
          line,
          { ...resource, where: null },
          steps.map((step) => step.record.madeOn),
        ),
      ),
    ),
    seek: seekNothing,
  });
  return { reader, writer };
}

const journals = (facts: Facts): Resource<Journal> => ({
  path: '/ManualJournals',
  list: 'ManualJournals',
  idField: 'ManualJournalID',
  where: null,
  query: {},
  isPaged: true,
  bulk: { by: 'where', atOnce: 15 },
  isOurs: () => true,
  translate: async (wires: readonly Wire[]): Promise<readonly Seen<Journal>[]> => {
    if (wires.length === 0) return [];
    const base = await facts.baseCurrency();
    return wires.map((wire) => fromJournal(wire, base));
  },
});

const journalWriting = (linkBase: string): Writing<Journal> => ({
  list: 'ManualJournals',
  idField: 'ManualJournalID',
  piece: (step) => inBatch('/ManualJournals?summarizeErrors=false', 'ManualJournals', step, journalElement(step, linkBase)),
  landed: (wire, step) => fromJournal(wire, step.do === 'remove' ? step.before.currency : step.record.currency),
});

function journalElement(step: Step<Journal>, linkBase: string) {
  switch (step.do) {
    case 'create':
      return toJournal(step.record, step.reference, linkBase);
    case 'update':
      return changeJournal(step);
    case 'remove':
      return removeJournal(step.id, step.before);
  }
}

export function journalsOf(line: Line, facts: Facts, linkBase: string) {
  const resource = journals(facts);
  const reader = readerOf(line, resource);
  const writer = writerOf(line.account, journalWriting(linkBase), {
    find: findWith(reader, async (steps) =>
      resource.translate(
        await rowsByLink(
          line,
          { ...resource, where: null },
          linkBase,
          steps.map((step) => ({ reference: step.reference, on: step.record.madeOn })),
        ),
      ),
    ),
    seek: seekNothing,
  });
  return { reader, writer };
}
