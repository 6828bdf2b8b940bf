import { inflateSync } from 'node:zlib';

/** The text of each page of a PDF that pdfkit wrote, as it is seen from the left. */
export const textOf = (pdf: Buffer): readonly string[] => piecesOf(pdf).map((page) => page.map(({ text }) => text).join(''));

interface Piece {
  readonly text: string;
  /** Points from the lower edge of the page to the line on which the letters stand. */
  readonly above: number;
}

/** Every piece of text of each page, in the order in which they were written. */
export function piecesOf(pdf: Buffer): readonly (readonly Piece[])[] {
  const objects = objectsOf(pdf);
  const body = (reference: string): string => objects.get(reference)?.head ?? '';
  return [...objects.values()]
    .filter(({ head }) => /\/Type \/Page\b/.test(head))
    .map(({ head }) => {
      const resources = body(/\/Resources (\d+) 0 R/.exec(head)?.[1] ?? '');
      const fonts = new Map(
        [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', reference = '']) => [
          name,
          lettersOf(objects.get(/\/ToUnicode (\d+) 0 R/.exec(body(reference))?.[1] ?? '')?.text ?? ''),
        ]),
      );
      return written(objects.get(/\/Contents (\d+) 0 R/.exec(head)?.[1] ?? '')?.text ?? '', fonts);
    });
}

interface Read {
  readonly head: string;
  readonly text: string;
}

function objectsOf(pdf: Buffer): ReadonlyMap<string, Read> {
  const whole = pdf.toString('latin1');
  return new Map(
    [...whole.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, number = '', body = '']) => {
      const [head = '', stream] = body.split('\nstream\n');
      return [number, { head, text: stream === undefined ? '' : unpacked(head, stream.replace(/\nendstream$/, '')) }];
    }),
  );
}

function unpacked(head: string, stream: string): string {
  const bytes = Buffer.from(stream, 'latin1');
  return head.includes('/FlateDecode') ? inflateSync(bytes).toString('latin1') : stream;
}

/** Which letters each glyph of a font stands for. */
function lettersOf(map: string): ReadonlyMap<number, string> {
  const letters = new Map<number, string>();
  for (const [, from = '', list = ''] of map.matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g))
    [...list.matchAll(/<([\w ]+)>/g)].forEach(([, codes = ''], index) =>
      letters.set(Number.parseInt(from, 16) + index, Buffer.from(codes.replaceAll(' ', ''), 'hex').swap16().toString('utf16le')),
    );
  return letters;
}

function written(content: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): readonly Piece[] {
  const seen: Piece[] = [];
  let font: ReadonlyMap<number, string> = new Map();
  let above = 0;
  for (const [, y, name, shown] of content.matchAll(/1 0 0 1 [\d.-]+ ([\d.-]+) Tm|\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (y !== undefined) above = Math.round(+y);
    else if (name !== undefined) font = fonts.get(name) ?? font;
    else
      seen.push({
        above,
        text: [...(shown ?? '').matchAll(/<(\w+)>/g)]
          .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
          .map((glyph) => font.get(Number.parseInt(glyph, 16)) ?? '')
          .join(''),
      });
  }
  return seen;
}
