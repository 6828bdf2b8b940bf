import type { Page, Reader, Seen } from '../../src/contract/connector.ts';
import type { Contact } from '../../src/core/records.ts';
import type { Engine } from '../../src/engine/parts.ts';
import { ledger } from './world.ts';

/** The contacts of a provider whose answers tests hold up. Each answer shows what is there when it is asked for. */
export interface PagedContacts {
  /** Another version of a contact, or its first one: the next of all changes, or the one that is named. */
  change(id: string, version?: string): void;
  remove(id: string): void;
  readonly reader: Reader<Contact>;
  /** The same to the engine, in the place of the ledger. */
  inPlaceOfLedger(engine: Engine): Engine;
}

/** Where a pass stands: everything changed after `since`, by id behind `after`. `begun`: the newest change when it began. */
interface Place {
  readonly since: number;
  readonly after: string;
  readonly begun: number | null;
}

/** `answered` is told what was asked for ('page from the beginning', 'page behind b', 'page of news', 'fetch a'), and answers when it resolves. */
export function pagedContacts({
  pageSize,
  answered,
}: {
  readonly pageSize: number;
  readonly answered: (asked: string) => Promise<void>;
}): PagedContacts {
  const changedAt = new Map<string, number>();
  const versions = new Map<string, string>();
  let changes = 0;
  const shown = (id: string): Seen<Contact> => {
    const version = versions.get(id) ?? '';
    return { record: contact(id, `${id} ${version}`), version, reference: null };
  };
  async function* pages(cursor: string | null): AsyncGenerator<Page<Contact>> {
    for (let at = placeOf(cursor); ;) {
      const begun = at.begun ?? changes;
      const rows = [...changedAt].filter(([id, changed]) => changed > at.since && id > at.after).toSorted(([a], [b]) => (a < b ? -1 : 1));
      const seen = rows.slice(0, pageSize).map(([id]) => shown(id));
      const last = rows.length <= pageSize;
      await answered(`page ${at.after !== '' ? `behind ${at.after}` : at.since > 0 ? 'of news' : 'from the beginning'}`);
      at = last ? { since: begun, after: '', begun: null } : { ...at, after: seen.at(-1)?.record.id ?? '', begun };
      yield { seen, next: JSON.stringify(at), last };
      if (last) return;
    }
  }
  const reader: Reader<Contact> = {
    changes: pages,
    fetch: async (ids) => {
      const seen = ids.filter((id) => changedAt.has(id)).map(shown);
      await answered(`fetch ${ids.join(' ')}`);
      return seen;
    },
  };
  return {
    change: (id, version) => {
      changedAt.set(id, (changes += 1));
      versions.set(id, version ?? String(changes));
    },
    remove: (id) => void changedAt.delete(id),
    reader,
    inPlaceOfLedger: (engine) => ({
      ...engine,
      open: async (organisation, connection) => {
        const opened = await engine.open(organisation, connection);
        return connection === ledger ? { ...opened, session: { ...opened.session, readers: { contact: reader } } } : opened;
      },
    }),
  };
}

function placeOf(cursor: string | null): Place {
  const parsed: Partial<Place> = cursor === null ? {} : JSON.parse(cursor);
  return { since: parsed.since ?? 0, after: parsed.after ?? '', begun: parsed.begun ?? null };
}

export const contact = (id: string, name: string): Contact => ({
  kind: 'contact',
  id,
  name,
  givenName: null,
  familyName: null,
  email: null,
  phone: null,
  taxNumber: null,
  address: null,
  isCustomer: true,
  isSupplier: false,
  state: 'active',
  mergedInto: null,
});
