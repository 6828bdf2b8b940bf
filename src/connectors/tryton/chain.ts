import type { HttpRequest } from '../../contract/http.ts';
import { writeJson } from '../../core/json.ts';
import { contextOf, rpcBody } from './rpc.ts';
import type { Rpc } from './rpc.ts';

/** Leads into the answer of an earlier link: its place in the chain, then members. */
export type Path = readonly (string | number)[];

/** Stands for what an earlier link answered, or the first of several that is there. */
export interface Taken {
  readonly $: readonly Path[];
  readonly before?: string;
}

interface When {
  /** What is missing when something that this link takes is not there. */
  readonly about?: string;
  readonly only?: Path;
  readonly unless?: Path;
}

interface Sent extends When {
  readonly send: ReturnType<typeof rpcBody>;
}

/** A link that was added: where its answer is. */
export interface Linked {
  readonly result: Path;
  /** The first of a list of ids or rows. */
  readonly first: Path;
}

/**
 * Tryton does in several calls what is one change for us: find the accounts, make a draft, post it, read it. They travel as one
 * request, whose links the engine sends in order. Only one link of a chain moves money, and a chain begun anew first clears away
 * the draft that an earlier one may have left.
 */
export interface Chain {
  readonly company: string;
  add(rpc: Rpc, when?: When): Linked;
  /** The id of the first record that a domain finds. */
  find(model: string, domain: readonly unknown[]): Path;
  /** Sent after a clear no, to leave nothing behind. */
  clear(rpc: Rpc, only: Path): void;
  context(more?: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  request(): HttpRequest;
}

export function startChain(company: string): Chain {
  const links: Sent[] = [];
  const clearing: Sent[] = [];
  const context = (more: Readonly<Record<string, unknown>> = {}) => contextOf(company, more);
  const add = (rpc: Rpc, when: When = {}): Linked => {
    links.push({ send: rpcBody(rpc), ...when });
    const index = links.length - 1;
    return { result: [index, 'result'], first: [index, 'result', 0] };
  };
  return {
    company,
    add,
    context,
    find: (model, domain) => add({ method: `model.${model}.search`, params: [domain, 0, 1, [['id', 'ASC']], context()] }).first,
    clear: (rpc, only) => void clearing.push({ send: rpcBody(rpc), only }),
    request: () => ({
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/vnd.tieout.chain+json' },
      body: writeJson({ chain: links, clear: clearing }),
    }),
  };
}

export const take = (...paths: readonly Path[]): Taken => ({ $: paths });
