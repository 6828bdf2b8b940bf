import iconv from 'iconv-lite';
import { problem } from './statement.ts';
import type { Found } from './statement.ts';

/** Text of a file's bytes, by the piece, with what is odd about them. */
export interface Decoded {
  readonly text: string;
  readonly found: readonly Found[];
}

export interface Decoder {
  push(chunk: Uint8Array): Decoded;
  end(): Decoded;
}

type Encoding = Parameters<typeof iconv.getDecoder>[0];
type Wide = 'utf16-le' | 'utf16-be';

const headBytes = 1024;

/**
 * Decides the encoding by the bytes: a mark, or the zeros of UTF-16, and else UTF-8 until a byte cannot be that. Until then all was
 * plain ASCII, which every encoding shares, and so the file goes on in the one that it names or that the bytes look like. Declared
 * encodings lie (files that say USASCII hold UTF-8): they only count where the bytes are not UTF-8.
 */
export function decoder(said: string | null = null): Decoder {
  const state: State = { held: new Uint8Array(), decode: null, utf8: said === null ? utf8Watch() : null, declared: said, at: 1 };
  const take = (bytes: Uint8Array): Decoded => {
    state.decode ??= firstDecoder(state, bytes);
    return decoded(state, bytes);
  };
  return {
    push: (chunk) => {
      if (state.decode !== null) return take(chunk);
      state.held = joined(state.held, chunk);
      if (state.held.length < headBytes) return { text: '', found: [] };
      const bytes = state.held;
      state.held = new Uint8Array();
      return take(bytes);
    },
    end: () => {
      const first = state.held.length > 0 ? take(state.held) : { text: '', found: [] };
      const last = state.decode?.end() ?? '';
      return { text: first.text + last, found: first.found };
    },
  };
}

interface State {
  held: Uint8Array;
  decode: { write(bytes: Uint8Array): string; end(): string } | null;
  /** Null: the encoding is settled. */
  utf8: Utf8Watch | null;
  declared: string | null;
  at: number;
}

function firstDecoder(state: State, bytes: Uint8Array): NonNullable<State['decode']> {
  if (state.declared !== null && iconv.encodingExists(state.declared)) return streamOf(state.declared);
  const wide = wideByMark(bytes) ?? wideByZeros(bytes);
  if (wide !== null) {
    state.utf8 = null;
    return streamOf(wide);
  }
  state.declared = declaredIn(bytes);
  state.utf8 ??= utf8Watch();
  return streamOf('utf8');
}

function decoded(state: State, bytes: Uint8Array): Decoded {
  const { decode, utf8 } = state;
  if (decode === null) return { text: '', found: [] };
  const bad = utf8?.see(bytes) ?? null;
  if (utf8 === null || bad === null) {
    state.at += lineEnds(bytes, bytes.length);
    return { text: decode.write(bytes), found: [] };
  }
  state.utf8 = null;
  const at = state.at + lineEnds(bytes, bad.index);
  if (utf8.letters() > 0) {
    // Real text of another encoding hardly ever happens to hold whole UTF-8 letters: something is broken in a UTF-8 file.
    return {
      text: decode.write(bytes),
      found: [
        problem(at, 'a byte that is not UTF-8 in a file that is UTF-8 before it', 'one encoding in the whole file; the byte was replaced'),
      ],
    };
  }
  const other = streamOf(state.declared !== null && isSingleByte(state.declared) ? state.declared : looksLike(bytes));
  // What of the broken letter came with the piece before belongs to the new encoding as well.
  const text = decode.write(bytes.subarray(0, bad.index)) + other.write(joined(bad.before, bytes.subarray(bad.index)));
  state.decode = other;
  return { text, found: [] };
}

const streamOf = (encoding: Encoding): NonNullable<State['decode']> => {
  const stream = iconv.getDecoder(encoding);
  return {
    write: (bytes) => stream.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)),
    end: () => stream.end() ?? '',
  };
};

const wideByMark = (bytes: Uint8Array): Wide | null =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16-le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf16-be' : null;

