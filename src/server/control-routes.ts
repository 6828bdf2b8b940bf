import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

export interface ControlParts {
  /** A secret that only the owner of the data folder can read; commands on the same machine send it. */
  readonly token: string;
  readonly status: () => Promise<ControlStatus>;
  readonly wake: (organisation: string) => void;
  /** Begins a graceful stop; the answer leaves first. */
  readonly stop: () => void;
}

export interface ControlStatus {
  readonly pid: number;
  readonly version: string;
  readonly address: string;
}

const wakeShape = z.object({ organisation: z.string().min(1) });

/** What commands may ask of the running server. Not for the network: it needs the token from the data folder. */
export function controlRoutes(parts: ControlParts): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      if (isSameText(request.headers.authorization ?? '', `Bearer ${parts.token}`)) return;
      return reply.code(401).send({ error: 'The control token of the data folder is needed: run the command where the server runs.' });
    });
    app.get('/control/status', () => parts.status());
    app.post('/control/wake', async (request, reply) => {
      const read = wakeShape.safeParse(request.body);
      if (!read.success) return reply.code(400).send({ error: 'An organisation is expected, as {"organisation": "…"}.' });
      parts.wake(read.data.organisation);
      return { woken: read.data.organisation };
    });
    app.post('/control/stop', async (_request, reply) => {
      reply.raw.once('finish', parts.stop);
      return { stopping: true };
    });
  };
}

/** In constant time, and whatever the lengths: only hashes are compared. */
function isSameText(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
