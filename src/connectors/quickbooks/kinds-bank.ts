import type { BankTransaction, Journal, Transfer } from '../../core/records.ts';
import type { Step } from '../../contract/connector.ts';
import type { Books } from './books.ts';
import { rowsOnDays } from './kinds-documents.ts';
import { namedIn, toExpenseLine, toSalesLine } from './lines.ts';
import { readerOf } from './reading.ts';
import type { Line, Source } from './reading.ts';
import { reconciledAmong } from './reconciled.ts';
import { writeNote } from './references.ts';
import { findWith, seekNothing } from '../../contract/settling.ts';
import {
  entityFor,
  entityOf,
  fromBankTransaction,
  fromJournal,
  fromTransfer,
  toBankTransaction,
  toJournal,
  toJournalLines,
  toTransfer,
} from './translate-bank.ts';
import type { BankEntity } from './translate-bank.ts';
import { isOnAccount, isRefund } from './translate-money.ts';
import type { Outgoing, Wire } from './wire.ts';
import { deletedBy, each, writerOf } from './writing.ts';
import type { Writing } from './writing.ts';

const entities: readonly BankEntity[] = ['SalesReceipt', 'RefundReceipt', 'Deposit', 'Purchase', 'Payment'];

const isVoidable = (entity: BankEntity): boolean => entity === 'SalesReceipt' || entity === 'RefundReceipt' || entity === 'Payment';

const bankSource = (line: Line, books: Books, entity: BankEntity): Source<BankTransaction> => ({
  entity,
  prefix: `${entity}/`,
  isNameList: false,
  isOurs: (wire) => entity !== 'Payment' || isOnAccount(wire),
  translate: async (wires) => {
    if (wires.length === 0) return [];
    await books.ready();
    const some = entity === 'Purchase' ? wires.filter((wire) => !isRefund(wire, books)) : wires;
    await books.learn(namedIn(some));
    const isReconciled = await reconciledAmong(line, some);
    return some.map((wire) => fromBankTransaction(wire, entity, books, isReconciled(wire)));
  },
});

const bankWriting = (books: Books): Writing<BankTransaction> => ({
  pieces: each((step) => bankPiece(step, books)),
  landed: (wire, step) => {
    const entity = step.do === 'create' ? entityFor(step.record, books) : entityOf(step.id);
    if (step.do === 'remove' && !isVoidable(entity)) return deletedBy(wire, step, step.id.slice(entity.length + 1));
    return fromBankTransaction(wire, entity, books, step.do === 'create' ? false : step.before.isReconciled);
  },
});

function bankPiece(step: Step<BankTransaction>, books: Books) {
  if (step.do === 'create')
    return {
      entity: entityFor(step.record, books),
      operation: 'create',
      element: toBankTransaction(step.record, step.reference, books),
    } as const;
  const entity = entityOf(step.id);
  const own = { Id: step.id.slice(entity.length + 1), SyncToken: step.version };
  if (step.do === 'update')
    return { entity, operation: 'update', element: { ...own, sparse: true, ...changedTransaction(step, entity, books) } } as const;
  return isVoidable(entity)
    ? ({ entity, operation: 'void', element: { ...own, sparse: true } } as const)
    : ({ entity, operation: 'delete', element: own } as const);
}

function changedTransaction(step: Extract<Step<BankTransaction>, { readonly do: 'update' }>, entity: BankEntity, books: Books): Outgoing {
  const { record, before, reference } = step;
  const isSale = entity === 'SalesReceipt' || entity === 'RefundReceipt';
  const toLine = isSale ? toSalesLine : toExpenseLine;
  const linesDiffer = JSON.stringify(record.lines) !== JSON.stringify(before.lines);
  if (linesDiffer && !isSale && entity !== 'Purchase') throw new Error(`the lines of a ${entity} are not changed: it is made anew`);
  return {
    ...(record.madeOn === before.madeOn ? {} : { TxnDate: record.madeOn }),
    ...(record.reference === before.reference ? {} : { PrivateNote: writeNote(record.reference, reference, entity === 'Payment') }),
    ...(linesDiffer ? { Line: record.lines.map((line) => toLine(line, record.amountsAre, books)) } : {}),
  };
}

