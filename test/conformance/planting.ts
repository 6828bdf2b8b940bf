import type { Connector, Outcome, Page, Reader, Seen, Session, Step, Writer } from '../../src/contract/connector.ts';
import type { Http } from '../../src/contract/http.ts';
import { xeroWith } from '../../src/connectors/xero/connector.ts';
import { kinds } from '../../src/core/records.ts';
import type { AnyRecord } from '../../src/core/records.ts';

/** The connector without any bug; its pages hold three records. */
export const sound = xeroWith({ pageSize: 3 });

/** A session of the sound connector, changed; readers and writers of all kinds alike. */
export function withSession(change: (session: Session) => Session, options: Parameters<typeof xeroWith>[0] = {}): Connector {
  const connector = xeroWith({ pageSize: 3, ...options });
  return { ...connector, open: (through) => change(connector.open(through)) };
}

export function withReaders(change: (reader: Reader) => Reader): Connector {
  return withSession((session) => {
    const readers: Record<string, Reader> = {};
    for (const kind of kinds) {
      const reader: Reader | undefined = session.readers[kind];
      if (reader) readers[kind] = change(reader);
    }
    return { ...session, readers: asReaders(readers) };
  });
}

export function withWriters(change: (writer: Writer) => Partial<Writer>): Connector {
  return withSession((session) => {
    const writers: Record<string, Writer> = {};
    for (const kind of kinds) {
      const writer: Writer | undefined = session.writers[kind];
      if (writer) writers[kind] = { ...writer, ...change(writer) };
    }
    return { ...session, writers: asWriters(writers) };
  });
}

// The planted readers and writers serve every kind alike, which the types of a session cannot say.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const asReaders = (readers: unknown): Session['readers'] => readers as Session['readers'];
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const asWriters = (writers: unknown): Session['writers'] => writers as Session['writers'];

/** Changes every record that is read. */
export const withRecords = (change: (record: AnyRecord) => AnyRecord): Connector =>
  withReaders((reader) => {
    const changed = (seen: Seen): Seen => ({ ...seen, record: change(seen.record) });
    return {
      changes: async function* (cursor) {
        for await (const page of reader.changes(cursor)) yield { ...page, seen: page.seen.map(changed) };
      },
      fetch: async (ids) => (await reader.fetch(ids)).map(changed),
    };
  });

export const withPages = (change: (pages: AsyncIterable<Page>, cursor: string | null) => AsyncIterable<Page>): Connector =>
  withReaders((reader) => ({ ...reader, changes: (cursor) => change(reader.changes(cursor), cursor) }));

export const withOutcomes = (change: (outcome: Outcome, step: Step | undefined, status: number) => Outcome): Connector =>
  withWriters((writer) => ({
    outcomes: (steps, response) => writer.outcomes(steps, response).map((outcome, index) => change(outcome, steps[index], response.status)),
  }));

/** Changes what is sent, not what was asked for. */
export const withSteps = (change: (step: Step) => Step): Connector =>
  withWriters((writer) => ({ calls: (steps, key) => writer.calls(steps.map(change), key) }));

/** The classic: page 1, 2, 3 … of a list that is ordered by the date of change. */
export function numberedPages(): Connector {
  return {
    ...sound,
    open: (through) => {
      if (!('http' in through)) return sound.open(through);
      const places = new Map<string, number>();
      const http: Http = async (request) => {
        const list = request.path.split('?')[0] ?? '';
        if (!request.path.includes('order=UpdatedDateUTC')) return await through.http(request);
        const page = (places.get(list) ?? 0) + 1;
        const headers = Object.fromEntries(Object.entries(request.headers ?? {}).filter(([name]) => name !== 'if-modified-since'));
        const response = await through.http({ ...request, headers, path: request.path.replace(/([?&]page)=\d+/, `$1=${page}`) });
        const count = Number(/"pageCount":(\d+)/.exec(response.body)?.[1] ?? '0');
        places.set(list, page >= count ? 0 : page);
        return response;
      };
      return sound.open({ ...through, http });
    },
  };
}

export function withReadersInFind(): Connector {
  return withWriters((writer) => ({
    find: async (steps) => [
      ...(await writer.find(steps)),
      ...(await writer.seek(steps.flatMap((step) => (step.do === 'create' ? [step.record] : [])))),
    ],
  }));
}
