import type { HttpRequest } from '../contract/http.ts';
import type { PersonEdit } from '../contract/sandbox.ts';
import type { Limits } from '../contract/manifest.ts';
import type { Instant } from '../core/day.ts';
import type { SharedClock } from './clock.ts';
import type { Answer, Incoming, Outgoing } from './host.ts';
import type { Row, Saver } from './keeper.ts';
import { createGate } from './limits.ts';
import type { Gate, Left, LimitProblem } from './limits.ts';
import type { Client, SignIns } from './oauth.ts';
import type { Replays } from './replay.ts';
import type { Change, Company, SandboxReply } from './request.ts';
import type { WeatherStation } from './weather.ts';

/** Why a request does not reach the company. The provider words it. */
export type No =
  | { readonly no: 'token' }
  | { readonly no: 'expired'; readonly at: Instant }
  | { readonly no: 'scope' }
  | { readonly no: 'account' }
  | { readonly no: 'limit'; readonly problem: LimitProblem; readonly retryAfterSeconds: number }
  | { readonly no: 'keyReused' }
  | { readonly no: 'unavailable' };

/** How a provider speaks: where things stand in its requests, and how it says no. */
export interface Dialect {
  readonly account: (incoming: Incoming) => string | null;
  /** The scopes of which one is enough; none: a sign-in is enough. */
  readonly scopes: (method: string, path: string) => readonly string[];
  readonly idempotencyKey: (incoming: Incoming) => string | null;
  /** Which requests count as batches, where these have a limit of their own. */
  readonly counts?: (incoming: Incoming) => HttpRequest['counts'];
  readonly limitHeaders: (left: Left) => Readonly<Record<string, string>>;
  readonly refuse: (no: No) => Answer;
}

export interface Api {
  answer(incoming: Incoming): Promise<Outgoing>;
  stats(): { readonly calls: number; readonly writes: number; readonly throttled: number };
}

export interface ApiParts {
  readonly clock: SharedClock;
  readonly dialect: Dialect;
  readonly companies: ReadonlyMap<string, Company>;
  readonly signIns: SignIns;
  readonly limits: Limits | null;
  readonly replays: Replays;
  readonly weather: WeatherStation;
  readonly saver: Saver;
  /** Told after the change is safe. */
  readonly changed: (account: string, changes: readonly Change[]) => void;
}

interface Admitted {
  readonly incoming: Incoming;
  readonly client: Client;
  readonly company: Company;
  readonly headers: Readonly<Record<string, string>>;
  readonly done: () => void;
}

/** What every API request goes through: weather, sign-in, scope, limits, idempotency, the company, the keeper. */
export function createApi(parts: ApiParts): Api {
  const { clock, dialect, signIns, weather } = parts;
  const gates = new Map<string, Gate>();
  const count = { calls: 0, writes: 0, throttled: 0 };

  const gateOf = (account: string, client: string): Gate => {
    const key = `${client} ${account}`;
    const gate = gates.get(key) ?? createGate(parts.limits);
    gates.set(key, gate);
    return gate;
  };
  const throttle = (problem: LimitProblem, retryAfterSeconds: number): Answer => {
    count.throttled += 1;
    return dialect.refuse({ no: 'limit', problem, retryAfterSeconds });
  };
  const admit = (incoming: Incoming): Admitted | Answer => {
    const who = whoAsks(parts, incoming);
    if ('no' in who) return dialect.refuse(who);
    const admission = gateOf(who.company.account, who.client.id).admit(clock.now(), dialect.counts?.(incoming));
    const headers = dialect.limitHeaders(admission.left);
    if (!admission.admitted) {
      const answer = throttle(admission.problem, admission.retryAfterSeconds);
      return { ...answer, headers: { ...answer.headers, ...headers } };
    }
    count.calls += 1;
    if (isWrite(incoming)) count.writes += 1;
    return { incoming, ...who, headers, done: admission.done };
  };
  const act = async (admitted: Admitted): Promise<Answer> => {
    try {
      const answer = await perform(parts, admitted);
      return { ...answer, headers: { ...answer.headers, ...admitted.headers } };
    } finally {
      admitted.done();
    }
  };

  return {
    async answer(incoming) {
      const forecast = weather.meet(isWrite(incoming));
      if (forecast?.kind === 'drop') return { cut: true };
      if (forecast?.kind === 'throttle') return throttle('minute', 1);
      if (forecast?.kind === 'unavailable') return dialect.refuse({ no: 'unavailable' });
      if (forecast?.kind === 'forbid') return dialect.refuse({ no: 'account' });
      if (forecast?.kind === 'expireToken') signIns.grants.expire(bearerOf(incoming));
      const admitted = admit(incoming);
      if ('status' in admitted) return forecast?.kind === 'late' || forecast?.kind === 'swallow' ? { cut: true } : admitted;
      if (forecast?.kind === 'late') {
        landLater(clock, forecast.lateSeconds, () => act(admitted));
        return { cut: true };
      }
      const answer = await act(admitted);
      return forecast?.kind === 'swallow' ? { cut: true } : answer;
    },
    stats: () => ({ ...count }),
  };
}

