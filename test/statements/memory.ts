import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { openReader } from '../../src/statements/reader.ts';
import { camtEntry, camtFoot, camtHead, csvHead, csvLine, mt940Head, mt940Line, numberedLine, ofxHead, ofxLine } from './render.ts';
import type { SampleLine } from './render.ts';

/** `npm run statements:memory -- --lines 1000000`: a long file of each format, read by the piece in a process of its own; JSON. */
const { values } = parseArgs({ options: { lines: { type: 'string', default: '1000000' }, format: { type: 'string' } } });
const lines = Number(values.lines);

interface Long {
  readonly head: string;
  readonly line: (line: SampleLine) => string;
  readonly foot: string;
}

const formats: Readonly<Record<string, Long>> = {
  ofx: { head: ofxHead, line: ofxLine, foot: '</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n' },
  csv: { head: csvHead, line: csvLine, foot: '' },
  mt940: { head: mt940Head, line: mt940Line, foot: '-\n' },
  camt: { head: camtHead, line: camtEntry, foot: camtFoot },
};

if (values.format === undefined) {
  const results = Object.keys(formats).map((format) => {
    // As the server runs (see `npm start`).
    const command = ['--max-semi-space-size=4', import.meta.filename, '--format', format, '--lines', String(lines)];
    return execFileSync(process.execPath, command, { encoding: 'utf8' }).trim();
  });
  console.log(`[${results.join(',')}]`);
} else {
  const long = formats[values.format];
  if (long === undefined) throw new Error(`there is no long file of the format ${values.format}`);
  const began = performance.now();
  const reader = openReader();
  // One buffer for all pieces, as one reads a file: what the reader keeps is what counts.
  const buffer = Buffer.alloc(262_144);
  let [text, read, peak, bytes] = [long.head, 0, 0, 0];
  const take = (): void => {
    const chunk = buffer.subarray(0, buffer.write(text));
    text = '';
    bytes += chunk.length;
    for (const found of reader.push(chunk)) if (found.is === 'line') read += 1;
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  for (let index = 0; index < lines; index += 1) {
    text += long.line(numberedLine(index));
    if (text.length >= 65_536) take();
  }
  text += long.foot;
  take();
  for (const found of reader.end()) if (found.is === 'line') read += 1;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  console.log(
    JSON.stringify({
      format: values.format,
      lines,
      read,
      megabytes: Math.round(bytes / 1e6),
      seconds,
      peakMegabytes: Math.round(peak / 1e6),
    }),
  );
}
