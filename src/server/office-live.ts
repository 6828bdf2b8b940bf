import { PassThrough } from 'node:stream';
import * as asked from '../api/office-asked.ts';
import type { LiveMessage } from '../api/office.ts';
import type { OfficeParts, OfficeServer } from './office-parts.ts';

const beatMilliseconds = 15_000;
/** Whoever has lost their session, or their role, hears no more after so long. */
const trustedMilliseconds = 10_000;
/** At most so often: a backfill changes something many times a second, and a page need not. */
const gatherMilliseconds = 250;

/** Server-sent events: which lists a page asks again. They end with the page, and with the server. */
export function addLive(server: OfficeServer, { live, clock }: Pick<OfficeParts, 'live' | 'clock'>): void {
  const open = new Set<PassThrough>();
  server.addHook('preClose', async () => open.forEach((stream) => stream.end()));
  server.addHook('onClose', () => live.close());
  const schema = { tags: ['live'], summary: 'What has changed, as server-sent events', querystring: asked.liveQuery };
  server.get('/v1/live', { schema, config: { may: 'read' } }, (request, reply) => {
    const stream = new PassThrough();
    open.add(stream);
    const isLetIn = trusting(clock.now, request.isStillLetIn);
    const whenLetIn = async (write: () => void): Promise<void> => {
      const isSo = await isLetIn().catch(() => false);
      if (!isSo) stream.end();
      else if (!stream.writableEnded) write();
    };
    const teller = tellerOf(stream);
    const hear = (names: readonly string[]): void => void whenLetIn(() => teller.hear(names));
    const unsubscribe = live.subscribe(request.organisation, hear, request.query.askedSeconds);
    const beat = setInterval(() => void whenLetIn(() => stream.write(': still here\n\n')), beatMilliseconds).unref();
    stream.once('close', () => {
      open.delete(stream);
      unsubscribe();
      clearInterval(beat);
      teller.stop();
    });
    // A proxy that gathers an answer before it passes it on would keep every message.
    reply.headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    stream.write('retry: 2000\n\n');
    return reply.send(stream);
  });
}

/** What was asked a moment ago is not asked again: a page hears many changes, and each would be a look into the database. */
function trusting(now: () => number, ask: () => Promise<boolean>): () => Promise<boolean> {
  let asked = { at: now(), answer: Promise.resolve(true) };
  return () => {
    if (now() - asked.at >= trustedMilliseconds) asked = { at: now(), answer: ask() };
    return asked.answer;
  };
}

/** Tells the first change at once, and those that come soon after together. A reader that is slow is told all of it when it has read. */
function tellerOf(stream: PassThrough) {
  const names = new Set<string>();
  let waiting: NodeJS.Timeout | null = null;
  const tell = (): void => {
    waiting = null;
    if (names.size === 0) return;
    waiting = setTimeout(tell, gatherMilliseconds).unref();
    if (stream.writableNeedDrain) return;
    const message: LiveMessage = { names: [...names] };
    names.clear();
    stream.write(`event: changed\ndata: ${JSON.stringify(message)}\n\n`);
  };
  return {
    hear: (heard: readonly string[]): void => {
      for (const name of heard) names.add(name);
      if (waiting === null) tell();
    },
    stop: (): void => {
      if (waiting !== null) clearTimeout(waiting);
    },
  };
}
