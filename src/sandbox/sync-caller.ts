import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { z } from 'zod';

export interface SyncRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body: string | null;
}

/** Asks over HTTP and waits for the answer without giving up the thread: the contract of a sandbox has synchronous questions. */
export interface SyncCaller {
  call(request: SyncRequest): { readonly status: number; readonly body: string };
  close(): Promise<void>;
}

const answers = z.union([z.object({ status: z.number(), body: z.string() }), z.object({ fault: z.string() })]);

/** The asking is done by a second thread; this one sleeps on a shared number until that thread changes it. */
export function createSyncCaller(workerFile: URL): SyncCaller {
  const { port1: port, port2: itsPort } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(workerFile, { workerData: { port: itsPort, answered }, transferList: [itsPort] });
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
