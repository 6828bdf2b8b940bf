import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fingerprint } from '../core/fingerprint.ts';
import type { Log } from './log.ts';
import type { Deed } from './people-book.ts';
import { nameOf } from './permissions.ts';
import type { Actor } from './permissions.ts';

export interface AuditParts {
  readonly addDeed: (organisation: string, deed: Deed) => Promise<void>;
  readonly now: () => number;
  readonly log: Log;
}

const harmless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Writes every request that changed something into the audit trail, before its answer leaves: no route can forget to. A route whose
 * `deed` is null writes its own line, in the transaction of what it does, or decides nothing.
 */
export function auditRequests(app: FastifyInstance, { addDeed, now, log }: AuditParts): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { deed, may, isAskedUntilDone = false } = request.routeOptions.config;
    const { actor, organisation } = request;
    const isNotYet = isAskedUntilDone && reply.statusCode === 202;
    if (harmless.has(request.method) || reply.statusCode >= 400 || isNotYet || deed === null || may === 'anybody') return payload;
    const action = deed ?? `${request.method} ${request.routeOptions.url ?? request.url.split('?')[0]}`;
    const made = madeIn(request, payload);
    const subject = subjectOf(request, made);
    try {
      await addDeed(organisation, {
        at: now(),
        actor: nameOf(actor),
        action,
        subject,
        detail: { who: whoIs(actor), ...(made.some((id) => id !== subject) && { made }), ...toldOf(request) },
      });
    } catch (cause) {
      log('error', 'something was done and could not be written into the audit trail', { action, error: String(cause) });
      throw cause;
    }
    return payload;
  });
}

/** What identifies an actor when names have changed. */
export function whoIs(actor: Actor): Readonly<Record<string, string>> {
  switch (actor.kind) {
    case 'person':
      return { person: actor.person };
    case 'key':
      return { key: actor.label };
    case 'inside':
    case 'stranger':
      return { kind: actor.kind };
  }
}

/** What the request names in its address; else the id of what it has made, where that is one thing. */
function subjectOf({ params }: FastifyRequest, made: readonly string[]): string {
  const named = isObject(params) ? Object.values(params).map(String) : [];
  return named.length > 0 ? named.join(' ') : made.length === 1 ? (made[0] ?? '') : '';
}

const longestAnswer = 2_000_000;

/** The ids of the records that were made: as the handler says, or else the answer; what they hold within is not looked at. */
function madeIn(request: FastifyRequest, payload: unknown): readonly string[] {
  if (request.made !== null) return request.made;
  if (request.method !== 'POST' || typeof payload !== 'string' || payload.length > longestAnswer || !payload.startsWith('{')) return [];
  const told = readJson(payload);
  const records = isObject(told) && Array.isArray(told['results']) ? told['results'].map(recordOf) : [told];
  return records.flatMap((record) => (isObject(record) && typeof record['id'] === 'string' ? [record['id']] : []));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const recordOf = (result: unknown): unknown => (isObject(result) ? result['record'] : null);

const mostCharacters = 4_000;

function toldOf({ body, query }: FastifyRequest): Readonly<Record<string, unknown>> {
  const told = {
    ...(isObject(query) && Object.keys(query).length > 0 && { query: withoutSecrets(query) }),
    ...(body !== undefined && body !== null && { body: withoutSecrets(body) }),
  };
  const { length } = JSON.stringify(told);
  // What is too long to keep can still be recognised.
  return length <= mostCharacters ? told : { characters: length, fingerprint: fingerprint(body) };
}

const secretName = /password|passphrase|secret|token|credential|authori[sz]ation|^(api_?|private_?)?key$|backup_?codes|totp/i;
const secretText = /^(Bearer |tieout_|sk_|rk_|whsec_|-----BEGIN)|:\/\/[^/@\s]+:[^/@\s]+@/;
const deepest = 6;
const mostItems = 20;
const longestText = 300;

/** A copy for the trail: secrets are left out by their names and by their looks, and what is long is cut. */
function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return textWithoutSecrets(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) {
    const kept = value.slice(0, mostItems).map((item) => withoutSecrets(item, depth + 1));
    return value.length > mostItems ? [...kept, `… and ${value.length - mostItems} more`] : kept;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, secretName.test(name) ? '(left out)' : withoutSecrets(member, depth + 1)]),
  );
}

function textWithoutSecrets(text: string): string {
  if (secretText.test(text)) return '(left out)';
  return text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
