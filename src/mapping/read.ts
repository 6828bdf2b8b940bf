import { Scalar, isSeq } from 'yaml';
import { fingerprint } from '../core/fingerprint.ts';
import type { Mapping, TaxRule } from './mapping.ts';
import { editorSchema, mappingSchema } from './schema.ts';
import { parseYaml, readWritten } from './written.ts';
import type { Problem } from './written.ts';

/** Reads the mapping file. Everything that is wrong in it is listed, each with its line and what to write instead. */
export function readMapping(yamlText: string): { readonly mapping: Mapping } | { readonly problems: readonly Problem[] } {
  const read = readWritten(yamlText, mappingSchema);
  return 'value' in read ? { mapping: read.value } : read;
}

/** As `readMapping`, for a file that was accepted before. Throws with what is wrong. */
export function mappingOf(yamlText: string): Mapping {
  const read = readMapping(yamlText);
  if ('mapping' in read) return read.mapping;
  throw new Error(`the stored mapping cannot be read: ${read.problems.map(({ line, seen }) => `line ${line}: ${seen}`).join('; ')}`);
}

/** The mapping file's JSON Schema, so that editors complete and check it while it is written. */
export const mappingJsonSchema = (): Readonly<Record<string, unknown>> => editorSchema(mappingSchema, 'Tieout mapping');

/** Names a mapping by what it says: comments, order of keys and spelled-out defaults do not make a new version. */
export function mappingVersion(yamlText: string): string {
  const read = readMapping(yamlText);
  return fingerprint('mapping' in read ? read.mapping : yamlText);
}

/** The same file with one tax rule more. Comments, order and quotes of what was there stay as they were. */
export function addTaxRule(yamlText: string, rule: TaxRule): string {
  const document = parseYaml(yamlText);
  if (document.errors.length > 0) throw new Error('a tax rule can only be added to a mapping that can be read');
  const node = document.createNode(quoted({ ...rule, decision: { ...rule.decision } }));
  if (isSeq(document.get('taxes'))) document.addIn(['taxes'], node);
  else document.set('taxes', document.createNode([node]));
  return document.toString({ lineWidth: 0 });
}

/** Codes that look like numbers are quoted, so that other YAML readers do not drop their zeros. */
function quoted(value: unknown): unknown {
  if (typeof value === 'string') {
    const scalar = new Scalar(value);
    if (/^[\d.+-]/.test(value) || ['', '~', 'null', 'true', 'false', 'yes', 'no'].includes(value.toLowerCase()))
      scalar.type = Scalar.QUOTE_DOUBLE;
    return scalar;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, quoted(inner)]));
}
