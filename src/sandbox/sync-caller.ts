import { MessageChannel, MessagePort, receiveMessageOnPort, Worker, workerData } from 'node:worker_threads';
import { z } from 'zod';

/** Asks over HTTP and waits for the answer without giving up the thread: the contract of a sandbox has synchronous questions. */
export interface SyncCaller {
  call(request: SyncRequest): { readonly status: number; readonly body: string };
  close(): Promise<void>;
}

const requests = z.object({ method: z.enum(['GET', 'POST']), url: z.string(), body: z.string().nullable() });
export type SyncRequest = Readonly<z.infer<typeof requests>>;

const answers = z.union([z.object({ status: z.number(), body: z.string() }), z.object({ fault: z.string() })]);
type SyncAnswer = z.infer<typeof answers>;

/** The asking is done by a second thread, which runs this same file; this one sleeps on a shared number until that one changes it. */
export function createSyncCaller(): SyncCaller {
  const { port1: port, port2: itsPort } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { askFor: itsPort, answered }, transferList: [itsPort] });
  worker.unref();
  port.unref();
  return {
    call(request) {
      Atomics.store(answered, 0, 0);
      port.postMessage(request);
      Atomics.wait(answered, 0, 0);
      const answer = answers.parse(receiveMessageOnPort(port)?.message);
      if ('fault' in answer) throw new Error(`${request.url} did not answer: ${answer.fault}`);
      return answer;
    },
    async close() {
      await worker.terminate();
    },
  };
}

const given = z.object({ askFor: z.instanceof(MessagePort), answered: z.instanceof(Int32Array) });

function serve({ askFor: port, answered }: z.infer<typeof given>): void {
  // The message is posted before the number changes, so that it is there when the other thread wakes.
  const tell = async (message: unknown): Promise<void> => {
    port.postMessage(await ask(requests.parse(message)));
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  };
  port.on('message', (message: unknown) => void tell(message));
}

async function ask({ method, url, body }: SyncRequest): Promise<SyncAnswer> {
  try {
    const response = await fetch(url, { method, ...(body !== null && { body }) });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    return { fault: String(error) };
  }
}

// Only the second thread was given these.
const mine = given.safeParse(workerData);
if (mine.success) serve(mine.data);
