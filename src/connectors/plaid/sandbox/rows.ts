import { z } from 'zod';

const text = z.string();
const orNone = z.string().nullable();

/** A bank account. Figures are canonical texts. */
export const bankAccount = z
  .object({
    account_id: text,
    name: text,
    official_name: orNone,
    mask: text,
    type: z.enum(['depository', 'credit', 'loan', 'investment', 'other']),
    subtype: text,
    currency: text,
    /** What stood on it, or was owed, before its first line. */
    opening: text,
  })
  .readonly();
export type BankAccount = z.infer<typeof bankAccount>;

/** A line of an account. `amount` has Plaid's sign: positive when money leaves. The last three are numbers of the item's changes. */
export const transaction = z
  .object({
    transaction_id: text,
    account_id: text,
    amount: text,
    date: text,
    authorized_date: orNone,
    name: text,
    merchant_name: orNone,
    original_description: orNone,
    pending: z.boolean(),
    pending_transaction_id: orNone,
    check_number: orNone,
    transaction_code: orNone,
    reference_number: orNone,
    payee: orNone,
    payer: orNone,
    category: text,
    addedAt: z.number(),
    changedAt: z.number(),
    removedAt: z.number().nullable(),
  })
  .readonly();
export type Transaction = z.infer<typeof transaction>;

/** What belongs to the item as a whole. */
export const item = z
  .object({
    /** How many changes of lines there were. */
    changes: z.number(),
    login: z.enum(['good', 'required']),
    status: z.enum(['NOT_READY', 'INITIAL_UPDATE_COMPLETE', 'HISTORICAL_UPDATE_COMPLETE']),
    webhook: orNone,
    accessTokens: z.array(text).readonly(),
    /** How many of the next pages find that the lines have changed. */
    mutations: z.number(),
    /** Errors that the next questions meet, as { error_type, error_code }. */
    errors: z.array(z.object({ error_type: text, error_code: text }).readonly()).readonly(),
  })
  .readonly();
export type Item = z.infer<typeof item>;
