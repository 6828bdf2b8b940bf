import { fileURLToPath } from 'node:url';
import Pdf from 'pdfkit';
import { beginsRight, seenFromLeft } from './bidi.ts';

/** A document of pages that is written from top to bottom. Places are points from the left and the top of an A4 page. */
export interface Sheet {
  readonly stream: NodeJS.ReadableStream;
  /** Where the next thing may stand. */
  y: number;
  /** Writes what stands at the top of every page that is begun from now on. */
  atTop: (() => void) | null;
  /** Writes a paragraph within a width, on as many lines and pages as it takes, and moves down below it. */
  paragraph(text: string, at: Place): void;
  /** Writes columns that begin at one height, each on as many pages as it takes, and moves down below the lowest. */
  beside(...columns: readonly (() => void)[]): void;
  /** How high a paragraph would be. */
  heightOf(text: string, at: Place): number;
  /** How wide the widest line of a text is that nothing wraps. */
  widthOf(text: string, look: Pick<Place, 'size' | 'isBold'>): number;
  /** A line across the page, or from there to its right edge. */
  rule(from?: number): void;
  /** Goes on at the top of the next page where less than this is left. */
  need(height: number): void;
  end(footer: (page: number, pages: number) => string): void;
}

export interface Place {
  readonly x: number;
  readonly width: number;
  readonly size?: number;
  readonly isBold?: boolean;
  readonly align?: 'left' | 'right';
  readonly colour?: string;
}

export const edge = { left: 50, right: 545, top: 50, bottom: 780 } as const;
const ink = '#1d2733';
const fonts = {
  plain: import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
} as const;

interface About {
  readonly title: string;
  /** The day that the file says it was made on. It is the document's own, so that the same document is always the same bytes. */
  readonly madeOn: string;
}

export function openSheet(about: About): Sheet {
  const doc = begin(about);
  const pen = penOf(doc);
  /** Where each page begins below what stands at its top; a column that comes to a page later than another begins there as well. */
  const tops: number[] = [edge.top];
  let page = 0;
  const goTo = (place: { readonly page: number; readonly y: number }): void => {
    page = place.page;
    doc.switchToPage(page);
    sheet.y = place.y;
  };
  const sheet: Sheet = {
    stream: doc,
    y: edge.top,
    atTop: null,
    paragraph: (text, at) => {
      for (const line of pen.linesOf(text, at)) {
        sheet.need(lineHeight(at));
        pen.write(line, sheet.y, at);
        sheet.y += lineHeight(at);
      }
    },
    beside: (...columns) => {
      const start = { page, y: sheet.y };
      let lowest = start;
      for (const column of columns) {
        goTo(start);
        column();
        if (page > lowest.page || (page === lowest.page && sheet.y > lowest.y)) lowest = { page, y: sheet.y };
      }
      goTo(lowest);
    },
    heightOf: (text, at) => lineHeight(at) * pen.linesOf(text, at).length,
    widthOf: pen.widthOf,
    rule: (from = edge.left) => {
      const y = Math.min(sheet.y, edge.bottom);
      doc.moveTo(from, y).lineTo(edge.right, y).lineWidth(0.5).strokeColor('#b8c2cc').stroke();
      sheet.y += 6;
    },
    need: (height) => {
      if (sheet.y + height <= edge.bottom) return;
      const next = page + 1;
      const top = tops[next];
      if (top !== undefined) return goTo({ page: next, y: top });
      doc.addPage();
      page = next;
      sheet.y = edge.top;
      sheet.atTop?.();
      tops[next] = sheet.y;
    },
    end: (footer) => {
      const at = { x: edge.left, width: edge.right - edge.left, size: 8, colour: '#5c6b7a' };
      for (const index of tops.keys()) {
        goTo({ page: index, y: edge.bottom + 15 });
        pen.linesOf(footer(index + 1, tops.length), at).forEach((line, below) => pen.write(line, sheet.y + below * lineHeight(at), at));
      }
      doc.end();
    },
  };
  return sheet;
}

const begin = ({ title, madeOn }: About): InstanceType<typeof Pdf> =>
  new Pdf({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: 'en',
    info: { Title: title, Producer: 'Tieout', Creator: 'Tieout', CreationDate: new Date(`${madeOn}T00:00:00Z`) },
  });

interface Pen {
  linesOf(text: string, at: Place): readonly string[];
  widthOf(text: string, look: Pick<Place, 'size' | 'isBold'>): number;
  /** Writes one line that fits. Sets letters and colour each time: another page may have begun, and knows neither. */
  write(line: string, top: number, at: Place): void;
}

const sizeOf = ({ size = 9 }: Pick<Place, 'size'>): number => size;
const lineHeight = (at: Place): number => sizeOf(at) * 1.4;

function penOf(doc: InstanceType<typeof Pdf>): Pen {
  for (const [name, place] of Object.entries(fonts)) doc.registerFont(name, fileURLToPath(place));
  const measure = (text: string): number => doc.widthOfString(text);
  const use = (at: Pick<Place, 'size' | 'isBold'>): void => void doc.font(at.isBold === true ? 'bold' : 'plain').fontSize(sizeOf(at));
  return {
    linesOf: (text, at) => {
      use(at);
      return wrapped(text, at.width, measure);
    },
    widthOf: (text, look) => {
      use(look);
      return Math.max(...text.split('\n').map(measure));
    },
    write: (line, top, at) => {
      use(at);
      doc.fillColor(at.colour ?? ink);
      const { x, width, align = 'left' } = at;
      const isRight = beginsRight(line);
      const pieces = seenFromLeft(line, isRight);
      const total = pieces.reduce((sum, { text }) => sum + measure(text), 0);
      let left = align === 'right' || (isRight && align === 'left') ? x + width - total : x;
      for (const { text } of pieces) {
        doc.text(text, left, top, { lineBreak: false });
        left += measure(text);
      }
    },
  };
}

/** Lines that fit; a word that is wider than a line is cut where the line ends. */
function wrapped(text: string, width: number, measure: (text: string) => number): readonly string[] {
  return text.split(/\r\n|\r|\n/).flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/[ \t]+/).flatMap((one) => pieces(one, width, measure))) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && measure(longer) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  });
}

function pieces(word: string, width: number, measure: (text: string) => number): readonly string[] {
  if (measure(word) <= width) return [word];
  const cut: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece !== '' && measure(piece + letter) > width) {
      cut.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...cut, piece];
}
