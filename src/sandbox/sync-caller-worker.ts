import { MessagePort, workerData } from 'node:worker_threads';
import { z } from 'zod';

const given = z.object({ port: z.instanceof(MessagePort), answered: z.instanceof(Int32Array) });
const requests = z.object({ method: z.enum(['GET', 'POST']), url: z.string(), body: z.string().nullable() });

const { port, answered } = given.parse(workerData);

const ask = async (request: z.infer<typeof requests>): Promise<unknown> => {
  try {
    const response = await fetch(request.url, { method: request.method, ...(request.body !== null && { body: request.body }) });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    return { fault: String(error) };
  }
};

// The message is posted before the number changes, so that it is there when the other thread wakes.
const tell = async (message: unknown): Promise<void> => {
  port.postMessage(await ask(requests.parse(message)));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
};

port.on('message', (message: unknown) => void tell(message));
