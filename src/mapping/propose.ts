import type { Amount } from '../core/decimal.ts';
import { amount, equal, decimal } from '../core/decimal.ts';
import type { Kind, TaxRate } from '../core/records.ts';
import { taxWords } from './tax-words.ts';

/** An account by the name that the file gives it, what it is called, and why it is proposed. */
export interface ProposedAccount {
  readonly account: string;
  readonly label: string;
  readonly why: string;
}

/** A tax of the source with the ledger's code that is proposed for it; null: none suits. */
export interface ProposedTax {
  readonly source: string | null;
  readonly name: string | null;
  readonly percent: Amount | null;
  readonly target: Pick<TaxRate, 'id' | 'name'> | null;
}

export interface Proposal {
  readonly source: string;
  readonly target: string;
  readonly kinds: readonly Kind[];
  readonly sales: ProposedAccount;
  /** Null: none suits, and payments are held until a person names one. */
  readonly payments: ProposedAccount | null;
  /** Accounts for money in other currencies than the ledger's own. */
  readonly byCurrency: readonly (ProposedAccount & { readonly currency: string })[];
  readonly rounding: ProposedAccount | null;
  readonly taxes: readonly ProposedTax[];
  /** Where the source has a balance of its own. */
  readonly processor: {
    readonly contact: string;
    readonly clearing: ProposedAccount | null;
    readonly transit: ProposedAccount | null;
    readonly bank: ProposedAccount | null;
    readonly fees: ProposedAccount | null;
  } | null;
}

/** A mapping file to begin with: each line with its reason beside it. Nobody has signed it, and whoever does may change it. */
export function proposeMapping(proposal: Proposal): string {
  const { source, target, kinds, sales, payments, byCurrency, rounding, taxes, processor } = proposal;
  return [
    `# What becomes what between ${words(source)} and ${words(target)}. A proposal: each line says why, and may be changed.`,
    `kinds: [${kinds.join(', ')}]`,
    '',
    'accounts:',
    `  # ${reason(sales)}`,
    '  sales:',
    `    default: ${quoted(sales.account)}`,
    ...paymentLines(payments, byCurrency),
    ...(rounding === null
      ? []
      : [`  # For pennies that rounding leaves over. ${reason(rounding)}`, `  rounding: ${quoted(rounding.account)}`]),
    '',
    ...taxLines(taxes),
    '',
    'contacts:',
    '  # Documents without a customer go to this one.',
    '  whenMissing: "Counter sales"',
    ...(processor === null ? [] : processorLines(processor)),
    '',
  ].join('\n');
}

function paymentLines(payments: ProposedAccount | null, byCurrency: Proposal['byCurrency']): readonly string[] {
  if (payments === null && byCurrency.length === 0)
    return ['  # No account for customers’ money was found: until one is named, payments are held.'];
  return [
    payments === null ? '  # No account for the ledger’s own currency was found.' : `  # ${reason(payments)}`,
    '  payments:',
    ...(payments === null ? [] : [`    default: ${quoted(payments.account)}`]),
    ...(byCurrency.length === 0
      ? []
      : [
          '    byCurrency:',
          ...byCurrency.flatMap((each) => [`      # ${reason(each)}`, `      ${each.currency}: ${quoted(each.account)}`]),
        ]),
  ];
}

function taxLines(taxes: readonly ProposedTax[]): readonly string[] {
  const [known, unknown] = [taxes.filter(({ target }) => target !== null), taxes.filter(({ target }) => target === null)];
  return [
    known.length === 0 ? 'taxes: []' : 'taxes:',
    ...known.flatMap(({ source, name, percent, target }) => [
      `  # ${wordsOfTax(source, name, percent)} becomes ${words(target?.name ?? '')}.`,
      `  - source: ${source === null ? 'null' : quoted(source)}`,
      `    target: ${quoted(target?.id ?? '')}`,
    ]),
    ...unknown.map(
      ({ source, name, percent }) => `# ${wordsOfTax(source, name, percent)}: no code of the ledger suits. Its documents are held.`,
    ),
  ];
}

const wordsOfTax = (source: string | null, name: string | null, percent: Amount | null): string =>
  source === null ? 'A line without a tax' : taxWords(words(name ?? source), percent);

function processorLines({ contact, clearing, transit, bank, fees }: NonNullable<Proposal['processor']>): readonly string[] {
  const named = (name: string, found: ProposedAccount | null, what: string): readonly string[] =>
    found === null
      ? [`    # ${name}: ${what}; no account was found, and what needs it is held.`]
      : [`    # ${what}. ${reason(found)}`, `    ${name}: ${quoted(found.account)}`];
  return [
    '',
    'processor:',
    `  contact: ${quoted(contact)}`,
    '  accounts:',
    ...named('clearing', clearing, 'The mirror of the balance'),
    ...named('transit', transit, 'Payouts on their way'),
    ...named('banks', bank, 'Where payouts arrive'),
    ...named('fees', fees, 'What is kept of each payment'),
    '    # What nobody knows yet is held; name an asset account here to book it and be asked.',
    '    unclassified: null',
  ];
}

const reason = ({ label, why }: ProposedAccount): string => `${words(label)}: ${words(why)}`;

// JSON's text is YAML's, whatever stands in it.
const quoted = (text: string): string => JSON.stringify(text);

/** In a comment: a line break would end it, and what follows would be read. */
const words = (text: string): string => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/**
 * The ledger's code for a tax of the source: one for sales with the same percentage, by the words of its name where several have it.
 * Rates alone do not say how something is taxed, so this is only ever offered.
 */
export function proposeTax(
  tax: { readonly source: string | null; readonly name: string | null; readonly percent: Amount | null },
  rates: readonly TaxRate[],
): Pick<TaxRate, 'id' | 'name'> | null {
  const forSales = rates.filter(({ state, appliesTo }) => state === 'active' && appliesTo.includes('revenue'));
  const percent = tax.source === null ? '0' : tax.percent;
  if (percent === null) return null;
  const alike = forSales.filter((rate) => equal(decimal(rate.percent), decimal(percent)));
  const wanted =
    tax.source === null ? noTaxWords : new Set(wordsOf(`${tax.source} ${tax.name ?? ''} ${amount(percent) === '0' ? 'zero' : ''}`));
  const ranked = alike
    .map((rate) => ({ rate, shared: wordsOf(`${rate.id} ${rate.name}`).filter((word) => wanted.has(word)).length }))
    .toSorted((a, b) => b.shared - a.shared);
  const [first, second] = ranked;
  if (first === undefined) return null;
  // Two that suit equally well are a question, not a proposal; unless the rate leaves no doubt about the treatment.
  if (second !== undefined && second.shared === first.shared && amount(percent) === '0') return null;
  return first.rate;
}

const noTaxWords = new Set(['no', 'none', 'exempt']);

/** The words that tell one treatment from another: what every tax is called tells nothing. */
const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '' && !anyTax.has(word));

const anyTax = new Set(['vat', 'gst', 'tax', 'sales', 'rate', 'rated', 'on', 'income']);