/** UTF-16 without a mark: every second byte of European text is zero. */
function wideByZeros(bytes: Uint8Array): Wide | null {
  const pairs = Math.floor(Math.min(bytes.length, headBytes) / 2);
  let [even, odd] = [0, 0];
  for (let index = 0; index < pairs; index += 1) {
    if (bytes[index * 2] === 0) even += 1;
    if (bytes[index * 2 + 1] === 0) odd += 1;
  }
  if (pairs < 2) return null;
  if (odd > pairs * 0.7 && even < pairs * 0.1) return 'utf16-le';
  return even > pairs * 0.7 && odd < pairs * 0.1 ? 'utf16-be' : null;
}

/** What an XML declaration or an OFX header says of the encoding. */
function declaredIn(bytes: Uint8Array): string | null {
  const head = iconv.decode(bytes.subarray(0, headBytes), 'latin1');
  const xml = /<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1];
  const ofx = /^\s*(?:OFXHEADER[\s\S]*?)?\bCHARSET\s*:\s*([\w-]+)/m.exec(head)?.[1];
  const named = xml ?? (ofx === undefined ? undefined : /^\d{3,4}$/.test(ofx) ? `windows-${ofx}` : ofx);
  return named !== undefined && iconv.encodingExists(named) ? named : null;
}

const isSingleByte = (name: string): boolean => !/^(utf|ucs|us-?ascii|ascii|none)/i.test(name);

// The letters ä ö ü Ä Ö Ü ß é è à ç ø in the code page of DOS, and the same in that of Windows.
const dosLetters: ReadonlySet<number> = new Set([0x84, 0x94, 0x81, 0x8e, 0x99, 0x9a, 0xe1, 0x82, 0x8a, 0x85, 0x87, 0x9b]);

/** Windows' Western letters lie above 0xC0, those of DOS (which banks' old programs still write) below 0xA0, where Windows has few. */
function looksLike(bytes: Uint8Array): Encoding {
  let [dos, windows] = [0, 0];
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80 || !isLetterBeside(bytes[index - 1], bytes[index + 1])) continue;
    if (byte >= 0xc0 && byte !== 0xe1) windows += 1;
    else if (dosLetters.has(byte)) dos += 1;
  }
  return dos > windows ? 'cp850' : 'windows-1252';
}

const isLetter = (byte: number | undefined): boolean => byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
const isLetterBeside = (before: number | undefined, behind: number | undefined): boolean => isLetter(before) || isLetter(behind);

interface Utf8Watch {
  /** Where the first byte is that cannot be UTF-8, and what of its letter came before this piece; null: there is none. */
  see(bytes: Uint8Array): { readonly index: number; readonly before: Uint8Array } | null;
  letters(): number;
}

/** Follows UTF-8 byte by byte, over the seams of pieces. */
function utf8Watch(): Utf8Watch {
  let letters = 0;
  let open: number[] = [];
  let missing = 0;
  return {
    letters: () => letters,
    see: (bytes) => {
      const before = Uint8Array.from(open);
      let began = open.length > 0 ? 0 : -1;
      for (let index = 0; index < bytes.length; index += 1) {
        const byte = bytes[index] ?? 0;
        if (missing > 0) {
          if (byte < 0x80 || byte > 0xbf) return { index: Math.max(began, 0), before: began === 0 ? before : new Uint8Array() };
          open.push(byte);
          missing -= 1;
          if (missing > 0) continue;
          letters += 1;
          open = [];
          began = -1;
        } else if (byte >= 0x80) {
          missing = byte >= 0xc2 && byte <= 0xdf ? 1 : byte >= 0xe0 && byte <= 0xef ? 2 : byte >= 0xf0 && byte <= 0xf4 ? 3 : 0;
          if (missing === 0) return { index, before: new Uint8Array() };
          began = index;
          open = [byte];
        }
      }
      return null;
    },
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function lineEnds(bytes: Uint8Array, through: number): number {
  let count = 0;
  for (let index = bytes.indexOf(0x0a); index >= 0 && index < through; index = bytes.indexOf(0x0a, index + 1)) count += 1;
  return count;
}
