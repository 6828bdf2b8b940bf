/** What the server says when it does not do what was asked: what it saw, what it expected, and what to do. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly seen: string | null;
  readonly expected: string | null;
  readonly fix: string | null;
  /** The answer as it came, for what only one route says ('open', 'findings'): see `saidBy`. */
  readonly answer: string;
  constructor(said: Omit<Refusal, 'name' | 'stack' | 'cause' | 'answer'> & { readonly answer?: string }) {
    super(said.message);
    this.status = said.status;
    this.code = said.code;
    this.seen = said.seen;
    this.expected = said.expected;
    this.fix = said.fix;
    this.answer = said.answer ?? '';
  }
}

interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** The same for every try of one deed: however often it arrives, it is done once. */
  readonly key?: string;
}

const chosen = 'tieout.organisation';

/** Which organisation the page is about; null: the person's first. */
export const chosenOrganisation = (): string | null => localStorage.getItem(chosen);
export function chooseOrganisation(id: string): void {
  localStorage.setItem(chosen, id);
}
export function forgetOrganisation(): void {
  localStorage.removeItem(chosen);
}

/** The headers that every request carries: which organisation it is about. For downloads and uploads that do not go through `ask`. */
export function organisationHeader(): Readonly<Record<string, string>> {
  const organisation = chosenOrganisation();
  return organisation === null ? {} : { 'x-tieout-organisation': organisation };
}

/**
 * Asks the server, and resolves with its answer, which is what the types of `src/api` say. Rejects with a `Refusal`, also when the
 * server does not answer at all.
 */
export async function ask<Answer>(path: string, asked: Asked = {}): Promise<Answer> {
  const { method = 'GET' } = asked;
  const response = (await takeEarly(path, method)) ?? (await send(path, asked));
  const text = await response.text();
  if (!response.ok) throw refusalOf(response.status, text);
  // JSON.parse says nothing about the type; that server and page agree is tested on the server, against the same types.
  const answer: Answer = JSON.parse(text === '' ? 'null' : text);
  return answer;
}

declare global {
  /** Answers to what `public/early.js` asked before the page's script was there, each to be taken once; null: there was none, or a no. */
  var askedEarly: Map<string, Promise<Response | null>> | undefined;
}

function takeEarly(path: string, method: string): Promise<Response | null> | null {
  const early = method === 'GET' ? globalThis.askedEarly?.get(path) : undefined;
  globalThis.askedEarly?.delete(path);
  return early ?? null;
}

function send(path: string, { method = 'GET', body, signal, key }: Asked): Promise<Response> {
  return fetch(path, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...organisationHeader(),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new Refusal({
      status: 0,
      code: 'noAnswer',
      message: 'The server does not answer.',
      seen: null,
      expected: null,
      fix: 'Look whether it still runs and whether you are connected; nothing that you typed is lost.',
    });
  });
}

/** A path with its search: what is null, undefined or empty is left out. */
export function pathWith(path: string, search: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const given = Object.entries(search).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** What a person reads of an error, whoever made it. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Everything that a refusal says, for a route whose no has a form of its own (`ActivationRefused`). Null: nothing that can be read. */
export function saidBy<Said>(refusal: Refusal): Partial<Said> | null {
  const answer = readJson(refusal.answer);
  if (typeof answer !== 'object' || answer === null) return null;
  // As in `ask`: JSON says nothing about the type, and a field may be missing where something else said no.
  const said: Partial<Said> = JSON.parse(refusal.answer);
  return said;
}

/** What an answer says that is none. */
export function refusalOf(status: number, text: string): Refusal {
  const answer = readJson(text);
  const error = fieldOf(answer, 'error') ?? answer;
  const said = (name: string): string | null => textOf(fieldOf(error, name)) ?? textOf(fieldOf(answer, name));
  return new Refusal({
    status,
    code: said('code'),
    message: (typeof error === 'string' ? error : said('message')) ?? usual(status),
    seen: said('seen'),
    expected: said('expected'),
    fix: said('fix'),
    answer: text,
  });
}

function usual(status: number): string {
  if (status === 401) return 'You are not signed in any more.';
  if (status === 403) return 'Your role does not allow this.';
  if (status === 404) return 'There is nothing at this address.';
  if (status === 429) return 'That were too many attempts. Wait a minute, then try again.';
  return `The server answered with ${status}.`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const fieldOf = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null && name in from ? Reflect.get(from, name) : undefined;
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
