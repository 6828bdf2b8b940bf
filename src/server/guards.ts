import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The address under which people and providers reach us, where there is one beside loopback. */
export interface OwnAddress {
  readonly publicUrl: string | null;
}

/**
 * Keeps web pages out. A page that a person happens to have open can send requests to programs on their machine; it can even
 * give our address a name of its own (DNS rebinding). So we answer only to names that are ours, and a request that changes
 * something and comes from a page must come from one of our own pages.
 */
export function guardAddress(app: FastifyInstance, own: OwnAddress): void {
  app.addHook('onRequest', async (request, reply) => {
    const complaint = wrongName(request, own) ?? wrongOrigin(request, own);
    if (complaint === null) return;
    return reply
      .code(complaint.status)
      .type('application/json')
      .send(JSON.stringify({ error: complaint.message }));
  });
}

interface Complaint {
  readonly status: number;
  readonly message: string;
}

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function wrongName(request: FastifyRequest, own: OwnAddress): Complaint | null {
  const host = request.headers.host ?? '';
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const publicName = own.publicUrl === null ? null : new URL(own.publicUrl).hostname;
  if (loopback.has(name) || name === publicName) return null;
  return {
    status: 421,
    message: `This server does not answer to the name "${host}": use 127.0.0.1, or set its public address to the one you use.`,
  };
}

/** The origins of our own pages, for a request that was sent to this host. */
export const ownOrigins = (host: string, { publicUrl }: OwnAddress): readonly string[] => [
  `http://${host}`,
  ...(publicUrl === null ? [] : [new URL(publicUrl).origin]),
];

const harmless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

function wrongOrigin(request: FastifyRequest, own: OwnAddress): Complaint | null {
  if (harmless.has(request.method)) return null;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const ours = ownOrigins(host ?? '', own);
  const isForeign = origin !== undefined && !ours.includes(origin);
  const isCrossSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (!isForeign && !isCrossSite) return null;
  return { status: 403, message: `A page of another site (${origin ?? 'unnamed'}) asked for a change: only our own pages may.` };
}
