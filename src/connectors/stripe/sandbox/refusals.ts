/** A request that is refused, in the words of the API's error object. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly error: Readonly<Record<string, unknown>>;
  /** True: what was done before the refusal stays, as a declined charge does. */
  readonly keeps: boolean;

  constructor(
    status: number,
    error: { readonly type: string; readonly message: string; readonly code?: string; readonly param?: string },
    keeps = false,
  ) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.keeps = keeps;
  }
}

/** 400: the request is wrong, or the object is not in a state for it. */
export const invalid = (message: string, more: { readonly code?: string; readonly param?: string } = {}): Refusal =>
  new Refusal(400, { type: 'invalid_request_error', message, ...more });

export const missing = (kind: string, id: string, param = 'id'): Refusal =>
  new Refusal(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${kind}: '${id}'`, param });

export const missingParameter = (param: string): Refusal =>
  invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });

export const declined = (message: string, code = 'card_declined'): Refusal => new Refusal(402, { type: 'card_error', code, message }, true);

export const unknownAddress = (method: string, path: string): Refusal =>
  new Refusal(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${method}: ${path}).` });
