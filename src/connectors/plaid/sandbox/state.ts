import { randomUUID } from 'node:crypto';
import type { Instant } from '../../../core/day.ts';
import type { Change, CompanyRow } from '../../../sandbox/request.ts';
import * as rows from './rows.ts';

/** An item before anything happened to it. */
export interface ItemFacts {
  readonly item_id: string;
  readonly institution_id: string;
  readonly institution_name: string;
  /** Known from the start, so that it can be tried without Link. */
  readonly accessToken: string;
  readonly accounts: readonly rows.BankAccount[];
}

export interface State {
  readonly facts: ItemFacts;
  readonly now: () => Instant;
  readonly accounts: ReadonlyMap<string, rows.BankAccount>;
  readonly transactions: ReadonlyMap<string, rows.Transaction>;
  item(): rows.Item;
  set(change: Partial<rows.Item>): void;
  putAccount(account: rows.BankAccount): void;
  /** Counts as one more change of the item's lines. */
  putTransaction(line: Omit<rows.Transaction, 'addedAt' | 'changedAt' | 'removedAt'>): void;
  removeTransaction(id: string): void;
  tell(code: string): void;
  /** Says what is told of and what is to be saved since it was asked last. */
  settle(): { readonly changed: readonly Change[]; readonly rows: readonly CompanyRow[] };
  load(row: CompanyRow): void;
  newId(): string;
}

export function createState(facts: ItemFacts, now: () => Instant): State {
  const accounts = new Map(facts.accounts.map((account) => [account.account_id, account]));
  const transactions = new Map<string, rows.Transaction>();
  const outbox = createOutbox(facts.item_id);
  let item: rows.Item = { ...fresh, accessTokens: [facts.accessToken] };
  const set = (change: Partial<rows.Item>): void => {
    item = { ...item, ...change };
    outbox.save('item', facts.item_id, item);
  };
  const next = (): number => {
    set({ changes: item.changes + 1 });
    return item.changes;
  };
  const enter = (line: rows.Transaction): void => {
    transactions.set(line.transaction_id, line);
    outbox.save('transaction', line.transaction_id, line);
  };
  return {
    facts,
    now,
    accounts,
    transactions,
    item: () => item,
    set,
    putAccount(account) {
      accounts.set(account.account_id, account);
      outbox.save('account', account.account_id, account);
    },
    putTransaction(line) {
      const at = next();
      enter({ ...line, addedAt: transactions.get(line.transaction_id)?.addedAt ?? at, changedAt: at, removedAt: null });
    },
    removeTransaction(id) {
      const line = transactions.get(id);
      if (line === undefined) return;
      const at = next();
      enter({ ...line, changedAt: at, removedAt: at });
    },
    tell: outbox.tell,
    settle: outbox.settle,
    load({ kind, id, body }) {
      if (body === null) return;
      const row: unknown = JSON.parse(body);
      if (kind === 'item') item = rows.item.parse(row);
      if (kind === 'account') accounts.set(id, rows.bankAccount.parse(row));
      if (kind === 'transaction') transactions.set(id, rows.transaction.parse(row));
    },
    newId: () => randomUUID().replaceAll('-', '') + randomUUID().slice(0, 5),
  };
}

const fresh: rows.Item = {
  changes: 0,
  login: 'good',
  status: 'HISTORICAL_UPDATE_COMPLETE',
  webhook: null,
  accessTokens: [],
  mutations: 0,
  errors: [],
};

/** What is to be saved and told of when the answer leaves. */
function createOutbox(item: string) {
  const unsaved = new Map<string, CompanyRow>();
  let told: string[] = [];
  return {
    save: (kind: string, id: string, row: unknown): void => void unsaved.set(`${kind} ${id}`, { kind, id, body: JSON.stringify(row) }),
    tell: (code: string): void => void told.push(code),
    settle() {
      const settled = { changed: told.map((kind) => ({ kind, id: item, isNew: true })), rows: [...unsaved.values()] };
      told = [];
      unsaved.clear();
      return settled;
    },
  };
}
