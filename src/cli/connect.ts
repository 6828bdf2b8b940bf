import type { Command } from 'commander';
import type { Connector } from '../contract/connector.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { Connection } from '../engine/edge-ports.ts';
import { nearest } from '../mapping/written.ts';
import { bookAsked } from './connect-book.ts';
import { connectWithKey } from './connect-key.ts';
import { connectWithLogin } from './connect-login.ts';
import { connectAtPage } from './connect-page.ts';
import type { AddCommand } from './program.ts';
import type { Means } from './office.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import { table } from './table.ts';

interface Options {
  readonly list?: boolean;
  readonly sandbox?: boolean;
  readonly reconnect?: string;
  readonly disconnect?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly webhookKey?: string;
  readonly key?: string;
  readonly server?: string;
  readonly user?: string;
  readonly port: string;
  readonly open?: boolean;
  readonly page?: boolean;
  readonly name?: string;
  readonly company?: string;
  readonly currency?: string;
  readonly country?: string;
  readonly timeZone?: string;
}

export const addConnect: AddCommand = (program, means, done) => {
  program
    .command('connect [provider]')
    .description(
      'connect an account at a provider (xero, quickbooks, tryton, stripe, plaid), your own billing (billing) or files (csv; bank statements: bank)',
    )
    .option('--list', 'show the connections')
    .option('--sandbox', "the provider's sandbox, which needs no account there and no internet")
    .option('--reconnect <connection>', 'sign in again; nothing that waits is lost')
    .option('--disconnect <connection>', 'end a connection and the permission at the provider')
    .option('--client-id <id>', 'the id of your app at the provider, or of your account there')
    .option('--client-secret <secret>', 'its secret')
    .option('--key <->', 'where a key is the way in: type it or pipe it, it is never an argument')
    .option('--server <address>', 'where a server of your own is the provider (tryton): its address, with the database')
    .option('--user <name>', 'who signs in there; the password is typed or piped')
    .option('--webhook-key <key>', 'the key with which the provider signs webhooks')
    .option('--port <number>', 'where to wait for the way back from the provider while no server runs', '8484')
    .option('--page', 'where a key is the way in (plaid): sign in at a page of the provider instead of typing it')
    .option('--open', 'open the browser')
    .option('--name <name>', 'billing, csv: what the connection is called')
    .option('--company <name>', 'billing: the name of the business; tryton: which company')
    .option('--currency <code>', 'billing: the currency of the books, GBP if left out')
    .option('--country <code>', 'billing: two letters, GB if left out')
    .option(
      '--time-zone <zone>',
      'the zone in which days begin; billing: Europe/London if left out, stripe: that of the ledger, or of the account there',
    )
    .action(async (provider: string | undefined, options: Options, command: Command) =>
      done(await runInOffice(means, command, (desk) => connect(means, desk, provider ?? null, options))),
    );
};

