import { parted } from '../../core/reference-text.ts';
import { referenceInLink } from './references.ts';
import { isNoId, textOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

const numbers = ['InvoiceNumber', 'CreditNoteNumber', 'ContactNumber', 'Code'] as const;

/** What tells one element of a call from another, where it says so: its id, our reference, its number. */
type Sayings = ReadonlyMap<string, string>;

function sayingsOf(element: Wire, idField: string): Sayings {
  const said = new Map<string, string>();
  const ours = referenceInLink(textIn(element, 'Url')) ?? parted(textIn(element, 'Reference')).reference;
  if (ours !== null) said.set('ours', ours);
  for (const field of [idField, ...numbers]) {
    const text = textIn(element, field);
    // An element that was refused has the id of nothing.
    if (text !== null && !isNoId(text)) said.set(field, text.trim().toLowerCase());
  }
  return said;
}

const textIn = (element: Wire, field: string): string | null => (typeof element[field] === 'string' ? textOf(element, field) : null);

/** 'its own': it repeats something of what was sent and contradicts nothing. */
function speaksOf(row: Sayings, sent: Sayings): 'its own' | 'another' | 'nobody' {
  const shared = [...sent].filter(([field]) => row.has(field));
  if (shared.length === 0) return 'nobody';
  return shared.every(([field, text]) => row.get(field) === text) ? 'its own' : 'another';
}

/**
 * Which element of an answer is about which one of the call. Xero answers in order, but what stands between may not: so an element that
 * names another one's number or reference belongs to that one, and one that names nothing keeps its place only while all
 * others do. Null for what nobody, or more than one, answers: then nothing is known of it.
 */
export function inTheirPlaces(rows: readonly Wire[], elements: readonly (Outgoing | null)[], idField: string): readonly (Wire | null)[] {
  const sent = elements.map((element) => sayingsOf(element ?? {}, idField));
  const said = rows.map((row) => sayingsOf(row, idField));
  const speaks = said.map((row, index) => speaksOf(row, sent[index] ?? new Map()));
  const isInOrder = rows.length === elements.length && !speaks.includes('another');
  const owners = said.map((row, index) => {
    if (speaks[index] === 'its own') return index;
    if (speaks[index] === 'nobody') return isInOrder ? index : null;
    const possible = sent.flatMap((each, other) => (speaksOf(row, each) === 'its own' ? [other] : []));
    return possible.length === 1 ? (possible[0] ?? null) : null;
  });
  return elements.map((_, index) => {
    const [row, ...more] = rows.filter((_row, place) => owners[place] === index);
    return row !== undefined && more.length === 0 ? row : null;
  });
}
