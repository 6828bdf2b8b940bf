import { mappingVersion, readMapping } from '../../src/mapping/read.ts';
import type { Mapping } from '../../src/mapping/mapping.ts';

/** What a small agency in London has agreed with its bookkeeper. */
export const agreed = `
accounts:
  sales: { default: "200", byCategory: { shipping: "260" } }
  payments: "090"
  rounding: "860"
taxes:
  - { source: VAT20, target: OUTPUT2 }
  - { source: VAT0, target: ZERORATEDOUTPUT }
  - { source: null, target: NONE }
contacts: { whenMissing: Counter sales }
exclude:
  - { name: internal, kinds: [invoice], when: { test: numberStartsWith, text: INTERNAL } }
`;

const read = new Map<string, Mapping>();

/** Mapping files are few and read on every turn: each text is read once. */
export function mappingOf(text: string): Mapping {
  const known = read.get(text);
  if (known) return known;
  const result = readMapping(text);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  read.set(text, result.mapping);
  return result.mapping;
}

export const versionOf = (text: string): string => mappingVersion(text);
