import type { AnyRecord, BankTransaction, CreditNote, Invoice, Journal, Payment } from '../core/records.ts';
import type { Case, LedgerCase, Part, SourceCase } from './case.ts';
import type { Cause } from './causes.ts';
import type { Posting } from './posting.ts';
import { postingsOf, sourcePostings } from './postings.ts';
import { chart, creditNote, invoice, journal, line, payment, text } from './testing.ts';
import type { Worth } from './testing.ts';

/** What goes wrong with one document, in the world and not in the proof. */
export type Fault =
  | 'nothing'
  | Missing
  | 'rounded'
  | 'amount edited'
  | 'voided by hand'
  | 'recoded'
  | 'date moved'
  | 'own month closed'
  | 'back to draft'
  | 'tax split moved'
  | 'tax computed anew'
  | 'adopted with other figures'
  | Extra;

/** The ledger does not have it. */
type Missing = 'not sent' | 'answer lost' | 'held' | 'refused' | 'undone' | 'excluded' | 'too early';
/** The ledger has one more. */
type Extra = 'typed in twice' | 'posted by others' | 'journal by others' | 'paid by others' | 'gone at the source';

export const faults: readonly Fault[] = [
  'nothing',
  'not sent',
  'answer lost',
  'held',
  'refused',
  'undone',
  'excluded',
  'too early',
  'rounded',
  'amount edited',
  'voided by hand',
  'recoded',
  'date moved',
  'own month closed',
  'back to draft',
  'tax split moved',
  'tax computed anew',
  'adopted with other figures',
  'typed in twice',
  'posted by others',
  'journal by others',
  'paid by others',
  'gone at the source',
];

/** A document of the source as drawn, in pence, and its fault. */
export interface Drawn {
  readonly kind: 'invoice' | 'creditNote' | 'payment';
  readonly on: string;
  readonly net: number;
  readonly tax: number;
  readonly currency: 'GBP' | 'EUR';
  readonly fault: Fault;
}

/** What one drawn document leaves behind on both sides, and what an honest proof must say about it. */
export interface Outcome {
  readonly source: readonly Posting[];
  readonly inLedger: readonly AnyRecord[];
  readonly case: Case | null;
  readonly expected: { readonly id: string; readonly cause: Cause; readonly pence: number; readonly currency: string } | null;
}

type Sale = Invoice | CreditNote;
type Documents = Sale | Payment | Journal | BankTransaction;

export function happen(drawn: Drawn, id: string): Outcome {
  const { fault } = drawn;
  const want = documentOf(drawn, id);
  if (fault === 'nothing') return { ...found(want, want, 'unexplained'), expected: null };
  if (isMissing(fault)) return missing(want, fault, drawn);
  if (isExtra(fault)) return extra(want, fault, drawn);
  if (fault === 'own month closed') return bookedLater(want, drawn);
  if (want.kind === 'payment') return onPayment(want, fault);
  return onSale(want, fault, drawn);
}

const missings: Readonly<Record<Missing, readonly [Cause, Partial<SourceCase>]>> = {
  'not sent': ['not sent yet', { standing: standing('pending') }],
  'answer lost': ['being settled', { standing: standing('pending'), write: { state: 'sent', message: null } }],
  held: ['held', { standing: standing('held'), hold: { code: 'no tax code', text: 'Which tax code?' } }],
  refused: ['refused', { standing: standing('pending'), write: { state: 'refused', message: 'the account is archived' } }],
  undone: ['undone', { standing: standing('held'), hold: { code: 'undone', text: 'Batch 3 was undone' } }],
  excluded: ['excluded by rule', { standing: standing('excluded', 'internal orders') }],
  'too early': ['before the start', { standing: standing('excluded', 'before start') }],
};

const isMissing = (fault: Fault): fault is Missing => Object.hasOwn(missings, fault);

function missing(want: Sale | Payment, fault: Missing, drawn: Drawn): Outcome {
  const [cause, facts] = missings[fault];
  const source = sourcePostings(want, facts.standing?.state === 'pending' ? [want] : [], chart);
  return {
    source,
    inLedger: [],
    case: sourceCase(want, source, facts),
    expected: { id: want.id, cause, pence: grossOf(drawn), currency: drawn.currency },
  };
}

const extras: Readonly<Record<Extra, (want: Sale | Payment, drawn: Drawn) => readonly [Cause, Documents, Partial<LedgerCase>, number]>> = {
  'typed in twice': (want, drawn) => ['duplicate', want, { twin: want.id }, grossOf(drawn)],
  'posted by others': (_, { on }) => ['posted in the ledger by others', invoice('', on, [5550, 0]), {}, 5550],
  'journal by others': (_, { on }) => ['posted in the ledger by others', journal(on, '404', '200', 330), {}, 330],
  'paid by others': (want, { on }) => ['settled in the ledger', payment('', on, 910), { settles: want.id }, 910],
  'gone at the source': (_, { on }) => ['only in the ledger', creditNote('', on, [1230, 0]), { isReferenced: true }, 1230],
};

const isExtra = (fault: Fault): fault is Extra => Object.hasOwn(extras, fault);

function extra(want: Sale | Payment, fault: Extra, drawn: Drawn): Outcome {
  const [cause, document, facts, size] = extras[fault](want, drawn);
  const more = { ...document, currency: drawn.currency };
  const id = `${want.id}-extra`;
  const about = { from: 'ledger', number: null, isReferenced: false, twin: null, settles: null, ...facts } as const;
  return {
    source: sourcePostings(want, [want], chart),
    inLedger: [want, more],
    case: { ...about, target: { kind: more.kind, id }, day: drawn.on, seen: postingsOf(more, chart) },
    expected: { id, cause, pence: size, currency: drawn.currency },
  };
}

