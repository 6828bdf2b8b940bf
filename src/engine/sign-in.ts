import { z } from 'zod';
import type { Instant } from '../core/day.ts';
import type { Scope } from '../contract/manifest.ts';
import { Refused } from '../contract/refused.ts';
import type { Connection, ConnectionName } from './edge-ports.ts';
import { authorizeUrl, exchangeCode, hostsOf, revokeTokens } from './oauth.ts';
import type { GrantedTokens, OAuthClient } from './oauth.ts';
import { connectAccounts, dropUnused } from './sign-in-accounts.ts';
import type { Account, Granted } from './sign-in-accounts.ts';
import { tendSignIns } from './sign-in-care.ts';
import type { SignInStanding } from './sign-in-care.ts';
import { clientFor, connectorFor, httpWith } from './sign-in-client.ts';
import type { SignInParts } from './sign-in-client.ts';
import { connectWithKey } from './sign-in-key.ts';
import type { KeyOffer } from './sign-in-key.ts';
import { openKeyPages } from './sign-in-page.ts';
import type { KeyPages } from './sign-in-page.ts';
import { SignInProblem } from './sign-in-problem.ts';

/** What a person reads before they leave for the provider's page. */
export interface SignInIntroduction {
  readonly label: string;
  readonly organisation: string;
  readonly scopes: readonly Scope[];
  /** The connection that is to be restored; null for a new one. */
  readonly restores: { readonly name: string; readonly label: string } | null;
  /** Where the next page leads, for the browser's protection of forms. */
  readonly leadsTo: string;
}

export type SignInResult =
  | { readonly is: 'connected'; readonly label: string; readonly connections: readonly Connection[] }
  | {
      readonly is: 'choose';
      readonly label: string;
      readonly accounts: readonly (Account & { readonly connectedAs: string | null })[];
      readonly ticket: string;
    };

export interface SignIns {
  /** A ticket for `/connect`: it says for whom, and that we made it. Good for an hour. */
  invite(to: { readonly organisation: string; readonly provider: string; readonly connection: string | null }): string;
  introduce(ticket: string): Promise<SignInIntroduction>;
  /** Where to send the browser, and what to put into its cookie: only the browser that began can finish. */
  begin(ticket: string): Promise<{ readonly url: string; readonly browser: string }>;
  finish(back: {
    readonly state: string;
    readonly code: string | null;
    readonly error: string | null;
    readonly browser: string;
    /** Everything that the provider put on the way back. */
    readonly said?: Readonly<Record<string, string>>;
  }): Promise<SignInResult>;
  choose(choice: { readonly ticket: string; readonly accounts: readonly string[]; readonly browser: string }): Promise<SignInResult>;
  /** Connects the account of a key that a person made at the provider, without a browser. */
  withKey(offer: KeyOffer): Promise<Connection>;
  /** A page of the provider's own, out of which a key comes. */
  readonly pages: KeyPages;
  /** Ends a connection. `revoke` also ends the person's permission at the provider, if nothing else uses the sign-in. */
  disconnect(of: ConnectionName, options: { readonly revoke: boolean }): Promise<void>;
  /** Once a day: renews the sign-ins that nothing used lately, before they end by themselves, and says how each connection stands. */
  tend(organisation: string): Promise<readonly SignInStanding[]>;
}

