import { z } from 'zod';
import * as asked from '../api/office-asked.ts';
import type { LogPage } from '../api/office.ts';
import type { LogPlace, PlacedLine } from '../engine/overview-port.ts';
import { Problem } from './office-parts.ts';
import type { OfficeParts, OfficeServer } from './office-parts.ts';

/** Everything that happened, newest first. */
export function addLog(server: OfficeServer, { overview }: OfficeParts): void {
  const schema = { tags: ['log'], summary: 'Everything that happened, newest first', querystring: asked.logQuery };
  server.get('/v1/log', { schema, config: { may: 'read' } }, async ({ organisation, query }): Promise<LogPage> => {
    const { limit, flow = null, what = null } = query;
    const before = query.before === undefined ? null : readPlace(query.before);
    const search = query.search?.trim() || null;
    const found = await overview.log(organisation, { before, limit: limit + 1, flow, what, search });
    const lines = found.slice(0, limit);
    const last = lines.at(-1);
    return { lines: lines.map(lineOf), before: found.length > limit && last ? placeOf(last.place) : null };
  });
}

const lineOf = ({ place: _place, ...line }: PlacedLine): LogPage['lines'][number] => line;

const placeOf = ({ at, of, id }: LogPlace): string => `${at}~${of}~${id}`;

const place = z.tuple([z.coerce.number().int(), z.enum(['write', 'question', 'proof', 'note']), z.string().min(1)]);

function readPlace(text: string): LogPlace {
  const [at, of, ...id] = text.split('~');
  const read = place.safeParse([at, of, id.join('~')]);
  if (!read.success)
    throw new Problem(400, { error: 'A page goes on from where another one ended.', seen: text, expected: 'its `before`' });
  return { at: read.data[0], of: read.data[1], id: read.data[2] };
}
