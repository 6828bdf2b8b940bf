import type { TestContext } from 'node:test';
import { createServer } from '../../src/server/server.ts';
import type { TieoutServer } from '../../src/server/server.ts';
import { officeRoutes } from '../../src/server/office-routes.ts';
import type { Actor } from '../../src/server/permissions.ts';
import { decisionStore } from '../../src/store/batches.ts';
import { flowKeeping } from '../../src/store/overview-keeping.ts';
import { openLiveFeed } from '../../src/store/overview-live.ts';
import { overviewStore } from '../../src/store/overview.ts';
import { isOwnBatch } from '../../src/store/people-four-eyes.ts';
import { proofStore } from '../../src/store/proof.ts';
import { readingStore } from '../../src/store/reading.ts';
import { findProvider, platforms } from '../../src/providers.ts';
import { openBench } from '../engine/bench.ts';
import type { Bench, BenchOptions } from '../engine/bench.ts';
import { organisation } from '../engine/world.ts';

/** A world with the server's routes of the daily work on it, and people who call them. */
export interface TestOffice {
  readonly bench: Bench;
  readonly server: TieoutServer;
  /** What Ada, who owns the books, is answered. Fails when the status is another one. */
  ask<T>(method: Method, path: string, body?: object, status?: number): Promise<T>;
  /** As somebody else, maybe of other books. */
  askAs<T>(who: Caller, method: Method, path: string, body?: object): Promise<Answered<T>>;
}

interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

type Method = 'GET' | 'POST' | 'PUT';

export interface Caller {
  readonly name: string;
  readonly role: Extract<Actor, { kind: 'person' }>['role'];
  readonly organisation: string;
}

const ada: Caller = { name: 'Ada', role: 'owner', organisation };

/** It closes with the test, whatever becomes of that. */
export async function openOffice(t: TestContext, options: BenchOptions = {}): Promise<TestOffice> {
  const bench = await openBench(options);
  const { pool, clock, life } = bench;
  const proofs = proofStore(pool);
  const server = await createServer({
    publicUrl: null,
    version: 'test',
    log: (_level, what, detail) => {
      throw new Error(`${what}: ${JSON.stringify(detail)}`);
    },
    probe: () => Promise.resolve(),
    routes: [],
    api: {
      scopeOf: async ({ headers }) => {
        const [name = '', role = 'viewer', of = ''] = String(headers['x-caller']).split('/');
        return { is: 'known', organisation: of, actor: { kind: 'person', person: name, name, role: roleOf(role) } };
      },
      routes: [
        (routes) =>
          officeRoutes(routes, {
            engine: life.engine,
            clock,
            overview: overviewStore(pool),
            decisions: decisionStore(pool),
            reading: readingStore(pool, platforms),
            proofs,
            keeping: flowKeeping(pool),
            live: openLiveFeed(pool),
            isOwnBatch: (of, asked) => isOwnBatch(pool, of, asked),
            connectorOf: findProvider,
            wake: () => undefined,
            log: (_level, what, detail) => {
              throw new Error(`${what}: ${JSON.stringify(detail)}`);
            },
          }),
      ],
    },
  });
  t.after(async () => {
    await server.close();
    await bench.close();
  });
  const askAs: TestOffice['askAs'] = async <T>(who: Caller, method: Method, path: string, body?: object): Promise<Answered<T>> => {
    const answer = await server.app.inject({
      method,
      url: path,
      headers: {
        'x-caller': `${who.name}/${who.role}/${who.organisation}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, body: answer.json<T>() };
  };
  return {
    bench,
    server,
    askAs,
    ask: async <T>(method: Method, path: string, body?: object, status = 200): Promise<T> => {
      const answer = await askAs<T>(ada, method, path, body);
      if (answer.status !== status) throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
  };
}

const roleOf = (text: string): Caller['role'] =>
  text === 'owner' || text === 'approver' || text === 'bookkeeper' || text === 'creator' ? text : 'viewer';
