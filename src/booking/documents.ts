import { absolute, amount, compare, decimal, equal, isZero, subtract } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import { readMoney, roundingBound, sayAmount } from '../core/money.ts';
import type { CreditNote, Invoice, Line } from '../core/records.ts';
import { accountForSale, taxTarget } from '../mapping/apply.ts';
import { counterSale } from './context.ts';
import type { BookingContext } from './context.ts';
import type { Desire, Loss, Question, Want } from './desire.ts';
import { roundingLine, taxOf, wholeLines } from './lines.ts';
import { ask, finerQuestion, fix, lookAgain } from './questions.ts';
import { reversalOf } from './reversal.ts';

type SalesDocument = Invoice | CreditNote;
type Settled<T> = { readonly ok: T; readonly losses: readonly Loss[] } | { readonly question: Question };

/** An invoice or credit note of a platform, as the ledger should hold it. */
export function desireDocument(record: SalesDocument, context: BookingContext): Desire {
  const held = (question: Question): Desire => ({ is: 'held', question });
  const broken = brokenFigure(record, context);
  if (broken) return held(broken);
  const contact = contactOf(record, context);
  if ('is' in contact) return contact;
  const lines = ledgerLines(record, context);
  if ('question' in lines) return held(lines.question);
  const rate = rateQuestion(record, context);
  if (rate) return held(rate);
  const { notes, losses } = notesFor(record, context);
  const exchangeRate = rateOf(record, context);
  const shared = { contact: contact.id, lines: lines.ok, discount: null, notes, exchangeRate, id: '', paid: '0', credited: '0' };
  const document: SalesDocument =
    record.kind === 'invoice' ? { ...record, ...shared, dueOn: record.dueOn ?? record.issuedOn } : { ...record, ...shared, invoice: null };
  const tooLong = lengthQuestion(document, context);
  if (tooLong) return held(tooLong);
  if (document.kind === 'invoice' && record.kind === 'invoice' && record.state === 'void') {
    const reversal = reversalOf(record, { ...document, state: 'open' }, context);
    if (reversal !== null) return { is: 'wanted', parts: reversal };
  }
  const marked = markLoss(record, context);
  const want: Want = {
    part: 'main',
    record: document,
    losses: [...lines.losses, ...losses, ...marked],
    why: whyOf(record),
    needs: null,
    opens: false,
  };
  return { is: 'wanted', parts: [want] };
}

const whyOf = (record: SalesDocument): string =>
  `${record.kind === 'invoice' ? 'invoice' : 'credit note'} ${record.number ?? record.id} of ${record.issuedOn} at the source`;

/** Figures finer than the currency, or totals that contradict each other, are never rounded into agreement. */
function brokenFigure(record: SalesDocument, context: BookingContext): Question | null {
  const { net, tax, gross } = record.totals;
  for (const [name, figure] of Object.entries({ net, tax, gross })) {
    const finer = finerQuestion(figure, record, context);
    if (finer) return finer;
    if (readMoney(figure, record.currency) === null) {
      return ask(
        'not whole',
        `The ${name} total is ${sayAmount(figure, record.currency)}, which is not a whole number of its smallest unit.`,
        { [name]: sayAmount(figure, record.currency) },
        [lookAgain('It was corrected at the source: look again')],
      );
    }
  }
  if (!equal(subtract(decimal(gross), decimal(tax)), decimal(net))) {
    return ask('totals differ', `Net ${net} and tax ${tax} do not add up to the gross ${gross}.`, { net, tax, gross }, [
      lookAgain('It was corrected at the source: look again'),
    ]);
  }
  return null;
}

function contactOf(record: SalesDocument, context: BookingContext): Desire | { readonly id: string } {
  const name = { kind: 'contact', id: record.contact ?? counterSale } as const;
  if (record.contact === null && context.mapping.contacts.whenMissing === null) {
    return {
      is: 'held',
      question: ask('no customer', 'The document names no customer, and the mapping names no contact for counter sales.', {}, [
        lookAgain('The mapping now has contacts.whenMissing: look again'),
      ]),
    };
  }
  const there = context.linked(name);
  if (there && context.isArchived(there.id)) return { is: 'held', question: archivedQuestion(there.id) };
  return there ? { id: there.id } : { is: 'waiting', for: name, why: 'its customer is not in the ledger yet' };
}

/** Law F44: never a second customer of the same name. */
const archivedQuestion = (contact: string): Question =>
  ask('archived contact', 'Its customer is archived in the ledger, which takes no new documents for them.', { ledger: contact }, [
    lookAgain('The customer was restored or merged in the ledger: look again'),
  ]);

