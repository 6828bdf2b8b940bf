import type { HttpResponse } from '../contract/http.ts';
import type { Wire } from './wire.ts';

/**
 * A chain stands for one request where a server takes several to do one thing, and has no way to take them together (JSON-RPC
 * without batches: make a draft, then post it). It is committed as one body and sent again as one body; its links are sent one
 * after the other, and a link may name what an earlier one answered. The first answer that is no success ends it, and is the
 * chain's answer. The connector writes a chain so that it is harmless to begin it anew after any of its links.
 *
 * The body is `{"chain": [link, ...], "clear": [link, ...]}`. A link is `{"send": {...}, "about": "...", "only": [...], "unless":
 * [...]}`: `only` and `unless` are paths into earlier answers, `[index, member, ...]`. In `send`, `{"$": [path, ...]}` stands for
 * the first of these paths that leads to something, written behind the text `before` if there is one. When none does, the chain
 * ends with an error that says `about`. The links under `clear` follow a clear no, and nobody waits for what they answer.
 */
export const chainType = 'application/vnd.tieout.chain+json';

type Send = (body: string) => Promise<HttpResponse>;
type Path = readonly (string | number)[];

interface Link {
  readonly send: unknown;
  readonly about: string | null;
  readonly only: Path | null;
  readonly unless: Path | null;
}

/** As the wire it goes through; a request that is no chain passes as it is. */
export const chainedWire =
  (wire: Wire): Wire =>
  (request, stop) => {
    const { body, headers } = request;
    if (body === null || headers['content-type'] !== chainType) return wire(request, stop);
    return runChain(body, (link) => wire({ ...request, headers: { ...headers, 'content-type': 'application/json' }, body: link }, stop));
  };

/** Sends the links of a chain in order. Rejects as `send` does when an answer is lost. */
export async function runChain(body: string, send: Send): Promise<HttpResponse> {
  const { chain, clear } = readChain(body);
  const answers: unknown[] = [];
  let last: HttpResponse = { status: 200, headers: {}, body: '{}' };
  for (const link of chain) {
    if (isSkipped(link, answers)) {
      answers.push(null);
      continue;
    }
    const text = filled(link, answers);
    last = text === null ? missing(link) : await send(text);
    const answer = last.status === 200 ? parsed(last.body) : null;
    if (answer === null || memberOf(answer, 'error') !== undefined) {
      if (answer !== null) await clearUp(clear, answers, send);
      return last;
    }
    answers.push(answer);
  }
  return last;
}

async function clearUp(links: readonly Link[], answers: readonly unknown[], send: Send): Promise<void> {
  for (const link of links) {
    const text = isSkipped(link, answers) ? null : filled(link, answers);
    // What could not be cleared up stays until the chain is begun anew, which clears it up first.
    if (text !== null) await send(text).catch(() => null);
  }
}

const isSkipped = ({ only, unless }: Link, answers: readonly unknown[]): boolean =>
  (only !== null && !isThere(follow(answers, only))) || (unless !== null && isThere(follow(answers, unless)));

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

const missing = ({ about }: Link): HttpResponse => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ error: ['UserError', [`There is no ${about ?? 'such record'}.`]] }),
});

// A text of a person cannot look like this: its quotes are escaped.
const place = /\{"\$":(\[\[[^{}]*?\]\])(?:,"before":"([\w.,]*)")?\}/g;

/** The link with what it names put in; null when one of the names leads nowhere. */
function filled(link: Link, answers: readonly unknown[]): string | null {
  let isWhole = true;
  const text = JSON.stringify(link.send).replaceAll(place, (_all, paths: string, before?: string) => {
    const read: unknown = JSON.parse(paths);
    const found = (Array.isArray(read) ? read : []).map((path) => follow(answers, pathOf(path) ?? [])).find(isThere);
    if (found === undefined) isWhole = false;
    return before === undefined ? (JSON.stringify(found) ?? 'null') : JSON.stringify(`${before}${String(found)}`);
  });
  return isWhole ? text : null;
}

function follow(answers: readonly unknown[], [index, ...path]: Path): unknown {
  let value = typeof index === 'number' ? answers[index] : undefined;
  for (const step of path) value = memberOf(value, String(step));
  return value;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;

function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function readChain(body: string): { readonly chain: readonly Link[]; readonly clear: readonly Link[] } {
  const read = parsed(body);
  const links = (name: string): readonly Link[] => {
    const list = memberOf(read, name);
    return Array.isArray(list) ? list.map(linkOf) : [];
  };
  return { chain: links('chain'), clear: links('clear') };
}

const linkOf = (value: unknown): Link => {
  const about = memberOf(value, 'about');
  return {
    send: memberOf(value, 'send'),
    about: typeof about === 'string' ? about : null,
    only: pathOf(memberOf(value, 'only')),
    unless: pathOf(memberOf(value, 'unless')),
  };
};

const pathOf = (value: unknown): Path | null =>
  Array.isArray(value) && value.every((step) => typeof step === 'string' || typeof step === 'number') ? value : null;
