// What a shop's order lines add up to, worked out by a program that imports nothing of Tieout's: Node, and its own reading of CSV.
// Prints {"documents","lines","total"}; the total is exact, and credit notes count as they stand in the file, negative.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node independent-total.mjs FILE.csv[.gz]');

const raw = createReadStream(file);
const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;

/** Cells of one line; null while a quoted cell goes on in the next line. */
function cellsOf(line) {
  const cells = [''];
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at];
    if (letter === '"') {
      if (isQuoted && line[at + 1] === '"') {
        cells[cells.length - 1] += '"';
        at += 1;
      } else isQuoted = !isQuoted;
    } else if (letter === ',' && !isQuoted) cells.push('');
    else cells[cells.length - 1] += letter;
  }
  return isQuoted ? null : cells;
}

/** A figure as a whole number of 10^-12: fine enough for the product of two figures of six places. */
function units(text, places) {
  const match = /^([+-]?)(\d*)\.?(\d*)$/.exec(text.trim());
  if (!match || match[2] + match[3] === '') throw new Error(`'${text}' is not a plain figure`);
  if (match[3].length > places) throw new Error(`'${text}' has more than ${places} places`);
  return BigInt(`${match[1]}${match[2]}${match[3].padEnd(places, '0')}`);
}

let header = null;
let waiting = '';
let total = 0n;
let lines = 0;
const documents = new Set();
for await (const part of createInterface({ input, crlfDelay: Infinity })) {
  const line = waiting === '' ? part.replace(/^\uFEFF/, '') : `${waiting}\n${part}`;
  const cells = cellsOf(line);
  waiting = cells === null ? line : '';
  if (cells === null || line === '') continue;
  if (header === null) {
    header = cells;
    continue;
  }
  const cell = (name) => cells[header.indexOf(name)] ?? '';
  documents.add(cell('InvoiceNo'));
  lines += 1;
  total += units(cell('Quantity'), 6) * units(cell('UnitPrice'), 6);
}

const size = (total < 0n ? -total : total).toString().padStart(13, '0');
const exact = `${total < 0n ? '-' : ''}${size.slice(0, -12)}.${size.slice(-12)}`.replace(/\.?0+$/, '');
console.log(JSON.stringify({ documents: documents.size, lines, total: exact }));