/** A person's edit in an account: no sign-in, no limits, no weather. Returns the id; throws with the provider's reason. */
export const editAsPerson = (parts: ApiParts, account: string, edit: PersonEdit): Promise<string> =>
  parts.clock.during(() => editNow(parts, account, edit));

async function editNow(parts: ApiParts, account: string, edit: PersonEdit): Promise<string> {
  if (edit.does === 'disconnect') {
    parts.signIns.links.remove((link) => link.account === edit.account);
    await parts.saver.save([]);
    return edit.account;
  }
  const company = parts.companies.get(account);
  if (!company) throw new Error(`there is no account ${account} in this sandbox`);
  const reply = company.person(edit);
  if (reply.status >= 400) throw new Error(reply.body);
  await keepAndTell(parts, company, reply, []);
  return reply.body;
}

function whoAsks(
  { dialect, signIns, companies }: ApiParts,
  incoming: Incoming,
): { readonly client: Client; readonly company: Company } | No {
  const asker = signIns.grants.asker(bearerOf(incoming));
  if (asker.is === 'unknown') return { no: 'token' };
  if (asker.is === 'expired') return { no: 'expired', at: asker.at };
  const client = signIns.clients.get(asker.client);
  if (!client) return { no: 'token' };
  const account = dialect.account(incoming);
  const company = account === null ? undefined : companies.get(account);
  if (!company || !signIns.links.isLinked(client.id, company.account)) return { no: 'account' };
  const enough = dialect.scopes(incoming.method, incoming.path);
  if (enough.length > 0 && !enough.some((scope) => asker.scopes.has(scope))) return { no: 'scope' };
  return { client, company };
}

async function perform(parts: ApiParts, { incoming, client, company }: Admitted): Promise<Answer> {
  const { clock, dialect, replays, saver } = parts;
  const key = isWrite(incoming) ? dialect.idempotencyKey(incoming) : null;
  const scope = `${client.id} ${company.account}`;
  if (key !== null) {
    const found = replays.find(scope, key, incoming, clock.now());
    if (found.found === 'otherRequest') return dialect.refuse({ no: 'keyReused' });
    if (found.found === 'answer') {
      await saver.save([]);
      return found.answer;
    }
  }
  const reply = company.answer({ ...incoming, app: client.name });
  const answer: Answer = { status: reply.status, ...(reply.headers && { headers: reply.headers }), body: reply.body };
  const isFinal = reply.status < 500;
  const memory = key !== null && isFinal ? replays.remember({ scope, key, incoming, answer, now: clock.now() }) : [];
  await keepAndTell(parts, company, reply, memory);
  return answer;
}

async function keepAndTell({ saver, changed }: ApiParts, company: Company, reply: SandboxReply, more: readonly Row[]): Promise<void> {
  // Even an answer without rows of its own waits: it may show what another request has changed and not yet saved.
  await saver.save([...reply.rows.map((row) => ({ account: company.account, ...row })), ...more]);
  if (reply.changed.length > 0) changed(company.account, reply.changed);
}

// Not in the way of the answer: the client is told nothing and goes on, and some time later it has happened all the same.
function landLater(clock: SharedClock, seconds: number, act: () => Promise<unknown>): void {
  clock
    .sleepUntil(clock.now() + seconds * 1000)
    .then(() => clock.during(act))
    .catch((fault: unknown) => console.error('sandbox fault: a late request failed', fault));
}

export const bearerOf = ({ headers }: Incoming): string => /^bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '';

const isWrite = ({ method }: Incoming): boolean => method !== 'GET' && method !== 'HEAD';