async function connect(means: Means, desk: Desk, provider: string | null, options: Options): Promise<Answer> {
  const { office } = desk;
  const { organisation } = office;
  // Anybody can sign with a key that is empty.
  if (options.webhookKey !== undefined && !/^\S+$/.test(options.webhookKey))
    throw new Complaint('The key of the webhooks is empty or has a space in it: copy it whole from the provider’s page.');
  if (options.disconnect !== undefined) {
    const named = await connectionNamed(desk, options.disconnect);
    await office.signIns(() => 'http://127.0.0.1').disconnect({ organisation, connection: named.connection }, { revoke: true });
    return answerOf([{ ...named, state: 'closed' }], `${named.label} is disconnected. Its records, links and history stay.`);
  }
  if (options.reconnect !== undefined) {
    const named = await connectionNamed(desk, options.reconnect);
    const connector = providerOf(desk, named.provider);
    const { manifest } = connector;
    if (options.page === true) return atPage(means, desk, { connector, restores: named.connection }, options);
    if (manifest.auth.type === 'key') return byKey(means, desk, { manifest, restores: named.connection }, options);
    if (manifest.auth.type === 'login') {
      const server = named.hosts['api'] ?? '';
      if (options.server !== undefined && options.server.replace(/\/+$/, '') !== server)
        throw new Complaint(`${named.label} is at ${server}: leave out --server, or connect what is elsewhere as a connection of its own.`);
      return byLogin(means, desk, manifest, { ...options, server, company: named.account });
    }
    return signIn(means, desk, { provider: named.provider, connection: named.connection }, options);
  }
  if (options.list === true || provider === null) {
    const all = await office.connections.connections(organisation);
    return answerOf(
      all,
      all.length === 0 ? 'There is no connection yet. Begin with "tieout connect xero --sandbox" or "tieout connect billing".' : null,
    );
  }
  const known = providerOf(desk, provider);
  if (options.page === true) return atPage(means, desk, { connector: known, restores: null }, options);
  if (known.manifest.auth.type === 'none') return addInside(desk, known.manifest, options);
  if (known.manifest.auth.type === 'key') return byKey(means, desk, { manifest: known.manifest, restores: null }, options);
  if (known.manifest.auth.type === 'login') return byLogin(means, desk, known.manifest, options);
  await knowApp(desk, provider, options);
  return signIn(means, desk, { provider, connection: null }, options);
}

function providerOf({ office: { providers } }: Desk, id: string): Connector {
  const found = providers.find(({ manifest }) => manifest.id === id);
  if (found) return found;
  const ids = providers.map(({ manifest }) => manifest.id);
  const meant = nearest(id, ids);
  const slip = meant === null ? '' : ` Did you mean ${meant}?`;
  throw new Complaint(`There is no provider '${id}'; there are ${ids.join(', ')}.${slip}`);
}

async function byKey(means: Means, desk: Desk, to: Parameters<typeof connectWithKey>[2], options: Options): Promise<Answer> {
  const made = await connectWithKey(means, desk, to, options);
  return answerOf([made], `Connected: ${made.label} (${made.connection}). Next: tieout flows make, then tieout check.`);
}

async function atPage(means: Means, desk: Desk, to: Parameters<typeof connectAtPage>[2], options: Options): Promise<Answer> {
  const made = await connectAtPage(means, desk, to, options);
  return answerOf([made], `Connected: ${made.label} (${made.connection}). Its lines are read from now on.`);
}

async function byLogin(means: Means, desk: Desk, manifest: Manifest, options: Parameters<typeof connectWithLogin>[3]): Promise<Answer> {
  const made = await connectWithLogin(means, desk, manifest, options);
  return answerOf([made], `Connected: ${made.label} (${made.connection}). Next: tieout flows make, then tieout check.`);
}

/** Our own billing, or a place that files are imported into. */
async function addInside(desk: Desk, { id, label }: { readonly id: string; readonly label: string }, options: Options): Promise<Answer> {
  const { office } = desk;
  const connection = options.name ?? id;
  if (id === 'billing') {
    const book = bookAsked(office.organisation, options);
    // How an open book is kept is said with its settings: who only connects it again changes nothing.
    if (!(await office.billing.hasBook(office.organisation))) await office.billing.openBook(office.organisation, book);
  }
  const made: Connection = {
    organisation: office.organisation,
    connection,
    provider: id,
    label: options.company ?? options.name ?? label,
    account: office.organisation,
    hosts: {},
    settings: { signIn: null, app: null, other: {} },
    state: 'ready',
  };
  const isNew = await office.connections.addConnection(made, office.clock.now());
  return answerOf(
    [made],
    isNew ? `${made.label} is connected as ${connection}.` : `There is a connection ${connection} already; nothing was changed.`,
  );
}

