import { z } from 'zod';
import type { KeyPage } from '../contract/connector.ts';
import type { Http } from '../contract/http.ts';
import { Refused } from '../contract/refused.ts';
import { fingerprint } from '../core/fingerprint.ts';
import type { Connection, ProviderApp } from './edge-ports.ts';
import { openHttp } from './http.ts';
import { openGate } from './pace-gate.ts';
import { connectorFor } from './sign-in-client.ts';
import type { SignInParts } from './sign-in-client.ts';
import { connectWithKey } from './sign-in-key.ts';
import { SignInProblem } from './sign-in-problem.ts';

/** A page of a provider, out of which a key comes: for whom, and which connection it is to restore. */
export interface PageOffer {
  readonly organisation: string;
  readonly provider: string;
  readonly restores: string | null;
  readonly country: string;
}

export interface KeyPages {
  /** Where a person signs in, and the ticket with which to ask whether they have. */
  open(offer: PageOffer): Promise<{ readonly url: string; readonly ticket: string }>;
  /** The connection; null while nobody has been through the page. */
  finish(of: { readonly organisation: string; readonly ticket: string; readonly timeZone: string | null }): Promise<Connection | null>;
}

export const openKeyPages = (parts: SignInParts): KeyPages => ({
  open: async ({ organisation, provider, restores, country }) => {
    const { page, http, app, label } = await pageOf(parts, organisation, provider);
    const renews = await keyOf(parts, organisation, restores);
    const person = fingerprint(['key page', organisation]).slice(0, 24);
    const { url, ticket } = await said(label, () => page.open(http, { app, person, country, renews }));
    const until = parts.clock.now() + hourMilliseconds;
    return { url, ticket: parts.sealing.seal(JSON.stringify({ organisation, provider, restores, ticket, until }), sealedFor) };
  },
  finish: async ({ organisation, ticket, timeZone }) => {
    const begun = opened(parts, ticket);
    if (begun.organisation !== organisation) throw notValid();
    const { provider, restores } = begun;
    const { page, http, app, label, hosts } = await pageOf(parts, organisation, provider);
    const renews = await keyOf(parts, organisation, restores);
    const secret = await said(label, () => page.key(http, { app, ticket: begun.ticket, renews }));
    if (secret === null) return null;
    const made = await connectWithKey(parts, { organisation, provider, secret, hosts, timeZone, restores });
    const address = addressFor(parts, made);
    // Without webhooks it is read at its pace: a refusal of them is no reason to have no connection.
    if (address !== null) await page.hearAt?.(http, { app, key: secret, address }).catch(() => undefined);
    return made;
  },
});

/** Where webhooks of a connection arrive, if anybody outside can call us there. A sandbox is no stranger. Null: nobody can. */
function addressFor({ redirectUri }: SignInParts, { connection, hosts }: Connection): string | null {
  const own = URL.parse(redirectUri());
  const isReached = own !== null && (own.protocol === 'https:' || hosts['api'] !== undefined);
  return isReached ? `${own.origin}/hooks/${encodeURIComponent(connection)}` : null;
}

const hourMilliseconds = 3_600_000;
const sealedFor = 'sign-in key page';

const shape = z.object({
  organisation: z.string(),
  provider: z.string(),
  restores: z.string().nullable(),
  ticket: z.string(),
  until: z.number(),
});

function opened(parts: SignInParts, ticket: string): z.output<typeof shape> {
  let begun: z.output<typeof shape>;
  try {
    begun = shape.parse(JSON.parse(parts.sealing.open(ticket, sealedFor)));
  } catch (cause) {
    throw notValid(cause);
  }
  if (begun.until < parts.clock.now()) throw notValid();
  return begun;
}

const notValid = (cause?: unknown): SignInProblem =>
  new SignInProblem('This sign-in is not valid any more: begin it again, and finish it within the hour.', cause);

interface Page {
  readonly label: string;
  readonly page: KeyPage;
  readonly http: Http;
  readonly app: { readonly id: string; readonly secret: string };
  readonly hosts: Readonly<Record<string, string>>;
}

async function pageOf(parts: SignInParts, organisation: string, provider: string): Promise<Page> {
  const connector = connectorFor(parts, provider);
  const { label, auth } = connector.manifest;
  const page = connector.keyPage;
  if (auth.type !== 'key' || page === undefined) throw new SignInProblem(`${label} has no page on which its key is made.`);
  const app = await parts.clock.during(() => parts.store.app(organisation, provider));
  if (app === null || app.clientSecret === null)
    throw new SignInProblem(
      `${label} does not know us yet: give the client id and the secret of your account there, made at ${auth.secret.madeAt}.`,
    );
  const { clock, wire } = parts;
  const base = app.hosts['api'] ?? auth.hosts.api;
  const http = openHttp({ base, label, requestSeconds: 30, clock, wire, tokens: null, gate: openGate }).as('person');
  return { label, page, http, app: { id: app.clientId, secret: app.clientSecret }, hosts: hostsOf(app) };
}

/** Where the page is, the key is good: a sandbox's stays with it. */
const hostsOf = ({ hosts }: ProviderApp): Readonly<Record<string, string>> => (hosts['api'] === undefined ? {} : { api: hosts['api'] });

/** The key of the connection that is to be restored, even where it is refused: it is the one that a person makes good again. */
async function keyOf(parts: SignInParts, organisation: string, restores: string | null): Promise<string | null> {
  if (restores === null) return null;
  const connection = await parts.store.connection({ organisation, connection: restores });
  const signIn = connection?.settings.signIn ?? null;
  const row = signIn === null ? null : await parts.clock.during(() => parts.store.read({ organisation, signIn }));
  if (row === null) throw new SignInProblem(`There is no key of ${restores} any more: make a new connection.`);
  return row.tokens.access;
}

async function said<T>(label: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    throw new SignInProblem(`${label} refused (${cause.message}): nothing was changed.`, cause);
  }
}
