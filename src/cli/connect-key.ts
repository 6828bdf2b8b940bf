import { z } from 'zod';
import type { KeyProfile, Manifest } from '../contract/manifest.ts';
import { isTimeZone } from '../core/day.ts';
import type { Connection } from '../engine/edge-ports.ts';
import { ledgerFacts } from '../engine/facts.ts';
import { SignInProblem } from '../engine/sign-in-problem.ts';
import type { Means, Office } from './office.ts';
import { Complaint } from './run.ts';
import type { Desk } from './run.ts';

/** What may be said with `tieout connect` about a provider that is connected with a key. */
export interface KeyOptions {
  readonly key?: string;
  readonly sandbox?: boolean;
  readonly webhookKey?: string;
  readonly timeZone?: string;
}

/**
 * Connects a provider with a secret that a person made there. The secret is typed or piped and is never an argument: arguments are
 * kept in the shell's history, and other programs see them.
 */
export async function connectWithKey(
  means: Means,
  desk: Desk,
  to: { readonly manifest: Manifest; readonly restores: string | null },
  options: KeyOptions,
): Promise<Connection> {
  const { office } = desk;
  const { organisation } = office;
  const { auth, id: provider } = to.manifest;
  if (auth.type !== 'key') throw new Error(`${provider} is not connected with a key`);
  if (options.key !== undefined && options.key !== '-')
    throw new Complaint('A key is not given as an argument, where other programs can read it: say --key - and type it, or pipe it in.');
  if (options.timeZone !== undefined && !isTimeZone(options.timeZone))
    throw new Complaint(`'${options.timeZone}' is not a time zone such as Europe/London.`);
  const timeZone = options.timeZone ?? (await zoneOfLedger(office));
  const { secret, hosts } = options.sandbox === true ? await ofSandbox(office, provider) : await typed(means, auth);
  try {
    const made = await office
      .signIns(() => 'http://127.0.0.1')
      .withKey({ organisation, provider, secret, hosts, timeZone, restores: to.restores });
    if (options.webhookKey !== undefined) await keepWebhookKey(office, made, options.webhookKey);
    return made;
  } catch (cause) {
    if (cause instanceof SignInProblem) throw new Complaint(cause.message, { cause });
    throw cause;
  }
}

/** Where the ledger's organisation lives: its days are the days of the books. Null until a ledger was read. */
async function zoneOfLedger(office: Office): Promise<string | null> {
  for (const one of await office.connections.connections(office.organisation)) {
    const role = office.providers.find(({ manifest }) => manifest.id === one.provider)?.manifest.role;
    if (role !== 'ledger' || one.state === 'closed') continue;
    const { organisation } = await ledgerFacts(office.engine.store, office.organisation, one.connection);
    if (organisation !== null) return organisation.timeZone;
  }
  return null;
}

async function typed({ terminal }: Means, { secret: { name, startsWith, madeAt } }: KeyProfile) {
  const secret = await terminal.askSecret(`The ${name}, made at ${madeAt} (${startsWith.join(', ')}…; it is not shown): `);
  if (secret === null || secret.trim() === '')
    throw new Complaint(`There was no key: make a ${name} at ${madeAt}, and type it when asked or pipe it in with --key -.`);
  return { secret: secret.trim(), hosts: {} };
}

/** A key of the sandbox, which gives one to whoever asks. */
async function ofSandbox(office: Office, provider: string) {
  const url = await office.sandbox(provider);
  if (url === null) throw new Complaint(`There is no sandbox of ${provider}.`);
  const answer = await fetch(`${url}/_sandbox/grant`, { method: 'POST' });
  const { accessToken } = z.object({ accessToken: z.string() }).parse(await answer.json());
  return { secret: accessToken, hosts: { api: url } };
}

/** Each account has a key of its own for webhooks, which is kept with its name: an event may not say whose it is. */
async function keepWebhookKey({ connections, organisation }: Office, { provider, account }: Connection, key: string): Promise<void> {
  const known = await connections.app(organisation, provider);
  const app = known ?? { clientId: provider, clientSecret: null, hosts: {}, webhookSecrets: [] };
  const others = app.webhookSecrets.filter((kept) => !kept.startsWith(`${account} `));
  await connections.keepApp(organisation, provider, { ...app, webhookSecrets: [`${account} ${key}`, ...others] });
}