/** Accounts and tax codes by the mapping; whole amounts; and what is left over, named. */
function ledgerLines(record: SalesDocument, context: BookingContext): Settled<readonly Line[]> {
  const ability = context.abilities[record.kind];
  if (!ability) return { question: ask('no account', `The target does not take a ${record.kind}.`, {}) };
  const whole = wholeLines(record, ability);
  const coded: Line[] = [];
  for (const line of whole.lines) {
    const code = codeLine(line, record, context);
    if ('question' in code) return code;
    coded.push(code.ok);
  }
  return closeRest(record, coded, whole.rest, whole.losses, context);
}

function codeLine(line: Line, record: SalesDocument, context: BookingContext): Settled<Line> {
  if (context.targetRole === 'platform') return { ok: line, losses: [] };
  const account = accountForSale(context.mapping, line.account);
  const taxes = line.taxes.length === 0 && record.amountsAre !== 'noTax' ? [{ rate: null, amount: '0' }] : line.taxes;
  const coded: { rate: string; amount: string }[] = [];
  for (const tax of taxes) {
    const country = context.ledger.organisation?.country ?? null;
    const percent = tax.rate === null ? null : (context.sourcePercent?.(tax.rate) ?? null);
    const target = taxTarget(context.mapping, { source: tax.rate, percent, country });
    if (target === null) return { question: taxQuestion(tax.rate, line, context) };
    coded.push({ rate: target, amount: tax.amount });
  }
  const most = context.abilities[record.kind]?.taxesPerLine ?? 1;
  if (coded.length > most) {
    return {
      question: ask('no tax code', `The line '${line.description}' carries ${coded.length} taxes; the ledger takes ${most} on a line.`, {
        taxes: coded.map((tax) => tax.rate).join(', '),
      }),
    };
  }
  // A line's id at the source is none of the ledger's.
  return { ok: { ...line, id: null, account, item: null, taxes: coded }, losses: [] };
}

export function taxQuestion(rate: string | null, line: Pick<Line, 'description'>, context: BookingContext): Question {
  const choices = context.ledger.taxRates.filter((candidate) => candidate.state === 'active' && candidate.appliesTo.includes('revenue'));
  return ask(
    'no tax code',
    rate === null
      ? `The line '${line.description}' carries no tax at the source, and the mapping does not say which tax code means that.`
      : `The mapping has no tax code for '${rate}' of the line '${line.description}'.`,
    { rate: rate ?? '(none)' },
    choices.slice(0, 12).map((choice) =>
      fix(`tax:${choice.id}`, `Book it as ${choice.name} (${choice.id})`, {
        do: 'mapTax',
        source: rate,
        percent: choice.percent,
        target: choice.id,
      }),
    ),
  );
}

/** Gross first, then tax, then net takes the rest (law F27); a rounding line only within the bound and with an account for it. */
function closeRest(
  record: SalesDocument,
  lines: readonly Line[],
  rest: ReturnType<typeof decimal>,
  losses: readonly Loss[],
  context: BookingContext,
): Settled<readonly Line[]> {
  const taxGap = record.amountsAre === 'noTax' ? decimal('0') : subtract(decimal(record.totals.tax), taxOf(lines));
  const settled = isZero(taxGap) ? lines : shiftTax(lines, taxGap, record.currency);
  const say = (figure: Decimal | Amount): string => sayAmount(figure, record.currency);
  if (settled === null) {
    return {
      question: ask('tax differs', `The lines’ tax is ${say(taxOf(lines))}, the document says ${say(record.totals.tax)}.`, {
        lines: say(taxOf(lines)),
        document: say(record.totals.tax),
      }),
    };
  }
  if (isZero(rest)) return { ok: settled, losses };
  const bound = roundingBound(record.lines.length, record.currency);
  const { rounding } = context.mapping.accounts;
  if (rounding === null || compare(absolute(rest), bound) > 0) {
    return {
      question: ask(
        'totals differ',
        `The lines miss the document’s total by ${say(rest)}; a rounding line may carry at most ${say(bound)}.`,
        {
          rest: say(rest),
          bound: say(bound),
          account: rounding ?? '(the mapping names no rounding account)',
        },
      ),
    };
  }
  const named: Loss = {
    field: 'rounding',
    before: record.totals.gross,
    after: amount(rest),
    why: `a rounding line on account ${rounding}, bound ${amount(bound)}`,
  };
  const line = roundingLine(rest, rounding);
  const none = record.amountsAre === 'noTax' || context.targetRole === 'platform' ? [] : zeroTax(context);
  return { ok: [...settled, { ...line, taxes: none }], losses: [...losses, named] };
}

