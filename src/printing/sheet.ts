import { fileURLToPath } from 'node:url';
import Pdf from 'pdfkit';
import { beginsRight, seenFromLeft } from './bidi.ts';

/** A document of pages that is written from top to bottom. Places are points from the left and the top of an A4 page. */
export interface Sheet {
  readonly stream: NodeJS.ReadableStream;
  /** Where the next thing may stand. */
  y: number;
  /** Writes a paragraph within a width, on as many lines as it takes, and moves down below it. */
  paragraph(text: string, at: Place): void;
  /** How high a paragraph would be. */
  heightOf(text: string, at: Place): number;
  rule(): void;
  /** Begins another page where less than this is left, and calls back for what stands at the top of each. */
  need(height: number, atTop?: () => void): void;
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

/** `madeOn`: the day that the file says it was made on. It is the document's own, so that the same document is always the same bytes. */
export function openSheet({ title, madeOn }: { readonly title: string; readonly madeOn: string }): Sheet {
  const doc = new Pdf({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: 'en',
    info: { Title: title, Producer: 'Tieout', Creator: 'Tieout', CreationDate: new Date(`${madeOn}T00:00:00Z`) },
  });
  for (const [name, place] of Object.entries(fonts)) doc.registerFont(name, fileURLToPath(place));
  const measure = (text: string): number => doc.widthOfString(text);
  const use = ({ size = 9, isBold = false }: Place): number => {
    doc.font(isBold ? 'bold' : 'plain').fontSize(size);
    return size * 1.4;
  };
  const writeLine = (line: string, top: number, { x, width, align = 'left' }: Place): void => {
    const isRight = beginsRight(line);
    const pieces = seenFromLeft(line, isRight);
    const total = pieces.reduce((sum, { text }) => sum + measure(text), 0);
    let left = align === 'right' || (isRight && align === 'left') ? x + width - total : x;
    for (const { text } of pieces) {
      doc.text(text, left, top, { lineBreak: false });
      left += measure(text);
    }
  };
  const sheet: Sheet = {
    stream: doc,
    y: edge.top,
    paragraph: (text, at) => {
      const height = use(at);
      doc.fillColor(at.colour ?? ink);
      for (const line of wrapped(text, at.width, measure)) {
        writeLine(line, sheet.y, at);
        sheet.y += height;
      }
    },
    heightOf: (text, at) => use(at) * wrapped(text, at.width, measure).length,
    rule: () => {
      doc.moveTo(edge.left, sheet.y).lineTo(edge.right, sheet.y).lineWidth(0.5).strokeColor('#b8c2cc').stroke();
      sheet.y += 6;
    },
    need: (height, atTop) => {
      if (sheet.y + height <= edge.bottom) return;
      doc.addPage();
      sheet.y = edge.top;
      atTop?.();
    },
    end: (footer) => {
      const { count } = doc.bufferedPageRange();
      for (let page = 0; page < count; page += 1) {
        doc.switchToPage(page);
        sheet.y = edge.bottom + 15;
        sheet.paragraph(footer(page + 1, count), { x: edge.left, width: edge.right - edge.left, size: 8, colour: '#5c6b7a' });
      }
      doc.end();
    },
  };
  return sheet;
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