/** Who we are at the provider: given now, known already, or the sandbox's own. */
async function knowApp(desk: Desk, provider: string, options: Options): Promise<void> {
  const { office } = desk;
  if (options.sandbox === true) {
    if ((await office.sandbox(provider)) === null) throw new Complaint(`There is no sandbox of ${provider}.`);
    return;
  }
  const known = await office.connections.app(office.organisation, provider);
  if (options.clientId !== undefined) {
    await office.connections.keepApp(office.organisation, provider, {
      clientId: options.clientId,
      clientSecret: options.clientSecret ?? null,
      hosts: {},
      webhookSecrets: options.webhookKey === undefined ? (known?.webhookSecrets ?? []) : [options.webhookKey],
    });
    return;
  }
  if (known === null)
    throw new Complaint(
      `${provider} does not know us yet: register an app there with the redirect address http://127.0.0.1:${options.port}/oauth/callback, and give its id with --client-id and --client-secret. To try everything without an account, use --sandbox.`,
    );
}

/** Shows the way to the provider's page and waits until somebody has been there. */
async function signIn(
  means: Means,
  desk: Desk,
  to: { readonly provider: string; readonly connection: string | null },
  options: Options,
): Promise<Answer> {
  const { office, signal } = desk;
  const { organisation } = office;
  const server = await means.serverOf(desk.dataFolder);
  const pages = server === null ? await means.pagesFor(office, options.sandbox === true ? 0 : Number(options.port)) : null;
  const address = server?.address ?? pages?.address ?? '';
  try {
    const before = await signInsOf(desk, to.provider);
    const ticket = office.signIns(() => address).invite({ organisation, ...to });
    const page = `${address}/connect?ticket=${encodeURIComponent(ticket)}`;
    means.terminal.err(`Open this page in a browser, within the hour:\n${page}\n`);
    if (options.open === true) means.terminal.openBrowser(page);
    for (;;) {
      const now = await signInsOf(desk, to.provider);
      const fresh = now.filter(
        (one) =>
          one.state === 'ready' && isFresh(one) && before.every((old) => old.print !== one.print || old.connection !== one.connection),
      );
      if (fresh.length > 0) {
        const names = fresh.map(({ label, connection }) => `${label} (${connection})`).join(', ');
        const all = await office.connections.connections(organisation);
        const made = all.filter((one) => fresh.some(({ connection }) => connection === one.connection));
        return answerOf(made, `Connected: ${names}. Nothing has been written there. Next: tieout flows make, then tieout check.`);
      }
      desk.progress.show('waiting for the sign-in in the browser');
      await pause(300, signal);
    }
  } finally {
    await pages?.close();
  }
}

/** A token that was renewed meanwhile is no sign-in. */
const isFresh = ({ print }: { readonly print: string }): boolean => !print.endsWith('before');

/** A sign-in shows by a connection that is new, or that uses tokens it did not use before. */
async function signInsOf(desk: Desk, provider: string) {
  const { office } = desk;
  const all = await office.connections.connections(office.organisation);
  const ours = all.filter((one) => one.provider === provider);
  return Promise.all(
    ours.map(async (one) => ({ ...one, print: `${one.state} ${one.settings.signIn ?? ''} ${(await office.signedInAt(one)) ?? 'before'}` })),
  );
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(new Complaint('Stopped before anybody signed in; nothing was changed.'));
      },
      { once: true },
    );
  });

async function connectionNamed({ office }: Desk, name: string): Promise<Connection> {
  const all = await office.connections.connections(office.organisation);
  const found = all.find((one) => one.connection === name);
  if (!found) throw new Complaint(`There is no connection '${name}'; there are ${all.map((one) => one.connection).join(', ') || 'none'}.`);
  return found;
}

const words: Readonly<Record<Connection['state'], string>> = {
  ready: 'ready',
  expired: 'sign in again (tieout connect --reconnect)',
  closed: 'disconnected',
};

const answerOf = (connections: readonly Connection[], said: string | null): Answer => ({
  json: {
    connections: connections.map(({ connection, provider, label, account, state }) => ({ connection, provider, label, account, state })),
  },
  text: ({ columns }) =>
    said === null
      ? table(
          [{ title: 'connection' }, { title: 'provider' }, { title: 'name', gives: true }, { title: 'state', gives: true }],
          connections.map((one) => [one.connection, one.provider, one.label, words[one.state]]),
          columns,
        )
      : [said],
});
