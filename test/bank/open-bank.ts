import { createServer } from '../../src/server/server.ts';
import { bankRoutes } from '../../src/server/bank-routes.ts';
import type { Actor } from '../../src/server/permissions.ts';
import { flowBook } from '../../src/office.ts';
import { findProvider, platforms } from '../../src/providers.ts';
import { closingStore } from '../../src/store/closings.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { flowKeeping } from '../../src/store/overview-keeping.ts';
import { overviewStore } from '../../src/store/overview.ts';
import { proofStore } from '../../src/store/proof.ts';
import { readingStore } from '../../src/store/reading.ts';
import type { BenchOptions } from '../engine/bench.ts';
import { ledger, organisation } from '../engine/world.ts';
import { atTheBank } from './scene.ts';
import type { BankScene } from './scene.ts';

type Role = Extract<Actor, { kind: 'person' }>['role'];

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

interface Caller {
  readonly role: Role;
  readonly organisation: string;
}

/** A scene at the bank, with the server's routes over it and people who call them. */
export interface BankAtServer extends BankScene {
  /** What Ada, who owns the books, is answered. Fails when the status is another one. */
  ask<T>(method: Method, path: string, body?: object, status?: number): Promise<T>;
  /** As somebody else, maybe of other books. */
  askAs<T>(who: Caller, method: Method, path: string, body?: object): Promise<Answered<T>>;
  /** Gives the server a file, byte by byte. */
  give<T>(text: string | Uint8Array, query?: string, who?: Caller): Promise<Answered<T>>;
  /** From now on the ledger cannot be asked, as when its network is down. */
  loseLedger(): void;
  /** The same of what the bank's files have brought. */
  loseBank(): void;
  /** How often the workers were told that there is something to do. */
  wakes(): number;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const ada: Caller = { role: 'owner', organisation };

export const atTheServer = (
  work: (bank: BankAtServer) => Promise<void>,
  options: BenchOptions & { readonly mapping?: string } = {},
): Promise<void> =>
  atTheBank(async (scene) => {
    const outage: Outage = { lost: null, wakes: 0 };
    const server = await serverOver(scene, outage);
    const call = async <T>(
      who: Caller,
      request: { readonly method: Method; readonly url: string; readonly type: string | null; readonly payload?: string | Buffer },
    ): Promise<Answered<T>> => {
      const { method, url, type, payload } = request;
      const answer = await server.app.inject({
        method,
        url,
        headers: { 'x-caller': `${who.role}/${who.organisation}`, ...(type !== null && { 'content-type': type }) },
        ...(payload !== undefined && { payload }),
      });
      return { status: answer.statusCode, body: answer.json<T>() };
    };
    const askAs: BankAtServer['askAs'] = (who, method, url, body) =>
      call(who, {
        method,
        url,
        type: body === undefined ? null : 'application/json',
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      });
    try {
      await work({
        ...scene,
        askAs,
        loseLedger: () => (outage.lost = ledger),
        loseBank: () => (outage.lost = 'bank'),
        wakes: () => outage.wakes,
        ask: async <T>(method: Method, path: string, body?: object, status = 200): Promise<T> => {
          const answer = await askAs<T>(ada, method, path, body);
          if (answer.status !== status) throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
          return answer.body;
        },
        give: (text, query = '', who = ada) =>
          call(who, { method: 'POST', url: `/v1/bank/files${query}`, type: 'application/octet-stream', payload: Buffer.from(text) }),
      });
    } finally {
      await server.close();
    }
  }, options);

interface Outage {
  /** The connection that does not answer. */
  lost: string | null;
  wakes: number;
}

function serverOver({ bench, ports }: BankScene, outage: Outage) {
  const { pool, clock, secrets, life } = bench;
  const log = (level: string, what: string, detail: object): void => {
    if (outage.lost === null) throw new Error(`${level}: ${what}: ${JSON.stringify(detail)}`);
  };
  return createServer({
    publicUrl: null,
    version: 'test',
    log,
    probe: () => Promise.resolve(),
    routes: [],
    api: {
      scopeOf: async ({ headers }) => {
        const [role = 'viewer', of = ''] = String(headers['x-caller']).split('/');
        return { is: 'known', organisation: of, actor: { kind: 'person', person: role, name: nameOf(role), role: roleOf(role) } };
      },
      routes: [
        (routes) =>
          bankRoutes(routes, {
            engine: {
              ...ports.engine,
              open: (of, connection) =>
                connection === outage.lost
                  ? Promise.reject(new Error(`the ${connection} does not answer`))
                  : ports.engine.open(of, connection),
            },
            bank: ports.bank,
            connections: connectionStore(pool, secrets),
            decisions: life.decisions,
            proofs: proofStore(pool),
            reading: readingStore(pool, platforms),
            closings: closingStore(pool),
            isLedger: (provider) => findProvider(provider)?.manifest.role === 'ledger',
            keeping: flowKeeping(pool),
            flowsOf: (of, by) => flowBook({ pool, clock, organisation: of, by }),
            timeZone: overviewStore(pool).timeZone,
            wake: () => void (outage.wakes += 1),
            log,
          }),
      ],
    },
  });
}

const nameOf = (role: string): string => (role === 'owner' ? 'Ada' : `The ${role}`);
const roleOf = (text: string): Role =>
  text === 'owner' || text === 'approver' || text === 'bookkeeper' || text === 'creator' ? text : 'viewer';
