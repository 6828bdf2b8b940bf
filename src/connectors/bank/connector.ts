import type { Connector, Page, Reader, Rows, Seen, Session } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import type { AnyRecord, Kind, Records } from '../../core/records.ts';
import { bankManifest } from './manifest.ts';

/** The connector, with pages of so many lines. */
const bankWith = ({ pageSize }: { readonly pageSize: number }): Connector => ({
  manifest: bankManifest,
  open: (through) => {
    if (!('rows' in through)) throw new Error('bank accounts are opened with the lines that were imported, not with HTTP');
    return sessionOver(through.rows, pageSize);
  },
  tenants: null,
  nudge: null,
});

/** Reads the lines that imports left behind, each with what it was found to be. */
export const bankConnector: Connector = bankWith({ pageSize: 500 });

function sessionOver(rows: Rows, pageSize: number): Session {
  const reader = <K extends Kind>(kind: K): Reader<Records[K]> => readerOf(rows, kind, pageSize);
  return {
    organisation: async () => {
      const { seen } = await rows.changes('organisation', null, 1);
      const [first] = narrowed(seen, 'organisation');
      if (first === undefined) throw new Refused('missing', 'No bank file has been imported yet: import one first.');
      return first.record;
    },
    readers: { organisation: reader('organisation'), contact: reader('contact'), statementLine: reader('statementLine') },
    writers: {},
    accountMovement: null,
    preflight: null,
  };
}

function readerOf<K extends Kind>(rows: Rows, kind: K, pageSize: number): Reader<Records[K]> {
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
