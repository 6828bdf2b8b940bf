import type { Office } from '../cli/office.ts';
import type { ConnectedSandbox } from '../sandbox/sandbox-client.ts';
import type { SharedClock } from '../sandbox/clock.ts';

/** What the story is played on: real processes, put together where everything is. */
export interface Stage {
  readonly office: Office;
  readonly clock: SharedClock;
  /** The first ledger; its sandbox keeps the clock of all. */
  readonly ledger: ConnectedSandbox;
  readonly second: ConnectedSandbox;
  readonly processor: ConnectedSandbox;
  /** Makes the sandbox of a ledger know our app, with this key for its webhooks. */
  /** What is known is started again by the commands that look at the books afterwards. */
  know(provider: 'xero' | 'quickbooks' | 'stripe', webhookKey: string | null): Promise<void>;
  /** Starts a server with its worker, as a process of its own; on the same port as before, where there was one. */
  startWorker(): Promise<WorkerProcess>;
  apiKey(): Promise<string>;
  close(): Promise<void>;
}

export interface WorkerProcess {
  readonly address: string;
  readonly pid: number;
  /** SIGKILL: no goodbye, nothing is finished. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and the turn under way ends. */
  stop(): Promise<void>;
}