const zeroTax = (context: BookingContext): Line['taxes'] => {
  const free = taxTarget(context.mapping, { source: null, percent: null, country: context.ledger.organisation?.country ?? null });
  return free === null ? [] : [{ rate: free, amount: '0' }];
};

/** Puts a gap of at most one minor unit per taxed line onto the largest taxed lines; null when the gap is wider. */
function shiftTax(lines: readonly Line[], gap: ReturnType<typeof decimal>, currency: string): readonly Line[] | null {
  const cents = readMoney(gap, currency);
  if (cents === null) return null;
  const size = cents.minor < 0n ? -cents.minor : cents.minor;
  const taxed = lines.map((line, index) => ({ line, index })).filter(({ line }) => line.taxes.some((tax) => !isZero(decimal(tax.amount))));
  if (size > BigInt(taxed.length) || size > 5n) return null;
  const largest = taxed.toSorted(
    (a, b) => compare(absolute(decimal(b.line.amount)), absolute(decimal(a.line.amount))) || a.index - b.index,
  );
  const chosen = new Set(largest.slice(0, Number(size)).map(({ index }) => index));
  const unit = readUnit(currency, cents.minor < 0n);
  return lines.map((line, index) => (chosen.has(index) ? { ...line, taxes: nudgeFirst(line.taxes, unit) } : line));
}

const readUnit = (currency: string, isNegative: boolean) => {
  const { scale } = roundingBound(1, currency);
  return { units: isNegative ? -1n : 1n, scale };
};

const nudgeFirst = (taxes: Line['taxes'], unit: ReturnType<typeof decimal>): Line['taxes'] =>
  taxes.map((tax, index) =>
    index === 0 ? { ...tax, amount: amount(subtract(decimal(tax.amount), { units: -unit.units, scale: unit.scale })) } : tax,
  );

/** Law F25: the rate is that of the organisation's rate source, and 1 only between equal currencies. */
function rateQuestion(record: SalesDocument, context: BookingContext): Question | null {
  const base = context.ledger.organisation?.baseCurrency ?? record.currency;
  if (record.currency === base || context.targetRole === 'platform' || context.mapping.exchangeRates.source === 'ledger') return null;
  const rate = record.exchangeRate?.value ?? null;
  if (rate !== null && amount(rate) !== '1' && !isZero(decimal(rate))) return null;
  return ask(
    'no rate',
    `The document is in ${record.currency}, the books are in ${base}, and ${rate === null ? 'no exchange rate stands' : `the rate ${rate} stands`} on it.`,
    { currency: record.currency, base },
    [lookAgain('A rate was entered at the source, or the mapping now takes the ledger’s own: look again')],
  );
}

/** Where the mapping takes the ledger's own day rate, what the source says of it (a processor's rate has its margin in it) stays out. */
function rateOf(record: SalesDocument, context: BookingContext): SalesDocument['exchangeRate'] {
  if (context.targetRole === 'platform') return record.exchangeRate;
  const isForeign = record.currency !== (context.ledger.organisation?.baseCurrency ?? record.currency);
  return isForeign && context.mapping.exchangeRates.source === 'document' ? record.exchangeRate : null;
}

/** Where the ledger has no field of staff's own, our key follows the customer's text (engine rule 9), and customers see it. */
function markLoss(record: SalesDocument, context: BookingContext): readonly Loss[] {
  const place = context.abilities[record.kind]?.reference;
  if (place?.in !== 'field' || place.visibleTo !== 'customer') return [];
  const before = record.reference ?? '';
  return [
    {
      field: 'reference',
      before,
      after: `${before} T…`.trim(),
      why: 'the ledger has no field that only staff see: our key follows the reference',
    },
  ];
}

/** A ledger that keeps notes only in a history beside the document shows them to nobody who reads the document: a loss all the same. */
function notesFor(record: SalesDocument, context: BookingContext): { readonly notes: string | null; readonly losses: readonly Loss[] } {
  const place = context.abilities[record.kind]?.notes ?? 'none';
  if (record.notes === null || place === 'field') return { notes: record.notes, losses: [] };
  return {
    notes: null,
    losses: [{ field: 'notes', before: record.notes, after: '', why: 'the ledger has no place for notes on this document' }],
  };
}

/** A number is a legal fact: it is never cut. */
function lengthQuestion(document: SalesDocument, context: BookingContext): Question | null {
  const most = context.abilities[document.kind]?.lengths['number'];
  if (document.number === null || most === undefined || document.number.length <= most) return null;
  return ask('too long', `The number ${document.number} has ${document.number.length} characters; the ledger takes ${most}.`, {
    number: document.number,
  });
}
