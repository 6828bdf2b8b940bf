import { quickbooksModel } from './quickbooks-model.ts';
import type { LedgerModel } from './theorem.ts';
import { trytonModel } from './tryton-model.ts';
import { xeroModel } from './xero-model.ts';

/** Every ledger whose arithmetic is modelled: a new ledger is a file and a line here. */
export const models: readonly LedgerModel[] = [xeroModel, quickbooksModel, trytonModel];
