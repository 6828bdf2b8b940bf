import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** A file with the order lines of the first documents alone, as they stand in the whole one: the first cell of a line is its document. */
export async function firstDocuments(path: string, limit: number, folder: string): Promise<string> {
  const raw = createReadStream(path);
  const input = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  const kept: string[] = [];
  const documents = new Set<string>();
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const [document = ''] = line.split(',', 1);
    // The header is the first line, and no document.
    if (kept.length > 0 && !documents.has(document) && documents.size < limit) documents.add(document);
    if (kept.length === 0 || documents.has(document)) kept.push(line);
  }
  const short = join(folder, 'first-documents.csv');
  await writeFile(short, `${kept.join('\n')}\n`);
  return short;
}
