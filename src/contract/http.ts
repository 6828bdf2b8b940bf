/** One HTTP request, relative to the provider's API host. Plain JSON, so that a call can be stored and resent byte for byte. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, already encoded, beginning with '/'. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For pacing: this request has a limit of its own (`Limits.batchPerMinute`). */
  readonly counts?: 'batch';
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends one request and resolves with whatever was answered, whatever the status. Rejects when no whole answer came.
 * The engine wraps it with tokens, pacing, time limits and logging; connectors do none of these.
 */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;
