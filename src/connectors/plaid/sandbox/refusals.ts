import { randomUUID } from 'node:crypto';

/** What Plaid says instead of an answer ("Errors"). Most are 400, whatever is wrong. */
export class Refusal extends Error {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  constructor(type: string, code: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.code = code;
    this.status = status;
  }
}

export const invalidField = (message: string): Refusal => new Refusal('INVALID_REQUEST', 'INVALID_FIELD', message);
export const missingField = (name: string): Refusal =>
  new Refusal('INVALID_REQUEST', 'MISSING_FIELDS', `the following required fields are missing: ${name}`);
export const unknownToken = (): Refusal => new Refusal('INVALID_INPUT', 'INVALID_ACCESS_TOKEN', 'could not find matching access token');
export const loginRequired = (): Refusal =>
  new Refusal(
    'ITEM_ERROR',
    'ITEM_LOGIN_REQUIRED',
    "the login details of this item have changed (credentials, MFA, or required user action) and a user login is required to update this information. use Link's update mode to restore the item to a good state",
  );

export const errorOf = ({ type, code, message, status }: Refusal) => ({
  error_type: type,
  error_code: code,
  error_code_reason: null,
  error_message: message,
  display_message: null,
  causes: [],
  status,
  documentation_url: `https://plaid.com/docs/?ref=error#${type}`,
  suggested_action: null,
  request_id: requestId(),
});

export const requestId = (): string => randomUUID().replaceAll('-', '').slice(0, 15);
