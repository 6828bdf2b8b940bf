import { Scalar, isMap } from 'yaml';
import type { Document } from 'yaml';
import type { Decision } from './mapping.ts';
import { withChoices } from './propose-choices.ts';
import { parseYaml } from './written.ts';

/** How lines without tax are named where a tax is named: `taxes.(none)`. */
export const noTaxName = '(none)';

/**
 * The same file with one decision more, or another one, signed. Comments, order and quotes of what was there stay as they were.
 * Places are named as the file names them: 'accounts.sales', 'accounts.sales.byCategory.shipping', 'taxes.VAT20'. Null where the file
 * has no such place.
 */
export function setInMapping(
  yamlText: string,
  { path, value }: { readonly path: string; readonly value: string },
  decision: Decision,
): string | null {
  const under = (prefix: string): string | null => (path.startsWith(prefix) && path !== prefix ? path.slice(prefix.length) : null);
  const [category, currency, tax] = [under('accounts.sales.byCategory.'), under('accounts.payments.byCurrency.'), under('taxes.')];
  if (category !== null) return withEntry(yamlText, { section: 'sales', list: 'byCategory', name: category, value }, decision);
  if (currency !== null) return withEntry(yamlText, { section: 'payments', list: 'byCurrency', name: currency, value }, decision);
  if (tax !== null) return withChoices(yamlText, { taxes: [{ source: tax === noTaxName ? null : tax, target: value }] }, decision);
  switch (path) {
    case 'accounts.sales':
      return withChoices(yamlText, { sales: value }, decision);
    case 'accounts.payments':
      return withChoices(yamlText, { payments: value === '' ? null : value }, decision);
    case 'accounts.rounding':
      return withChoices(yamlText, { rounding: value === '' ? null : value }, decision);
    case 'contacts.whenMissing':
      return withChoices(yamlText, { whenMissing: value === '' ? null : value }, decision);
    case 'voids.policy':
      return withSigned(yamlText, ['voids', 'policy'], value, decision);
    case 'exchangeRates.source':
      return withSigned(yamlText, ['exchangeRates', 'source'], value, decision);
    default:
      return null;
  }
}

interface Entry {
  readonly section: 'sales' | 'payments';
  readonly list: 'byCategory' | 'byCurrency';
  readonly name: string;
  readonly value: string;
}

/** An account that stands alone becomes the default of its section. */
function withEntry(yamlText: string, { section, list, name, value }: Entry, decision: Decision): string {
  const document = readable(yamlText);
  const path = ['accounts', section];
  const alone = document.getIn(path);
  if (!isMap(alone)) document.setIn(path, document.createNode(typeof alone === 'string' ? { default: quoted(alone) } : {}));
  document.setIn([...path, list, name], quoted(value));
  document.setIn([...path, 'decision'], signature(document, decision));
  return document.toString({ lineWidth: 0 });
}

function withSigned(yamlText: string, path: readonly [section: string, name: string], value: string, decision: Decision): string {
  const document = readable(yamlText);
  document.setIn(path, value);
  document.setIn([path[0], 'decision'], signature(document, decision));
  return document.toString({ lineWidth: 0 });
}

function readable(yamlText: string): Document.Parsed {
  const document = parseYaml(yamlText);
  if (document.errors.length > 0) throw new Error('a decision can only be written into a mapping that can be read');
  return document;
}

const signature = (document: Document.Parsed, { by, because }: Decision) =>
  document.createNode({ by: quoted(by), because: quoted(because) }, { flow: true });

function quoted(value: string): Scalar {
  const made = new Scalar(value);
  made.type = Scalar.QUOTE_DOUBLE;
  return made;
}
