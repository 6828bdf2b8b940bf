import { Refused } from '../contract/refused.ts';
import type { Connection } from './edge-ports.ts';
import { openHttp } from './http.ts';
import { loginWire } from './login.ts';
import type { Credentials } from './login.ts';
import { openGate } from './pace-gate.ts';
import { connectAccounts } from './sign-in-accounts.ts';
import { connectorFor } from './sign-in-client.ts';
import type { SignInParts } from './sign-in-client.ts';
import { SignInProblem } from './sign-in-problem.ts';

/** A login at a server of one's own, and which of its companies to connect. */
export interface LoginOffer {
  readonly organisation: string;
  readonly provider: string;
  /** The server's address, with the path of the database where the server has several. */
  readonly server: string;
  readonly credentials: Credentials;
  /** By id or name; null where there is only one. */
  readonly company: string | null;
}

/** Connects a company of a server. The login is tried before it is kept. */
export async function connectWithLogin(parts: SignInParts, offer: LoginOffer): Promise<Connection> {
  const { organisation, provider, credentials } = offer;
  const connector = connectorFor(parts, provider);
  const { label } = connector.manifest;
  const { login, tenants } = connector;
  if (login === undefined || tenants === null) throw new SignInProblem(`${label} is not connected with a name and a password.`);
  const { clock } = parts;
  const server = offer.server.replace(/\/+$/, '');
  const wire = loginWire({ wire: parts.wire, base: server, label, login, credentials: () => Promise.resolve(credentials) });
  const http = openHttp({ base: server, label, requestSeconds: 30, clock, wire, tokens: null, gate: openGate }).as('person');
  const companies = await tried(label, () => tenants(http));
  const chosen = companies.filter(({ id, name }) => offer.company === null || offer.company === id || offer.company === name);
  const [only, ...more] = chosen;
  if (only === undefined || more.length > 0) {
    const names = companies.map(({ id, name }) => `${name} (${id})`).join(', ');
    throw new SignInProblem(`Say which company of ${label} is meant; this user may see ${names === '' ? 'none' : names}.`);
  }
  const signIn = `sign-in:${parts.fresh().slice(0, 22)}`;
  const now = clock.now();
  await clock.during(() =>
    parts.store.add(
      { organisation, signIn },
      {
        access: credentials.password,
        refresh: null,
        previous: null,
        issuedAt: now,
        expiresAt: Number.MAX_SAFE_INTEGER,
        subject: credentials.name,
        scopes: [],
        refusedAt: null,
      },
    ),
  );
  const granted = { organisation, provider, label, signIn, app: provider, hosts: { api: server }, subject: credentials.name };
  // Every server counts its companies from one: the same number at another server is another company.
  const isAlike = ({ hosts }: Connection): boolean => hosts['api'] === server;
  const [made] = await connectAccounts(parts, { ...granted, isAlike }, { chosen: [only], reaches: [only] });
  if (!made) throw new Error(`no connection came of the login at ${only.name}`);
  return made;
}

/** The first call. A no is for the person to read, and nothing is kept. */
async function tried<T>(label: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    if (cause.reason === 'throttled')
      throw new SignInProblem(
        `${label} takes no sign-in at the moment (${cause.message}): try again in a while. Nothing was changed.`,
        cause,
      );
    throw new SignInProblem(`${label} does not let this user in: check the name and the password. Nothing was changed.`, cause);
  }
}
