import type { AnyRecord, BankTransaction, CreditNote, Invoice, Journal, Payment } from '../core/records.ts';
import { bookedOn } from '../core/records.ts';
import type { Case, Part, SourceCase } from './case.ts';
import type { Cause } from './causes.ts';
import type { Posting } from './posting.ts';
import { postingsOf, sourcePostings } from './postings.ts';
import { chart, creditNote, invoice, journal, line, payment, text } from './testing.ts';

/** What goes wrong with one document, in the world and not in the proof. */
export type Fault =
  | 'nothing'
  | 'not sent'
  | 'answer lost'
  | 'held'
  | 'refused'
  | 'undone'
  | 'excluded'
  | 'too early'
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
  | 'typed in twice'
  | 'posted by others'
  | 'journal by others'
  | 'paid by others';

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
  const want = documentOf(drawn, id);
  const gross = drawn.kind === 'payment' ? drawn.net : drawn.net + drawn.tax;
  const at = { id, currency: drawn.currency };
  const there = (seen: Documents, cause: Cause, pence: number, change: Partial<Part> = {}): Outcome => ({
    source: sourcePostings(want, [want], chart),
    inLedger: [seen],
    case: sourceCase(want, sourcePostings(want, [want], chart), { parts: [part(want, seen, change)] }),
    expected: { ...at, cause, pence },
  });
  const missing = (cause: Cause, wants: readonly AnyRecord[], facts: Partial<SourceCase>): Outcome => ({
    source: sourcePostings(want, wants, chart),
    inLedger: [],
    case: sourceCase(want, sourcePostings(want, wants, chart), facts),
    expected: { ...at, cause, pence: gross },
  });
  const added = (extra: Documents, cause: Cause, pence: number, facts: { twin?: string; settles?: string }): Outcome => ({
    source: sourcePostings(want, [want], chart),
    inLedger: [want, extra],
    case: {
      from: 'ledger',
      target: { kind: extra.kind, id: `${id}-extra` },
      number: null,
      day: bookedOn(extra) ?? '',
      seen: postingsOf(extra, chart),
      isReferenced: false,
      twin: facts.twin ?? null,
      settles: facts.settles ?? null,
    },
    expected: { id: `${id}-extra`, currency: extra.currency, cause, pence },
  });
  switch (drawn.fault) {
    case 'nothing':
      return {
        source: sourcePostings(want, [want], chart),
        inLedger: [want],
        case: sourceCase(want, sourcePostings(want, [want], chart), { parts: [part(want, want)] }),
        expected: null,
      };
    case 'not sent':
      return missing('not sent yet', [want], { standing: standing('pending') });
    case 'answer lost':
      return missing('being settled', [want], { standing: standing('pending'), write: { state: 'sent', message: null } });
    case 'held':
      return missing('held', [], { standing: standing('held'), hold: { code: 'no tax code', text: 'Which tax code?' } });
    case 'refused':
      return missing('refused', [want], { standing: standing('pending'), write: { state: 'refused', message: 'the account is archived' } });
    case 'undone':
      return missing('undone', [], { standing: standing('held'), hold: { code: 'undone', text: 'Batch 3 was undone' } });
    case 'excluded':
      return missing('excluded by rule', [], { standing: standing('excluded', 'internal orders') });
    case 'too early':
      return missing('before the start', [], { standing: standing('excluded', 'before start') });
    case 'amount edited':
      return there(repriced(want, 700, 140), 'edited in the ledger', drawn.kind === 'payment' ? 700 : 840);
    case 'adopted with other figures':
      return there(repriced(want, -1, 0), 'adopted as is', 1, { origin: 'adopted' });
    case 'voided by hand':
      return there({ ...want, state: 'void' }, 'voided in the ledger', gross, { state: 'void' });
    case 'date moved':
      return there(dated(want, otherMonth(drawn.on)), 'cut-off', gross);
    case 'typed in twice':
      return added(want, 'duplicate', gross, { twin: id });
    case 'posted by others':
      return added({ ...invoice('', drawn.on, 5550, 0), currency: drawn.currency }, 'posted in the ledger by others', 5550, {});
    case 'journal by others':
      return added({ ...journal('', drawn.on, '404', '200', 330), currency: drawn.currency }, 'posted in the ledger by others', 330, {});
    case 'paid by others':
      return added({ ...payment('', drawn.on, 910), currency: drawn.currency }, 'settled in the ledger', 910, { settles: id });
    case 'own month closed': {
      const asked = dated(want, otherMonth(drawn.on));
      return {
        ...there(asked, 'moved from a closed period', gross),
        case: sourceCase(want, sourcePostings(want, [asked], chart), { parts: [part(asked, asked)] }),
      };
    }
    case 'rounded':
    case 'recoded':
    case 'back to draft':
    case 'tax split moved':
    case 'tax computed anew':
      return want.kind === 'payment' ? happen({ ...drawn, fault: 'not sent' }, id) : onSale(want, drawn, { at, there });
  }
}

