import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SharedClock } from './clock.ts';

/** A request as it came over the wire, before anybody looked at who asks. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `cut`: the connection breaks without an answer. `stream`: text that goes on until either side closes. */
export type Outgoing = Answer | { readonly cut: true } | { readonly stream: (write: (text: string) => void, closed: AbortSignal) => void };

export interface Route {
  /** Requests whose path begins with this come here; the longest prefix wins. */
  readonly prefix: string;
  readonly answer: (incoming: Incoming) => Outgoing | Promise<Outgoing>;
}

export interface Host {
  /** 'http://127.0.0.1:PORT' */
  readonly url: string;
  close(): Promise<void>;
}

/** An HTTP server on loopback. Port 0, or none, takes a free one. Time on the clock stands still while a request is under way. */
export async function startHost(options: {
  readonly clock: SharedClock;
  readonly routes: readonly Route[];
  readonly port?: number;
}): Promise<Host> {
  const { clock } = options;
  const routes = options.routes.toSorted((a, b) => b.prefix.length - a.prefix.length);
  // Longer than a client keeps an idle connection, so that a request never meets a connection that is just being closed.
  const server = createServer({ keepAliveTimeout: 120_000, noDelay: true }, (request, response) => {
    const release = clock.hold();
    response.once('close', release);
    serve(request, response, routes, clock).then(
      // A stream stays open for as long as a worker lives; it must not stop the time for so long.
      (isStream) => isStream && release(),
      (fault: unknown) => fail(response, fault),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sandbox did not get a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, routes: readonly Route[], clock: SharedClock): Promise<boolean> {
  const incoming = await read(request);
  const route = routes.find(({ prefix }) => incoming.path.startsWith(prefix));
  const outgoing = route ? await route.answer(incoming) : { status: 404, body: `${incoming.path} is not an address of this sandbox` };
  if ('cut' in outgoing) {
    response.destroy();
    return false;
  }
  if (clock.isVirtual) response.setHeader('x-sandbox-now', new Date(clock.now()).toISOString());
  if ('stream' in outgoing) {
    const closed = new AbortController();
    response.once('close', () => closed.abort());
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    outgoing.stream((text) => response.write(text), closed.signal);
    return true;
  }
  const headers = { 'content-type': 'text/plain; charset=utf-8', ...outgoing.headers, 'content-length': Buffer.byteLength(outgoing.body) };
  // 204 must not carry these.
  if (outgoing.status === 204) response.writeHead(204, outgoing.headers).end();
  else response.writeHead(outgoing.status, headers).end(request.method === 'HEAD' ? '' : outgoing.body);
  return false;
}

async function read(request: IncomingMessage): Promise<Incoming> {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  return {
    method: request.method ?? 'GET',
    path: mark === -1 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1)),
    headers: oneValueEach(request.headers),
    body: hasBody ? await readBody(request) : '',
  };
}

const oneValueEach = (headers: IncomingMessage['headers']): Readonly<Record<string, string>> => {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) single[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return single;
};

const readBody = (request: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the request ended before its body did')));
  });

// A sandbox that is wrong must be seen to be wrong: the client gets 500 with the reason, and it stands on stderr.
function fail(response: ServerResponse, fault: unknown): void {
  if (response.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  console.error(`sandbox fault: ${text}`);
  response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(`sandbox fault: ${text}`);
}

/** A JSON answer; the form that control addresses and sign-in use. */
export const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(value),
});