export function openSignIns(parts: SignInParts): SignIns {
  const { clock, fresh } = parts;
  return {
    invite: (to) => sealed(parts, 'invitation', { ...to, until: clock.now() + 3_600_000 }),
    introduce: async (ticket) => {
      const { organisation, provider, connection } = opened(parts, 'invitation', ticket, invitation);
      const client = await clientFor(parts, organisation, provider);
      const restored = connection === null ? null : await parts.store.connection({ organisation, connection });
      return {
        label: client.label,
        organisation,
        scopes: client.profile.scopes,
        restores: restored === null ? null : { name: restored.connection, label: restored.label },
        leadsTo: new URL(hostsOf(client.profile, client.app.hosts).authorize).origin,
      };
    },
    begin: async (ticket) => {
      const { organisation, provider, connection } = opened(parts, 'invitation', ticket, invitation);
      const client = await clientFor(parts, organisation, provider);
      const browser = fresh();
      const verifier = fresh();
      const state = sealed(parts, 'state', { organisation, provider, connection, verifier, browser, until: clock.now() + 900_000 });
      return { url: authorizeUrl(client, { state, verifier }), browser };
    },
    finish: (back) => finish(parts, back),
    choose: async ({ ticket, accounts, browser }) => {
      const choice = opened(parts, 'choice', ticket, choiceShape);
      assertSameBrowser(choice.browser, browser);
      const chosen = choice.accounts.filter((account) => accounts.includes(account.id));
      if (chosen.length === 0) throw new SignInProblem('No organisation was chosen: go back and choose at least one.');
      return {
        is: 'connected',
        label: choice.label,
        connections: await connectAccounts(parts, choice, { chosen, reaches: choice.accounts }),
      };
    },
    withKey: (offer) => connectWithKey(parts, offer),
    pages: openKeyPages(parts),
    disconnect: (of, options) => disconnect(parts, of, options),
    tend: (organisation) => tendSignIns(parts, organisation),
  };
}

async function finish(parts: SignInParts, back: Parameters<SignIns['finish']>[0]): Promise<SignInResult> {
  const state = opened(parts, 'state', back.state, stateShape);
  assertSameBrowser(state.browser, back.browser);
  const { organisation, provider } = state;
  const client = await clientFor(parts, organisation, provider);
  if (back.code === null) throw notGranted(client.label, back.error);
  const answer = await exchangeCode(client, { code: back.code, verifier: state.verifier });
  if (answer.is === 'refused') throw codeRefused(client.label, answer.error, answer.description);
  const granted = await keep(parts, client, state, answer.tokens);
  const named = client.profile.accountIn === undefined ? '' : (back.said?.[client.profile.accountIn] ?? '');
  const accounts = await accountsOf(parts, client, granted, { access: answer.tokens.access, named });
  if (state.connection !== null) return restore(parts, granted, { accounts, connection: state.connection });
  const known = await parts.store.connections(organisation);
  const [only] = accounts;
  if (only === undefined) {
    throw new SignInProblem(`You signed in to ${client.label} but chose no organisation there: start again and choose one.`);
  }
  if (accounts.length === 1) {
    return {
      is: 'connected',
      label: client.label,
      connections: await connectAccounts(parts, granted, { chosen: [only], reaches: accounts }),
    };
  }
  const ticket = sealed(parts, 'choice', { ...granted, accounts, browser: state.browser, until: parts.clock.now() + 1_800_000 });
  const connectedAs = (id: string): string | null =>
    known.find((one) => one.provider === provider && one.account === id && one.state !== 'closed')?.connection ?? null;
  return {
    is: 'choose',
    label: client.label,
    accounts: accounts.map((account) => ({ ...account, connectedAs: connectedAs(account.id) })),
    ticket,
  };
}

/** Commits the tokens of a fresh sign-in before anything is asked with them. */
async function keep(
  parts: SignInParts,
  client: OAuthClient,
  of: { readonly organisation: string; readonly provider: string },
  tokens: GrantedTokens,
): Promise<Granted> {
  const signIn = `sign-in:${parts.fresh().slice(0, 22)}`;
  await parts.store.add({ organisation: of.organisation, signIn }, { ...tokens, previous: null, refusedAt: null });
  const { app } = client;
  return { ...of, signIn, label: client.label, app: app.clientId, hosts: app.hosts, subject: tokens.subject };
}

/** `named` is the account that the provider named on the way back; '' where it names none. */
async function accountsOf(
  parts: SignInParts,
  client: OAuthClient,
  granted: Granted,
  by: { readonly access: string; readonly named: string },
): Promise<readonly Account[]> {
  const connector = connectorFor(parts, granted.provider);
  const http = httpWith(parts, client, by.access);
  if (connector.tenants !== null) return connector.tenants(http);
  const organisation = await connector.open({ http, account: by.named }).organisation();
  return [{ id: organisation.id, name: organisation.name }];
}