function onSale(
  want: Sale,
  { fault, net, tax }: Drawn,
  {
    at,
    there,
  }: {
    readonly at: { readonly id: string; readonly currency: string };
    readonly there: (seen: Sale, cause: Cause, pence: number, change?: Partial<Part>) => Outcome;
  },
): Outcome {
  if (fault === 'recoded')
    return there({ ...want, lines: want.lines.map((of) => ({ ...of, account: '260' })) }, 'recoded in the ledger', net);
  if (fault === 'back to draft') return there({ ...want, state: 'draft' }, 'draft in the ledger', net + tax, { state: 'draft' });
  if (fault === 'tax split moved') return there(repriced(want, 25, -25), 'tax treatment', 25);
  if (fault === 'tax computed anew') return there(repriced(want, 0, 3), 'tax variance', 3);
  const seen: Sale = { ...want, totals: { ...want.totals, gross: `${text(net + tax - 1)}`, net: text(net - 1) } };
  const source = sourcePostings(seen, [want], chart);
  return {
    source,
    inLedger: [want],
    case: sourceCase(want, source, { parts: [part(want, want)] }),
    expected: { ...at, cause: 'rounding', pence: 1 },
  };
}

function documentOf({ kind, on, net, tax, currency }: Drawn, id: string): Sale | Payment {
  if (kind === 'payment') return { ...payment(id, on, net), currency };
  return { ...(kind === 'invoice' ? invoice(id, on, net, tax) : creditNote(id, on, net, tax)), currency };
}

function repriced(want: Sale | Payment, moreNet: number, moreTax: number): Sale | Payment {
  if (want.kind === 'payment') return { ...want, amount: text(pence(want.amount) + moreNet) };
  const [net, tax] = [pence(want.totals.net) + moreNet, pence(want.totals.tax) + moreTax];
  return { ...want, lines: [line('200', net, tax)], totals: { net: text(net), tax: text(tax), gross: text(net + tax) } };
}

const dated = (want: Sale | Payment, on: string): Sale | Payment =>
  want.kind === 'payment' ? { ...want, paidOn: on } : { ...want, issuedOn: on };

const otherMonth = (on: string): string => (on.startsWith('2026-09') ? '2026-10-02' : '2026-09-29');

/** Tests write whole pence; this reads them back without the code under test. */
export const pence = (figure: string): number => {
  const [whole = '0', places = ''] = figure.replace('-', '').split('.');
  return Number(`${figure.startsWith('-') ? '-' : ''}${whole}${places.padEnd(2, '0')}`);
};

const standing = (state: 'pending' | 'held' | 'excluded', cause: string | null = null): SourceCase['standing'] => ({
  state,
  cause,
  detail: null,
});

function part(wanted: Documents, seen: Documents, change: Partial<Part> = {}): Part {
  return {
    kind: seen.kind,
    id: `x-${seen.id}`,
    number: null,
    origin: 'ours',
    state: 'made',
    wanted: postingsOf(wanted, chart),
    seen: postingsOf(seen, chart),
    lines: 1,
    ...change,
  };
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
