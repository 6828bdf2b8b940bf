import { parseJson } from '../../../core/json.ts';
import { missingField, Refusal } from './refusals.ts';

/** The members of a request, or of a person's edit: figures are their texts. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

export function fieldsIn(body: string): Fields {
  try {
    const parsed: unknown = body === '' ? {} : parseJson(body);
    if (isFields(parsed)) return parsed;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Refusal('INVALID_REQUEST', 'INVALID_BODY', 'body could not be parsed as JSON');
}

/** The text of a member; null when it is absent or null. A figure is its text. */
export function textIn(fields: Fields, name: string): string | null {
  const value = fields[name];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null;
}

export function needIn(fields: Fields, name: string): string {
  const text = textIn(fields, name);
  if (text === null || text === '') throw missingField(name);
  return text;
}

export const childIn = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};
