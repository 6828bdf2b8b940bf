import { decimal, equal } from '../core/decimal.ts';
import type { Decision, Mapping } from '../mapping/mapping.ts';
import { isDecided } from '../mapping/propose-choices.ts';
import { noTaxName } from '../mapping/set.ts';
import type { UsedCode } from './office-port.ts';
import type { LedgerFacts } from './parts.ts';

/** One thing that the mapping says, with whoever decided it. */
export interface MappingLine {
  /** Where it stands in the file ('accounts.sales'). */
  readonly path: string;
  readonly label: string;
  readonly value: string;
  /** The name of the account or rate behind the value, where it is one. */
  readonly valueName: string | null;
  readonly by: string | null;
  readonly because: string | null;
}

/** What the file says, line by line; what nobody has signed has no name to it. */
export function mappingLines({ accounts, taxes, contacts, voids, exchangeRates }: Mapping, facts: LedgerFacts): readonly MappingLine[] {
  const accountNames = new Map(
    facts.accounts.flatMap(({ id, code, name }) => [[id, name] as const, ...(code === null ? [] : [[code, name] as const])]),
  );
  const taxNames = new Map(facts.taxRates.map(({ id, name }) => [id, name]));
  const account = (path: string, label: string, value: string | null, decision: Decision | null): readonly MappingLine[] =>
    value === null ? [] : [{ path, label, value, valueName: accountNames.get(value) ?? null, ...signed(decision) }];
  const plain = (path: string, label: string, value: string, decision: Decision): MappingLine => ({
    path,
    label,
    value,
    valueName: null,
    ...signed(decision),
  });
  return [
    ...account('accounts.sales', 'Sales', accounts.sales.default, accounts.sales.decision),
    ...Object.entries(accounts.sales.byCategory).flatMap(([category, value]) =>
      account(`accounts.sales.byCategory.${category}`, `Sales: ${category}`, value, accounts.sales.decision),
    ),
    ...account('accounts.payments', 'Payments', accounts.payments.default, accounts.payments.decision),
    ...Object.entries(accounts.payments.byCurrency).flatMap(([currency, value]) =>
      account(`accounts.payments.byCurrency.${currency}`, `Payments in ${currency}`, value, accounts.payments.decision),
    ),
    ...account('accounts.rounding', 'Rounding', accounts.rounding, null),
    ...taxes.map(({ source, percent, country, target, decision }) => ({
      path: `taxes.${source ?? noTaxName}`,
      label: [
        'Tax',
        source ?? 'none',
        ...(percent === null ? [] : [`at ${percent}%`]),
        ...(country === null ? [] : [`in ${country}`]),
      ].join(' '),
      value: target,
      valueName: taxNames.get(target) ?? null,
      ...signed(decision),
    })),
    ...(contacts.whenMissing === null
      ? []
      : [plain('contacts.whenMissing', 'Customer of sales without one', contacts.whenMissing, contacts.decision)]),
    plain('voids.policy', 'Voids', voids.policy, voids.decision),
    plain('exchangeRates.source', 'Exchange rates', exchangeRates.source, exchangeRates.decision),
  ];
}

const signed = (decision: Decision | null): Pick<MappingLine, 'by' | 'because'> =>
  decision === null || !isDecided(decision) ? { by: null, because: null } : decision;

/** What the documents of the source carry and the file has no line for, most used first. */
export function unmappedCodes(
  mapping: Mapping,
  facts: LedgerFacts,
  used: readonly UsedCode[],
): readonly { readonly what: UsedCode['what']; readonly source: string; readonly documents: number; readonly proposed: string | null }[] {
  const base = facts.organisation?.baseCurrency ?? null;
  return used
    .filter((code) => isMissing(mapping, base, code))
    .map((code) => ({
      what: code.what,
      source: code.source ?? noTaxName,
      documents: code.documents,
      proposed: code.what === 'tax' ? rateLike(facts, code.percent) : null,
    }));
}

function isMissing({ accounts, taxes }: Mapping, baseCurrency: string | null, { what, source }: UsedCode): boolean {
  switch (what) {
    case 'tax':
      return !taxes.some((rule) => rule.source === source);
    case 'category':
      return source !== null && !Object.hasOwn(accounts.sales.byCategory, source);
    case 'currency':
      // The default account is for the ledger's own currency; money in another one needs an account in that.
      return (
        source !== null &&
        !Object.hasOwn(accounts.payments.byCurrency, source) &&
        (source !== baseCurrency || accounts.payments.default === null)
      );
  }
}

/** The only rate for sales with this percentage; null where there are several, or none. */
function rateLike({ taxRates }: LedgerFacts, percent: string | null): string | null {
  if (percent === null) return null;
  const [first, ...others] = taxRates.filter(
    (rate) => rate.state === 'active' && rate.appliesTo.includes('revenue') && equal(decimal(rate.percent), decimal(percent)),
  );
  return first !== undefined && others.length === 0 ? first.id : null;
}
