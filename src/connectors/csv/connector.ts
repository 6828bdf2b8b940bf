import type { Connector, Page, Reader, Rows, Seen, Session } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import type { AnyRecord, Kind, Records } from '../../core/records.ts';
import { csvManifest } from './manifest.ts';

const pageSize = 500;

/** Reads the documents that imports left behind. */
export const csvConnector: Connector = {
  manifest: csvManifest,
  open: (through) => {
    if (!('rows' in through)) throw new Error('a file import is opened with the rows that were staged, not with HTTP');
    return sessionOver(through.rows);
  },
  tenants: null,
  nudge: null,
};

function sessionOver(rows: Rows): Session {
  return {
    organisation: async () => {
      const { seen } = await rows.changes('organisation', null, 1);
      const [first] = narrowed(seen, 'organisation');
      if (first === undefined) throw new Refused('missing', 'Nothing has been imported yet: import a file first.');
      return first.record;
    },
    readers: {
      organisation: reader(rows, 'organisation'),
      contact: reader(rows, 'contact'),
      invoice: reader(rows, 'invoice'),
      creditNote: reader(rows, 'creditNote'),
    },
    writers: {},
    annotate: null,
    accountMovement: null,
  };
}

function reader<K extends Kind>(rows: Rows, kind: K): Reader<Records[K]> {
  return {
    changes: async function* (cursor) {
      let after = cursor;
      for (;;) {
        const page: Page = await rows.changes(kind, after, pageSize);
        yield { ...page, seen: narrowed(page.seen, kind) };
        if (page.last) return;
        after = page.next;
      }
    },
    fetch: async (ids) => narrowed(await rows.fetch(kind, ids), kind),
  };
}

function narrowed<K extends Kind>(seen: readonly Seen[], kind: K): readonly Seen<Records[K]>[] {
  return seen.filter((each): each is Seen<Records[K]> => isKind(each.record, kind));
}

const isKind = (record: AnyRecord, kind: Kind): boolean => record.kind === kind;
