import { readFileSync } from 'node:fs';
import { readStatements } from '../../src/statements/reader.ts';
import type { StatementFormat } from '../../src/statements/formats.ts';
import { corpusFiles } from './corpus.ts';
import { numberedLine, writers } from './render.ts';

/** A stream of chance that a seed repeats. */
export function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What readers are tried with: a written statement of every format, and the public files where they are there. */
export function seeds(): readonly Uint8Array[] {
  const statement = { opening: 10_000n, lines: Array.from({ length: 12 }, (_, index) => numberedLine(index * 1000)) };
  return [...Object.values(writers).map((write) => Buffer.from(write(statement).text)), ...corpusFiles().map((path) => readFileSync(path))];
}

const formats: readonly (StatementFormat | null)[] = [null, null, null, 'ofx', 'qif', 'camt', 'mt940', 'bai2', 'csv'];
const words = [
  '<',
  '>',
  '</',
  '"',
  "'",
  ':61:',
  ':86:',
  '\n-\n',
  '/',
  ',',
  ';',
  '88,',
  '16,',
  '^\n',
  '!Type:Bank\n',
  '&#x110000;',
  '&amp',
  '<![CDATA[',
  '<!--',
  '\u0000',
  '9'.repeat(40),
  '-',
  '\r',
  '٣',
  '(',
  ')',
];

export interface Trial {
  readonly bytes: Uint8Array;
  readonly format: StatementFormat | null;
}

/** One changed file, read by its own reader or by one that it is not for. */
export function trial(all: readonly Uint8Array[], next: (below: number) => number): Trial {
  const pick = (): Uint8Array => all[next(all.length)] ?? new Uint8Array();
  let bytes = Buffer.from(pick());
  for (let count = 1 + next(6); count > 0; count -= 1) bytes = changed(bytes, pick, next);
  return { bytes: bytes.subarray(0, 200_000), format: formats[next(formats.length)] ?? null };
}

function changed(bytes: Buffer, pick: () => Uint8Array, next: (below: number) => number): Buffer<ArrayBuffer> {
  const at = next(bytes.length + 1);
  const length = Math.min(next(2) === 0 ? 1 + next(8) : next(2000), bytes.length - at);
  const [before, here, behind] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
  switch (next(7)) {
    case 0:
      return Buffer.concat([before, behind]);
    case 1:
      return Buffer.concat([before, here, here, here, behind]);
    case 2:
      return Buffer.concat([before, Buffer.from(here.map(() => next(256))), behind]);
    case 3:
      return Buffer.concat([before, Buffer.from(words[next(words.length)] ?? ''), behind]);
    case 4:
      return Buffer.concat([before, here]);
    case 5:
      return Buffer.concat([before, pick().subarray(0, 3000), behind]);
    default:
      return Buffer.concat([before, Buffer.from((words[next(words.length)] ?? '').repeat(next(300))), behind]);
  }
}

/** Reads a changed file: it may find nothing, but it must come back, and all that it tells must be well-formed. */
export function tryRead({ bytes, format }: Trial): string | null {
  try {
    for (const found of readStatements(bytes, format === null ? {} : { format })) {
      if (found.is === 'line' && !(isDay(found.line.bookedOn) && isAmount(found.line.amount)))
        return `a line of ${found.line.bookedOn} over ${found.line.amount}`;
      if (found.is === 'balance' && !isAmount(found.balance.amount)) return `a balance of ${found.balance.amount}`;
    }
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
const isAmount = (text: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/.test(text) && text !== '-0';