/** The ledger has it, but not as it was asked for. */
function found(
  want: Sale | Payment,
  seen: Sale | Payment,
  cause: Cause,
  rest: { readonly pence?: number; readonly part?: Partial<Part> } = {},
): Outcome {
  const source = sourcePostings(want, [want], chart);
  const parts = [partOf(want, seen, rest.part)];
  return {
    source,
    inLedger: [seen],
    case: sourceCase(want, source, { parts }),
    expected: { id: want.id, cause, pence: rest.pence ?? 0, currency: want.currency },
  };
}

function bookedLater(want: Sale | Payment, drawn: Drawn): Outcome {
  const asked = dated(want, otherMonth(drawn.on));
  const source = sourcePostings(want, [asked], chart);
  const expected = { id: want.id, cause: 'moved from a closed period', pence: grossOf(drawn), currency: drawn.currency } as const;
  return { source, inLedger: [asked], case: sourceCase(want, source, { parts: [partOf(asked, asked)] }), expected };
}

function onPayment(want: Payment, fault: Exclude<Fault, 'nothing' | Missing | Extra | 'own month closed'>): Outcome {
  const whole = pence(want.amount);
  switch (fault) {
    case 'voided by hand':
      return found(want, { ...want, state: 'void' }, 'voided in the ledger', { pence: whole, part: { state: 'void' } });
    case 'date moved':
      return found(want, dated(want, otherMonth(want.paidOn)), 'cut-off', { pence: whole });
    case 'adopted with other figures':
      return found(want, { ...want, amount: text(whole - 1) }, 'adopted as is', { pence: 1, part: { origin: 'adopted' } });
    case 'amount edited':
    case 'rounded':
    case 'recoded':
    case 'back to draft':
    case 'tax split moved':
    case 'tax computed anew':
      return found(want, { ...want, amount: text(whole + 700) }, 'edited in the ledger', { pence: 700 });
  }
}

function onSale(want: Sale, fault: Exclude<Fault, 'nothing' | Missing | Extra | 'own month closed'>, drawn: Drawn): Outcome {
  const { net, tax } = drawn;
  switch (fault) {
    case 'amount edited':
      return found(want, repriced(want, [net + 700, tax + 140]), 'edited in the ledger', { pence: 840 });
    case 'adopted with other figures':
      return found(want, repriced(want, [net - 1, tax]), 'adopted as is', { pence: 1, part: { origin: 'adopted' } });
    case 'voided by hand':
      return found(want, { ...want, state: 'void' }, 'voided in the ledger', { pence: net + tax, part: { state: 'void' } });
    case 'date moved':
      return found(want, dated(want, otherMonth(want.issuedOn)), 'cut-off', { pence: net + tax });
    case 'recoded':
      return found(want, { ...want, lines: want.lines.map((of) => ({ ...of, account: '260' })) }, 'recoded in the ledger', { pence: net });
    case 'back to draft':
      return found(want, { ...want, state: 'draft' }, 'draft in the ledger', { pence: net + tax, part: { state: 'draft' } });
    case 'tax split moved':
      return found(want, repriced(want, [net + 25, tax - 25]), 'tax treatment', { pence: 25 });
    case 'tax computed anew':
      return found(want, repriced(want, [net, tax + 3]), 'tax variance', { pence: 3 });
    case 'rounded': {
      const source = sourcePostings(repriced(want, [net - 1, tax]), [want], chart);
      const { inLedger, expected } = found(want, want, 'rounding', { pence: 1 });
      return { source, inLedger, expected, case: sourceCase(want, source, { parts: [partOf(want, want)] }) };
    }
  }
}

const grossOf = ({ kind, net, tax }: Drawn): number => (kind === 'payment' ? net : net + tax);

function documentOf({ kind, on, net, tax, currency }: Drawn, id: string): Sale | Payment {
  if (kind === 'payment') return { ...payment(id, on, net), currency };
  return { ...(kind === 'invoice' ? invoice : creditNote)(id, on, [net, tax]), currency };
}

const repriced = (want: Sale, [net, tax]: Worth): Sale => ({
  ...want,
  lines: [line('200', net, tax)],
  totals: { net: text(net), tax: text(tax), gross: text(net + tax) },
});

const dated = (want: Sale | Payment, on: string): Sale | Payment =>
  want.kind === 'payment' ? { ...want, paidOn: on } : { ...want, issuedOn: on };

const otherMonth = (on: string): string => (on.startsWith('2026-09') ? '2026-10-02' : '2026-09-29');

/** Tests write whole pence; this reads them back without the code under test. */
export const pence = (figure: string): number => {
  const [whole = '0', places = ''] = figure.replace('-', '').split('.');
  return Number(`${figure.startsWith('-') ? '-' : ''}${whole}${places.padEnd(2, '0')}`);
};

function standing(state: 'pending' | 'held' | 'excluded', cause: string | null = null): SourceCase['standing'] {
  return { state, cause, detail: null };
}

function partOf(wanted: Sale | Payment, seen: Sale | Payment, change: Partial<Part> = {}): Part {
  const postings = { wanted: postingsOf(wanted, chart), seen: postingsOf(seen, chart) };
  return { kind: seen.kind, id: `x-${seen.id}`, number: null, origin: 'ours', state: 'made', lines: 1, ...postings, ...change };
}

function sourceCase(of: AnyRecord, source: readonly Posting[], facts: Partial<SourceCase>): SourceCase {
  return {
    from: 'source',
    flow: 'shop to ledger',
    key: { kind: of.kind, id: of.id },
    number: of.id,
    source,
    hold: null,
    write: null,
    isAccepted: false,
    parts: [],
    standing: { state: 'in sync', cause: null, detail: null },
    ...facts,
  };
}
