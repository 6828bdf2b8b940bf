import { Scalar, isMap, isSeq } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import type { Decision, Mapping } from './mapping.ts';
import { undecided } from './words.ts';
import { parseYaml } from './written.ts';

/** What a person chooses while a flow is set up. What is left out stays as it is. */
export interface MappingChoices {
  readonly sales?: string | undefined;
  readonly payments?: string | null | undefined;
  readonly rounding?: string | null | undefined;
  readonly taxes?: readonly { readonly source: string | null; readonly target: string }[] | undefined;
  readonly whenMissing?: string | null | undefined;
}

/** The same file with these choices, signed. Comments, order and quotes of what was there stay as they were. */
export function withChoices(yamlText: string, choices: MappingChoices, decision: Decision): string {
  const document = parseYaml(yamlText);
  if (document.errors.length > 0) throw new Error('choices can only be written into a mapping that can be read');
  if (choices.sales !== undefined) signAccount(document, 'sales', choices.sales, decision);
  if (choices.payments !== undefined) signAccount(document, 'payments', choices.payments, decision);
  if (choices.rounding !== undefined) document.setIn(['accounts', 'rounding'], scalar(choices.rounding));
  if (choices.whenMissing !== undefined) {
    document.setIn(['contacts', 'whenMissing'], scalar(choices.whenMissing));
    document.setIn(['contacts', 'decision'], signature(document, decision));
  }
  for (const { source, target } of choices.taxes ?? []) signTax(document, source, target, decision);
  return document.toString({ lineWidth: 0 });
}

/** An account may stand alone in the file, or with what is special about it: the second is kept, the first becomes it. */
function signAccount(document: Document.Parsed, name: 'sales' | 'payments', account: string | null, decision: Decision): void {
  const path = ['accounts', name];
  if (!isMap(document.getIn(path))) {
    document.setIn(path, document.createNode({ default: scalar(account), decision: signature(document, decision) }));
    return;
  }
  document.setIn([...path, 'default'], scalar(account));
  document.setIn([...path, 'decision'], signature(document, decision));
}

/** Every rule for the tax gets the code; a tax without one gets a rule. */
function signTax(document: Document.Parsed, source: string | null, target: string, decision: Decision): void {
  const rules = document.get('taxes');
  const known = isSeq(rules) ? rules.items.filter((item): item is YAMLMap => isMap(item) && sourceIn(item) === source) : [];
  for (const rule of known) {
    rule.set('target', scalar(target));
    rule.set('decision', signature(document, decision));
  }
  if (known.length > 0) return;
  const added = document.createNode({ source: scalar(source), target: scalar(target), decision: signature(document, decision) });
  if (isSeq(rules) && rules.items.length > 0) rules.add(added);
  else document.set('taxes', document.createNode([added]));
}

function sourceIn(rule: YAMLMap): string | null {
  const source = rule.get('source');
  return typeof source === 'string' ? source : null;
}

const signature = (document: Document.Parsed, { by, because }: Decision) =>
  document.createNode({ by: scalar(by), because: scalar(because) }, { flow: true });

/** Quoted, so that other readers of YAML do not take a code for a number or a name for a switch. */
function scalar(value: string | null): Scalar {
  const made = new Scalar(value);
  if (value !== null) made.type = Scalar.QUOTE_DOUBLE;
  return made;
}

/** Whether a person has put their name to it; what stands there otherwise is the default, or was only proposed. */
export const isDecided = ({ by }: Decision): boolean => by !== undecided.by;

/** Whether a person has decided about a tax of the source. */
export const isTaxDecided = ({ taxes }: Mapping, source: string | null): boolean =>
  taxes.some((rule) => rule.source === source && isDecided(rule.decision));
