import type { Connector } from '../contract/connector.ts';
import type { Http } from '../contract/http.ts';
import type { ConnectionStore, EdgeClock, TokenStore, Unguessable } from './edge-ports.ts';
import { openHttp } from './http.ts';
import { hostsOf } from './oauth.ts';
import type { OAuthClient } from './oauth.ts';
import { openGate } from './pace-gate.ts';
import type { Wire } from './wire.ts';

/** Makes texts that only we can read and make; `Secrets` of the store is one. */
export interface Sealing {
  seal(plain: string, row: string): string;
  open(sealed: string, row: string): string;
}

export interface SignInParts {
  readonly store: TokenStore & ConnectionStore;
  readonly clock: EdgeClock;
  readonly wire: Wire;
  readonly fresh: Unguessable;
  readonly sealing: Sealing;
  readonly connectorOf: (provider: string) => Connector | null;
  /** The address to which providers send people back: '<our address>/oauth/callback'. */
  readonly redirectUri: () => string;
}

export function connectorFor(parts: Pick<SignInParts, 'connectorOf'>, provider: string): Connector {
  const connector = parts.connectorOf(provider);
  if (connector === null) throw new Error(`Tieout has no connector called "${provider}".`);
  return connector;
}

/** Who we are at a provider. Throws a sentence when no app is known there. */
export async function clientFor(parts: SignInParts, organisation: string, provider: string): Promise<OAuthClient> {
  const { manifest } = connectorFor(parts, provider);
  if (manifest.auth.type !== 'oauth2') throw new Error(`${manifest.label} needs no sign-in through a browser.`);
  const app = await parts.clock.during(() => parts.store.app(organisation, provider));
  if (app === null) throw new Error(`There is no app for ${manifest.label} yet: give its client id with "tieout connect ${provider}".`);
  return { profile: manifest.auth, app, label: manifest.label, redirectUri: parts.redirectUri(), clock: parts.clock, wire: parts.wire };
}

/** Calls with a token that was just given, before any connection is known: one or two, so nothing paces them. */
export function httpWith(parts: SignInParts, client: OAuthClient, access: string): Http {
  const tokens = { current: () => Promise.resolve(access), renewAfter401: () => Promise.resolve(null) };
  const { clock, wire } = parts;
  const base = hostsOf(client.profile, client.app.hosts).api;
  return openHttp({ base, label: client.label, requestSeconds: 30, clock, wire, tokens, gate: openGate }).as('person');
}
