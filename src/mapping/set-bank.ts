import { Scalar, isMap, isSeq } from 'yaml';
import type { Document, YAMLMap, YAMLSeq } from 'yaml';
import type { BankRule } from './bank.ts';
import type { Decision } from './mapping.ts';
import { parseYaml } from './written.ts';

/** A rule as a person says it: signed when it is written. */
export type SaidRule = Omit<BankRule, 'decision'>;

/** The file of a new flow from bank accounts to a ledger: which account each is, and nothing else yet. */
export function bankMappingText(
  { sales, accounts }: { readonly sales: string; readonly accounts: Readonly<Record<string, string>> },
  decision: Decision,
): string {
  const document = parseYaml('# The bank: which account is which, and what recurs.\nkinds: [contact, statementLine]\n');
  // A file needs one; no line of a bank is booked there.
  document.set('accounts', document.createNode({ sales: quoted(sales) }));
  document.set('bank', document.createNode({ accounts: {} }));
  putAccounts(document, accounts, decision);
  return written(document);
}

/** The same file with other accounts of the ledger for some bank accounts. Comments, order and quotes of the rest stay. */
export function withBankAccounts(text: string, accounts: Readonly<Record<string, string>>, decision: Decision): string {
  const document = readable(text);
  putAccounts(document, accounts, decision);
  return written(document);
}

function putAccounts(document: Document.Parsed, accounts: Readonly<Record<string, string>>, decision: Decision): void {
  const path = ['bank', 'accounts'];
  const alone = document.getIn(path);
  if (!isMap(alone)) document.setIn(path, document.createNode(typeof alone === 'string' ? { default: quoted(alone) } : {}));
  for (const [account, named] of Object.entries(accounts)) document.setIn([...path, 'byAccount', account], quoted(named));
  document.setIn([...path, 'decision'], signature(document, decision));
}

/** Who says a rule, and why; null: for the same reason as the rule that it replaces. */
interface RuleSaidBy {
  readonly by: string;
  readonly because: string | null;
}

/** The same file with one rule more at the end, or in the place of the rule that it replaces. Null: it has none of that name any more. */
export function withRule(text: string, rule: SaidRule, replaces: string | null, { by, because }: RuleSaidBy): string | null {
  const document = readable(text);
  const rules = rulesOf(document);
  const at = replaces === null ? rules.items.length : placeOf(rules, replaces);
  if (at === -1) return null;
  const former = rules.getIn([at, 'decision', 'because']);
  const reason = because ?? (typeof former === 'string' ? former : 'decided at the bank lines');
  const { name, when, account, contact, tax } = rule;
  const said = Object.entries(when).flatMap(([key, value]) => (value === null ? [] : [[key, quoted(value)] as const]));
  const node = document.createNode({
    name: quoted(name),
    when: Object.fromEntries(said),
    account: quoted(account),
    contact: quoted(contact),
    ...(tax === null ? {} : { tax: quoted(tax) }),
    decision: signature(document, { by, because: reason }),
  });
  rules.set(at, node);
  return written(document);
}

/** The same file without that rule. Null: it has none of that name. */
export function withoutRule(text: string, name: string): string | null {
  const document = readable(text);
  const rules = rulesOf(document);
  const at = placeOf(rules, name);
  if (at === -1) return null;
  rules.delete(at);
  return written(document);
}

const placeOf = (rules: YAMLSeq, name: string): number => rules.items.findIndex((each) => isMap(each) && each.get('name') === name);

function rulesOf(document: Document.Parsed): YAMLSeq {
  const found = document.getIn(['bank', 'rules']);
  // An empty list stands in one line, in which its first rule would be hard to read.
  if (isSeq(found) && found.items.length > 0) return found;
  const made = document.createNode([]);
  made.flow = false;
  document.setIn(['bank', 'rules'], made);
  return made;
}

function readable(text: string): Document.Parsed {
  const document = parseYaml(text);
  if (document.errors.length > 0) throw new Error('a decision can only be written into a mapping that can be read');
  return document;
}

const written = (document: Document.Parsed): string => document.toString({ lineWidth: 0 });

const signature = (document: Document.Parsed, { by, because }: Decision): YAMLMap =>
  document.createNode({ by: quoted(by), because: quoted(because) }, { flow: true });

function quoted(value: string): Scalar {
  const made = new Scalar(value);
  made.type = Scalar.QUOTE_DOUBLE;
  return made;
}
