import assert from 'node:assert/strict';
import type { ConnectBegun, TryOut } from '../../src/api/integrations.ts';
import type { DocumentShown, HoldRow, StandingState } from '../../src/api/office.ts';
import type { PersonEdit } from '../../src/contract/sandbox.ts';
import type { Kind } from '../../src/core/records.ts';
import { activate, firstOwner, signUp, tryItOut } from './first-time.ts';
import { until } from './walker.ts';
import type { Walker } from './walker.ts';

export interface Key {
  readonly kind: Kind;
  readonly id: string;
}

export interface Made extends Key {
  readonly number: string | null;
}

/** Books that are active, what is sold in them, and the person at the ledger's own screens. */
export interface Scene extends Walker {
  readonly flow: string;
  readonly today: string;
  customer(name: string): Promise<string>;
  /** An invoice over one line; what is not said is usual. */
  invoice(of: { readonly contact: string; readonly price: string } & Readonly<Record<string, unknown>>): Promise<Made>;
  /** The same, waited for until it stands in the ledger; with the ledger's id of it. */
  booked(of: Parameters<Scene['invoice']>[0]): Promise<Made & { readonly inLedger: string }>;
  /** Changes what was sold. */
  change(made: Key, fields: Readonly<Record<string, unknown>>): Promise<void>;
  shown(key: Key): Promise<DocumentShown>;
  comesTo(key: Key, state: StandingState): Promise<DocumentShown>;
  /** The question about a document, once it is asked. */
  asked(key: Key, code: string): Promise<HoldRow>;
  atLedger(edit: PersonEdit): Promise<string>;
  /** A person takes the permission back at the ledger. */
  disconnect(): Promise<void>;
  inLedger(kind: Kind, id: string): Promise<Readonly<Record<string, unknown>>>;
}

const paths: Readonly<Record<string, string>> = { invoice: 'invoices', payment: 'payments' };

/** Signs up, tries it out and activates, as whoever wants to see the rest at once. */
export async function openScene(walker: Walker): Promise<Scene> {
  const { page, address, ask } = walker;
  await signUp(page, address, firstOwner);
  await tryItOut(page);
  await activate(page, address);
  const { flow } = await ask<TryOut>('GET', '/v1/try');
  assert.ok(flow);
  const ledger = await ledgerOf(walker);
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date());
  const pathOf = ({ kind, id }: Key): string => `/v1/documents/${[flow, kind, id].map(encodeURIComponent).join('/')}`;
  const shown: Scene['shown'] = (key) => ask('GET', pathOf(key));
  const isKnown = async (key: Key): Promise<boolean> => (await page.request.get(`${address}${pathOf(key)}`)).ok();
  const comesTo: Scene['comesTo'] = async (key, state) => {
    await until(() => isKnown(key), Boolean, `${key.kind} ${key.id} is known`);
    return until(
      () => shown(key),
      ({ standing }) => standing.state === state,
      `${key.kind} ${key.id} comes to be ${state}`,
    );
  };
  const invoice: Scene['invoice'] = async ({ contact, price, description = 'Design', ...fields }) => {
    const lines = [{ description, unitPrice: price, taxes: ['GB20'] }];
    return made('invoice', await ask('POST', '/v1/invoices', { contact, issuedOn: today, currency: 'GBP', lines, ...fields }));
  };
  return {
    ...walker,
    flow,
    today,
    customer: async (name) => (await ask<{ readonly id: string }>('POST', '/v1/contacts', { name, evenIfSimilar: true })).id,
    invoice,
    booked: async (of) => {
      const sold = await invoice(of);
      const { targets } = await comesTo(sold, 'in sync');
      return { ...sold, inLedger: targets[0]?.targetId ?? '' };
    },
    change: async ({ kind, id }, fields) => {
      const path = `/v1/${paths[kind] ?? kind}/${id}`;
      const { version } = await ask<{ readonly version: string }>('GET', path);
      await ask('PATCH', `${path}?version=${encodeURIComponent(version)}`, fields);
    },
    shown,
    comesTo,
    asked: async (key, code) => {
      const found = await until(
        async () =>
          (await ask<readonly HoldRow[]>('GET', '/v1/holds?limit=500')).find(({ kind, id }) => kind === key.kind && id === key.id),
        (hold) => hold?.code === code,
        `${key.kind} ${key.id} is a question: ${code}`,
      );
      assert.ok(found);
      return found;
    },
    ...ledger,
  };
}

const made = (kind: Kind, { id, number }: { readonly id: string; readonly number: string | null }): Made => ({ kind, id, number });

/** The screens of the ledger's sandbox; where it is, a sign-in that nobody ends tells. */
async function ledgerOf({ page, ask }: Walker): Promise<Pick<Scene, 'atLedger' | 'disconnect' | 'inLedger'>> {
  const { url } = await ask<ConnectBegun>('POST', '/v1/connections/begin', { provider: 'xero', connection: null, sandbox: true });
  const { origin } = new URL(url);
  const atLedger: Scene['atLedger'] = async (edit) => {
    const answer = await page.request.post(`${origin}/_sandbox/person`, { data: edit });
    assert.ok(answer.ok(), `${JSON.stringify(edit)}: ${await answer.text()}`);
    const { id }: { readonly id: string } = await answer.json();
    return id;
  };
  return {
    atLedger,
    disconnect: async () => {
      const { accounts }: { readonly accounts: readonly string[] } = await (await page.request.get(`${origin}/_sandbox`)).json();
      await atLedger({ does: 'disconnect', account: accounts[0] ?? '' });
    },
    inLedger: async (kind, id) => {
      const all: readonly Readonly<Record<string, unknown>>[] = await (
        await page.request.get(`${origin}/_sandbox/documents?kind=${kind}`)
      ).json();
      const found = all.find((each) => Object.values(each).includes(id));
      assert.ok(found, `the ledger has no ${kind} ${id}`);
      return found;
    },
  };
}