async function restore(
  parts: SignInParts,
  granted: Granted,
  wanted: { readonly accounts: readonly Account[]; readonly connection: string },
): Promise<SignInResult> {
  const connection = await parts.store.connection({ organisation: granted.organisation, connection: wanted.connection });
  if (connection === null) throw new SignInProblem(`There is no connection called ${wanted.connection} any more: make a new one.`);
  const same = wanted.accounts.find((account) => account.id === connection.account);
  if (same === undefined) {
    await dropUnused(parts, granted, [granted.signIn]);
    const got = wanted.accounts.map((account) => account.name).join(', ') || 'no organisation';
    throw new SignInProblem(
      `This connection belongs to ${connection.label}, and you signed in to ${got}: nothing was changed. Start again and choose ${connection.label}.`,
    );
  }
  return {
    is: 'connected',
    label: granted.label,
    connections: await connectAccounts(parts, granted, { chosen: [same], reaches: wanted.accounts }),
  };
}

async function disconnect(parts: SignInParts, of: ConnectionName, options: { readonly revoke: boolean }): Promise<void> {
  const connection = await parts.store.connection(of);
  const signIn = connection?.settings.signIn ?? null;
  await parts.store.close(of);
  if (connection === null || signIn === null) return;
  const others = await parts.store.connections(of.organisation);
  if (others.some((other) => other.state !== 'closed' && other.settings.signIn === signIn)) return;
  const row = await parts.store.read({ organisation: of.organisation, signIn });
  if (options.revoke && row?.tokens.refresh !== null && row !== null) {
    const client = await clientFor(parts, of.organisation, connection.provider);
    await revokeTokens(client, row.tokens.refresh);
  }
  await parts.store.remove({ organisation: of.organisation, signIn });
}

const invitation = z.object({ organisation: z.string(), provider: z.string(), connection: z.string().nullable(), until: z.number() });
const stateShape = invitation.extend({ verifier: z.string(), browser: z.string() });
const choiceShape = z.object({
  organisation: z.string(),
  provider: z.string(),
  label: z.string(),
  signIn: z.string(),
  app: z.string(),
  hosts: z.record(z.string(), z.string()),
  subject: z.string().nullable(),
  accounts: z.array(z.object({ id: z.string(), name: z.string() })),
  browser: z.string(),
  until: z.number(),
});

const sealed = (parts: SignInParts, use: string, value: unknown): string => parts.sealing.seal(JSON.stringify(value), `sign-in ${use}`);

/** Reads what we sealed for this use; anything else, or too old, is a problem that the person can mend by starting again. */
function opened<T extends { readonly until: Instant }>(parts: SignInParts, use: string, text: string, shape: z.ZodType<T>): T {
  const problem = (cause?: unknown): SignInProblem =>
    new SignInProblem('This link is not valid any more: get a fresh one with "tieout connect", and open it within the hour.', cause);
  let value: T;
  try {
    value = shape.parse(JSON.parse(parts.sealing.open(text, `sign-in ${use}`)));
  } catch (cause) {
    throw problem(cause);
  }
  if (value.until < parts.clock.now()) throw problem();
  return value;
}

function assertSameBrowser(expected: string, seen: string): void {
  if (expected === seen) return;
  throw new SignInProblem('This sign-in was begun in another browser: nothing was changed. Open the link again in this one.');
}

const notGranted = (label: string, error: string | null): SignInProblem =>
  new SignInProblem(
    error === 'access_denied' || error === null
      ? `You did not allow the connection at ${label}: nothing was changed. To connect after all, start again.`
      : `${label} refused the connection (${error}): check the app's client id, its redirect address and its permissions at ${label}, and start again.`,
  );

const codeRefused = (label: string, error: string, description: string): Error =>
  error === 'invalid_grant'
    ? new SignInProblem(`This sign-in at ${label} was used already or is too old: if the connection is not there, start again.`)
    : new Refused(
        'unauthorized',
        `${label} refuses our app (${error}${description === '' ? '' : `: ${description}`}): check its client id and secret.`,
      );
