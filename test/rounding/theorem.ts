import { desire } from '../../src/booking/book.ts';
import type { BookingContext } from '../../src/booking/context.ts';
import type { Connector, Session } from '../../src/contract/connector.ts';
import type { Http } from '../../src/contract/http.ts';
import { absolute, amount, compare, decimal, equal, sum, zero } from '../../src/core/decimal.ts';
import { roundingBound } from '../../src/core/money.ts';
import type { Invoice, TaxRate, Totals } from '../../src/core/records.ts';
import type { Chance } from '../../src/sandbox/chance.ts';
import { seededChance } from '../../src/sandbox/chance.ts';
import { mappingOf } from '../engine/mapping.ts';
import { drawInvoice } from './sources.ts';
import type { Drawn, Style } from './sources.ts';

/** The arithmetic of one ledger: what it makes of the request that its connector writes. */
export interface LedgerModel {
  readonly name: string;
  readonly connector: Connector;
  /** A session that can write without asking anybody. */
  session(): Promise<Session>;
  /** The mapping into it; its taxes name all of `percents`. */
  readonly mapping: string;
  readonly taxRates: readonly TaxRate[];
  /** The totals that it books, under every way of rounding that its documents leave open; or its refusal, in words. */
  totalsOf(body: string): readonly Totals[] | { readonly refuses: string };
}

/** What became of one invoice: booked, a question to a person, or a sentence that says how the theorem fails. */
export type Verdict = { readonly is: 'booked' | 'asked' } | { readonly is: 'wrong'; readonly why: string };

export interface Tally {
  readonly booked: number;
  readonly asked: number;
  readonly askedBy: Readonly<Partial<Record<Style, number>>>;
  readonly wrong: readonly string[];
}

/** For writers that ask nobody. */
export const silent: Http = () => Promise.reject(new Error('a writer groups its calls without asking anybody'));

/**
 * The theorem: what is booked has the source's totals in the ledger too, to the penny, whatever is rounded on the way; what is
 * put on a rounding line is within the bound (laws F27); and nobody is asked about an invoice whose own arithmetic is right.
 */
export async function tryInvoices(model: LedgerModel, options: { readonly invoices: number; readonly seed: number }): Promise<Tally> {
  const judge = judgeOf(model, await model.session());
  const chance: Chance = seededChance(options.seed);
  let [booked, asked] = [0, 0];
  const askedBy: Partial<Record<Style, number>> = {};
  const wrong: string[] = [];
  for (let n = 1; n <= options.invoices; n += 1) {
    const drawn = drawInvoice(chance);
    const verdict = judge(drawn);
    if (verdict.is === 'booked') booked += 1;
    if (verdict.is === 'asked') {
      asked += 1;
      askedBy[drawn.style] = (askedBy[drawn.style] ?? 0) + 1;
    }
    if (verdict.is === 'wrong' && wrong.length < 5)
      wrong.push(`${model.name}, seed ${options.seed}, invoice ${n} (${drawn.style}): ${verdict.why}\n${JSON.stringify(drawn.invoice)}`);
  }
  return { booked, asked, askedBy, wrong };
}

function judgeOf(model: LedgerModel, session: Session): (drawn: Drawn) => Verdict {
  const context = contextOf(model);
  const writer = session.writers.invoice;
  if (writer === undefined) throw new Error(`${model.name} takes no invoices`);
  return ({ style, invoice }) => {
    // No ledger takes a sale below zero: its refusal is the question. What a customer gets back is a credit note.
    if (compare(decimal(invoice.totals.gross), zero) < 0) return { is: 'asked' };
    const wish = desire(invoice, context);
    if (wish.is === 'held') {
      return style === 'whole' ? { is: 'wrong', why: `asked about whole pennies: ${wish.question.text}` } : { is: 'asked' };
    }
    const [want] = wish.is === 'wanted' ? wish.parts : [];
    if (want?.record.kind !== 'invoice') return { is: 'wrong', why: `it is ${wish.is}` };
    const [call] = writer.calls([{ do: 'create', record: want.record, reference: 'Taaaaaaaaaaaaaaaa' }], () => 'key');
    const totals = model.totalsOf(call?.request.body ?? '');
    if ('refuses' in totals) return { is: 'wrong', why: `the ledger refuses it: ${totals.refuses}` };
    const other = totals.find((each) => !sameTotals(each, invoice.totals));
    if (other) return { is: 'wrong', why: `the ledger books ${JSON.stringify(other)} for ${JSON.stringify(invoice.totals)}` };
    return withinBound(invoice, want.record);
  };
}

function withinBound(source: Invoice, booked: Invoice): Verdict {
  const rest = sum(booked.lines.filter(({ description }) => description === 'Rounding').map((line) => decimal(line.amount)));
  const bound = roundingBound(source.lines.length, source.currency);
  return compare(absolute(rest), bound) > 0
    ? { is: 'wrong', why: `a rounding line of ${amount(rest)}, above ${amount(bound)}` }
    : { is: 'booked' };
}

const sameTotals = (a: Totals, b: Totals): boolean =>
  equal(decimal(a.net), decimal(b.net)) && equal(decimal(a.tax), decimal(b.tax)) && equal(decimal(a.gross), decimal(b.gross));

/** The customer is there, nothing else is: what booking may know of a first invoice. */
const contextOf = ({ name, connector, mapping, taxRates }: LedgerModel): BookingContext => ({
  organisation: 'main',
  agreement: `billing and ${name}`,
  targetRole: 'ledger',
  mapping: mappingOf(mapping),
  startsOn: '2026-01-01',
  today: '2026-11-10',
  ledger: { organisation: null, accounts: [], taxRates },
  abilities: Object.fromEntries(
    Object.entries(connector.manifest.kinds).flatMap(([kind, ability]) => (ability.write ? [[kind, ability.write]] : [])),
  ),
  linked: () => ({ kind: 'contact', id: 'ada' }),
  asked: () => null,
  seen: () => null,
  isExcluded: () => false,
  isDoubted: () => false,
  isArchived: () => false,
});
