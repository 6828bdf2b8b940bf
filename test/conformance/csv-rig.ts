import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvWith } from '../../src/connectors/csv/connector.ts';
import { openTable } from '../../src/connectors/csv/file.ts';
import type { Connector } from '../../src/contract/connector.ts';
import type { Kind } from '../../src/core/records.ts';
import { importFile } from '../../src/engine/import.ts';
import { readImportProfile } from '../../src/mapping/import/profile.ts';
import { importedRows } from '../../src/store/imported-rows.ts';
import { importStaging } from '../../src/store/imports.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { changingChecks } from './checks-changing.ts';
import { promiseChecks } from './checks-promises.ts';
import { settlingChecks } from './checks-settling.ts';
import { writingChecks } from './checks-writing.ts';
import type { Check, Rig, Subject } from './rig.ts';

const needy = (checks: readonly Check[], why: string): Readonly<Record<string, string>> =>
  Object.fromEntries(checks.filter(({ needs }) => needs !== undefined).map(({ title }) => [title, why]));

const noNetwork = 'a file is read from the disk: no network, no sign-in, no limits';

/** Imported files as a subject: every record that a person adds is a row more in the file, which is imported again. */
export const csvSubject = (connector: Connector = csvWith({ pageSize: 3 })): Subject => ({
  name: 'csv',
  connector,
  start: () => startRig(connector),
  exemptions: {
    ...needy(
      [...writingChecks, ...settlingChecks, ...changingChecks, ...promiseChecks],
      'a file cannot be written to, and sends no webhooks',
    ),
    'reports an expired token as unauthorized, in whatever is read': noNetwork,
    'reports a connection that was taken away as forbidden': noNetwork,
    'reports throttling of a read with the seconds to wait': noNetwork,
    'does not take a provider that is down for a no': noNetwork,
    'shows a record that was stamped before the pass and became visible after it':
      'records are numbered under a lock that is held until the import commits, so none shows late',
    'shows what people removed, as void or archived or gone, by id and in the next pass':
      'a record that is missing from a later file is not gone: an export is rarely complete',
    'follows a contact that was merged into another': 'a file knows no merges',
  },
});

const profileText = `
name: Corner shop
currency: EUR
timeZone: Europe/Berlin
amountsAre: noTax
document: { number: Number, date: Date }
contact: { id: Customer, name: Name }
line: { description: Item, quantity: Quantity, unitPrice: Price }
`;

interface ShopRow {
  readonly number: string;
  readonly customer: string;
  readonly name: string;
  readonly quantity: number;
}

async function startRig(connector: Connector): Promise<Rig> {
  const read = readImportProfile(profileText);
  assert.ok('profile' in read);
  const database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'tieout-conform-'));
  const scope = { organisation: 'o', connection: 'files' };
  let [rows, imports]: [readonly ShopRow[], number] = [[], 0];
  const bring = async (now: readonly ShopRow[]): Promise<void> => {
    rows = now;
    const path = join(folder, 'sales.csv');
    const lines = rows.map(({ number, customer, name, quantity }) => `${number},2026-03-04,${customer},${name},Tea,${quantity},2.50`);
    await writeFile(path, ['Number,Date,Customer,Name,Item,Quantity,Price', ...lines].join('\n'));
    const ports = { open: openTable, staging: importStaging(database.pool), chance: { id: () => `${(imports += 1)}` }, now: () => imports };
    const result = await importFile({ ...scope, path, profile: read.profile, skipBadDocuments: false }, ports);
    assert.equal(result.state, 'imported', JSON.stringify(result));
  };
  await bring([{ number: 'first', customer: '', name: '', quantity: 1 }]);
  return {
    session: connector.open({ rows: importedRows(database.pool, scope) }),
    send: null,
    screen: {
      kinds: ['contact', 'invoice', 'creditNote'],
      add: async (kind, n) => {
        const row = newRow(kind, n + rows.length * 100);
        await bring([...rows, row]);
        return idOf(kind, row);
      },
      touch: (kind, id) =>
        bring(rows.map((row) => (idOf(kind, row) === id ? { ...row, name: `${row.name}+`, quantity: row.quantity * 2 } : row))),
      annotate: null,
      remove: null,
      lock: null,
      merge: null,
      reconcile: null,
      enable: null,
    },
    weather: null,
    pass: () => Promise.resolve(),
    hide: null,
    webhooks: null,
    coding: null,
    trialBalance: null,
    close: async () => {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}

const newRow = (kind: Kind, n: number): ShopRow => ({
  number: `${kind} ${n}`,
  customer: kind === 'contact' ? `C${n}` : '',
  name: kind === 'contact' ? `Customer ${n}` : '',
  quantity: kind === 'creditNote' ? -n : n,
});

const idOf = (kind: Kind, row: ShopRow): string => (kind === 'contact' ? row.customer : row.number);
