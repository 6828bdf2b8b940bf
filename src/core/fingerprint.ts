import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** JSON with object keys in order, so that equal values are equal texts. `undefined` members do not count. */
export const canonicalJson = (value: unknown): string => JSON.stringify(ordered(value));

// A copy with its keys in order, which is then written in one go: a replacer is called for every value, and took twice as long.
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!hasMembers(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of orderedKeys(value)) copy[key] = ordered(value[key]);
  return copy;
}

/** From then on sorting by insertion is the slower way. */
const manyKeys = 24;

// Records have few members, for which the platform's sort costs more than all the rest.
function orderedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  if (keys.length > manyKeys) return keys.toSorted();
  for (let next = 1; next < keys.length; next += 1) {
    const key = keys[next] ?? '';
    let place = next;
    for (; place > 0 && (keys[place - 1] ?? '') > key; place -= 1) keys[place] = keys[place - 1] ?? '';
    keys[place] = key;
  }
  return keys;
}

const hasMembers = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** 32 hexadecimal characters that differ when the value differs. */
export const fingerprint = (value: unknown): string => bytesToHex(sha256(utf8ToBytes(canonicalJson(value)))).slice(0, 32);

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The opaque reference that every document of ours carries: 'T' and 16 base32 characters (80 bits) of a hash of what it
 * stands for. The same part of the same record always has the same reference, so links can be rebuilt without our database.
 */
export function referenceOf(of: {
  readonly organisation: string;
  readonly agreement: string;
  readonly kind: string;
  readonly id: string;
  readonly part: string;
}): string {
  const hash = sha256(utf8ToBytes(canonicalJson([of.organisation, of.agreement, of.kind, of.id, of.part])));
  let text = 'T';
  let bits = 0n;
  for (const byte of hash.slice(0, 10)) bits = (bits << 8n) | BigInt(byte);
  for (let index = 15; index >= 0; index -= 1) text += base32[Number((bits >> BigInt(index * 5)) & 31n)];
  return text;
}

/** True for text of the form that `referenceOf` makes. */
export const isReference = (text: string): boolean => /^T[a-z2-7]{16}$/.test(text);