export function bankTransactionsOf(line: Line, books: Books) {
  const sources = entities.map((entity) => bankSource(line, books, entity));
  const reader = readerOf(line, sources);
  const writer = writerOf(line.account, bankWriting(books), {
    find: findWith(reader, async (steps) => {
      await books.ready();
      const found = [];
      for (const source of sources) {
        const days = steps.filter(({ record }) => entityFor(record, books) === source.entity).map(({ record }) => record.madeOn);
        found.push(...(await source.translate((await rowsOnDays(line, source.entity, days)).filter(source.isOurs))));
      }
      return found;
    }),
    seek: seekNothing,
  });
  return { reader, writer };
}

export function transfersOf(line: Line, books: Books) {
  const translate = async (wires: readonly Wire[]) => {
    if (wires.length === 0) return [];
    await books.ready();
    const isReconciled = await reconciledAmong(line, wires);
    return wires.map((wire) => fromTransfer(wire, books, isReconciled(wire)));
  };
  const reader = readerOf<Transfer>(line, [{ entity: 'Transfer', prefix: '', isNameList: false, isOurs: () => true, translate }]);
  const writing: Writing<Transfer> = {
    pieces: each((step) => {
      switch (step.do) {
        case 'create':
          return { entity: 'Transfer', operation: 'create', element: toTransfer(step.record, step.reference, books) };
        case 'update':
          throw new Error('a transfer is not changed: it is deleted and made anew');
        case 'remove':
          return { entity: 'Transfer', operation: 'delete', element: { Id: step.id, SyncToken: step.version } };
      }
    }),
    landed: (wire, step) => (step.do === 'remove' ? deletedBy(wire, step, step.id) : fromTransfer(wire, books, false)),
  };
  const writer = writerOf(line.account, writing, {
    find: findWith(reader, async (steps) => {
      const days = steps.map(({ record }) => record.madeOn);
      return translate(await rowsOnDays(line, 'Transfer', days));
    }),
    seek: seekNothing,
  });
  return { reader, writer };
}

export function journalsOf(line: Line, books: Books) {
  const translate = async (wires: readonly Wire[]) => {
    if (wires.length > 0) await books.ready();
    return wires.map((wire) => fromJournal(wire, books));
  };
  const reader = readerOf<Journal>(line, [{ entity: 'JournalEntry', prefix: '', isNameList: false, isOurs: () => true, translate }]);
  const writing: Writing<Journal> = {
    pieces: each((step) => ({ entity: 'JournalEntry', ...journalPiece(step, books) })),
    landed: (wire, step) => (step.do === 'remove' ? deletedBy(wire, step, step.id) : fromJournal(wire, books)),
  };
  const writer = writerOf(line.account, writing, {
    find: findWith(reader, async (steps) => {
      const days = steps.map(({ record }) => record.madeOn);
      return translate(await rowsOnDays(line, 'JournalEntry', days));
    }),
    seek: seekNothing,
  });
  return { reader, writer };
}

function journalPiece(step: Step<Journal>, books: Books) {
  switch (step.do) {
    case 'create':
      return { operation: 'create', element: toJournal(step.record, step.reference, books) } as const;
    case 'update': {
      const { id, version, record, before, reference } = step;
      const element = {
        Id: id,
        SyncToken: version,
        sparse: true,
        ...(record.madeOn === before.madeOn ? {} : { TxnDate: record.madeOn }),
        ...(record.narration === before.narration ? {} : { PrivateNote: writeNote(record.narration, reference) }),
        ...(JSON.stringify(record.lines) === JSON.stringify(before.lines) ? {} : { Line: toJournalLines(record, books) }),
      };
      return { operation: 'update', element } as const;
    }
    case 'remove':
      return { operation: 'delete', element: { Id: step.id, SyncToken: step.version } } as const;
  }
}
