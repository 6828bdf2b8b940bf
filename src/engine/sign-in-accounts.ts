import type { Connection } from './edge-ports.ts';
import type { SignInParts } from './sign-in-client.ts';

/** An organisation at the provider that a sign-in may use. */
export interface Account {
  readonly id: string;
  readonly name: string;
}

/** A fresh sign-in whose tokens are kept. */
export interface Granted {
  readonly organisation: string;
  readonly provider: string;
  readonly label: string;
  readonly signIn: string;
  /** The client id it was made through. */
  readonly app: string;
  readonly hosts: Readonly<Record<string, string>>;
  /** The provider's id of the person. */
  readonly subject: string | null;
  /** What else a new connection is made with. */
  readonly other?: Readonly<Record<string, string>>;
  /** Whether a connection may be to the same account, where an account's id alone does not say so. */
  readonly isAlike?: (one: Connection) => boolean;
}

/** `chosen` are some of the accounts that a sign-in `reaches`. */
export interface Choice {
  readonly chosen: readonly Account[];
  readonly reaches: readonly Account[];
}

/**
 * Connects accounts through a fresh sign-in. An account that was connected before keeps its connection, with its links, bookmarks
 * and tasks. The person's other connections that it reaches move along: at Xero a person has one sign-in per app, and the older
 * one may go stale.
 */
export async function connectAccounts(parts: SignInParts, granted: Granted, choice: Choice): Promise<readonly Connection[]> {
  const all = await parts.store.connections(granted.organisation);
  const before = all.filter((one) => one.provider === granted.provider && (granted.isAlike?.(one) ?? true));
  const alongside = before.filter((one) => isIn(choice.reaches, one) && !isIn(choice.chosen, one));
  const restored = before.filter((one) => isIn(choice.chosen, one));
  const moving = [...restored, ...(await ofSamePerson(parts, granted, alongside))];
  const home = await settleTokens(parts, granted, { moving, open: before.filter((one) => one.state !== 'closed') });
  const connected: Connection[] = [];
  for (const one of moving) {
    const label = choice.reaches.find((account) => account.id === one.account)?.name ?? one.label;
    await parts.store.attach(one, { signIn: home, app: granted.app, label });
    if (restored.includes(one)) {
      connected.push({ ...one, label, state: 'ready', settings: { ...one.settings, signIn: home, app: granted.app } });
    }
  }
  for (const account of choice.chosen) {
    if (!before.some((one) => one.account === account.id)) connected.push(await addNew(parts, { ...granted, signIn: home }, account));
  }
  await dropUnused(parts, granted, [granted.signIn, ...before.flatMap((one) => one.settings.signIn ?? [])]);
  return connected;
}

/**
 * Where the fresh tokens live. If everything of an older sign-in moves, they take its place: then every process that knows the
 * older one finds the new tokens by itself, and there is still only one copy of them.
 */
async function settleTokens(
  parts: SignInParts,
  granted: Granted,
  connections: { readonly moving: readonly Connection[]; readonly open: readonly Connection[] },
): Promise<string> {
  const { moving, open } = connections;
  const isMovedWhole = (signIn: string): boolean => open.every((one) => one.settings.signIn !== signIn || moving.includes(one));
  const old = moving.map((one) => one.settings.signIn).find((signIn) => signIn !== null && isMovedWhole(signIn)) ?? null;
  if (old === null || old === granted.signIn) return granted.signIn;
  const { organisation } = granted;
  const isMoved = await parts.store.move({ organisation, signIn: granted.signIn }, { organisation, signIn: old });
  return isMoved ? old : granted.signIn;
}

/** Forgets the tokens of sign-ins that no connection uses any more. They are not revoked: that could end newer ones too. */
export async function dropUnused(parts: SignInParts, of: { readonly organisation: string }, signIns: readonly string[]): Promise<void> {
  const { organisation } = of;
  const open = (await parts.store.connections(organisation)).filter((one) => one.state !== 'closed');
  const used = new Set(open.map((one) => one.settings.signIn));
  for (const signIn of new Set(signIns)) {
    if (!used.has(signIn)) await parts.store.remove({ organisation, signIn });
  }
}

const isIn = (accounts: readonly Account[], one: Connection): boolean => accounts.some((account) => account.id === one.account);

async function ofSamePerson(parts: SignInParts, granted: Granted, others: readonly Connection[]): Promise<readonly Connection[]> {
  if (granted.subject === null) return [];
  const same: Connection[] = [];
  for (const other of others) {
    const { signIn, app } = other.settings;
    if (signIn === null || app !== granted.app || other.state === 'closed') continue;
    const row = await parts.store.read({ organisation: granted.organisation, signIn });
    if (row?.tokens.subject === granted.subject) same.push(other);
  }
  return same;
}

async function addNew(parts: SignInParts, granted: Granted, account: Account): Promise<Connection> {
  const { organisation, provider, signIn, app, hosts, other = {} } = granted;
  for (let number = 1; ; number += 1) {
    const connection: Connection = {
      organisation,
      connection: nameOf(provider, account.name, number),
      provider,
      label: account.name,
      account: account.id,
      hosts,
      settings: { signIn, app, other },
      state: 'ready',
    };
    if (await parts.store.addConnection(connection, parts.clock.now())) return connection;
  }
}

/** A name that people can type: 'xero-demo-company', and 'xero-demo-company-2' when that is taken. */
function nameOf(provider: string, label: string, number: number): string {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
  return [provider, plain, number === 1 ? '' : `${number}`].filter((part) => part !== '').join('-');
}
