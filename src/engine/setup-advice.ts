import type { Account } from '../core/records.ts';

/** What a flow uses an account for. */
export type AccountUse = 'sales' | 'payments' | 'rounding' | 'clearing' | 'fees' | 'transit';

/** An account that suits a use, with the reason that a person reads. */
export interface Advice {
  readonly use: AccountUse;
  readonly account: Account;
  readonly why: string;
}

export interface AdviceFacts {
  readonly accounts: readonly Account[];
  /** How many of the ledger's invoices have a line in an account, by code or id. */
  readonly used: ReadonlyMap<string, number>;
  /** What the other side is called, and the provider's name: accounts may be named after them. */
  readonly named: readonly string[];
  readonly baseCurrency: string;
  /** The source has a balance of its own, with fees and payouts. */
  readonly isProcessor: boolean;
}

/** How a mapping file names an account: by its code, or by its id where it has none. */
export const nameInMapping = ({ code, id }: Account): string => code ?? id;

/** Which account is advised for what: at most two for a use, the better one first. A proposal; people decide. */
export function adviseAccounts(facts: AdviceFacts): readonly Advice[] {
  const open = facts.accounts.filter(({ state }) => state === 'active').toSorted(byName);
  const uses: readonly AccountUse[] = facts.isProcessor
    ? ['sales', 'payments', 'rounding', 'clearing', 'fees', 'transit']
    : ['sales', 'payments', 'rounding'];
  return uses.flatMap((use) =>
    open
      .flatMap((account) => judged[use](account, facts))
      .toSorted((a, b) => b.rank - a.rank)
      .slice(0, 2)
      .map(({ account, why }) => ({ use, account, why })),
  );
}

interface Judged {
  readonly account: Account;
  readonly rank: number;
  readonly why: string;
}

const judged: Readonly<Record<AccountUse, (account: Account, facts: AdviceFacts) => readonly Judged[]>> = {
  sales: (account, { used }) => {
    if (account.class !== 'revenue' || account.system !== null) return [];
    const documents = (used.get(account.code ?? '') ?? 0) + (used.get(account.id) ?? 0);
    if (documents > 0) return [{ account, rank: 10 + documents, why: `${counted(documents)} in the ledger already book sales here.` }];
    if (!salesWords.test(account.name)) return [];
    return [{ account, rank: 1, why: 'It is a revenue account, and its name says that sales go there.' }];
  },
  payments: (account, facts) => {
    const { name, isBank, takesPayments, currency, system } = account;
    if (account.class !== 'asset' || system !== null || (currency !== null && currency !== facts.baseCurrency)) return [];
    if (mentions(name, facts.named) || receiptWords.test(name)) {
      const off = takesPayments ? '' : ' Payments to it are switched off in the ledger, which has to be changed first.';
      const why = `Its name says that customers’ money arrives there, so a bank feed does not meet it a second time.${off}`;
      return [{ account, rank: mentions(name, facts.named) ? 4 : 3, why }];
    }
    if (!isBank || !takesPayments) return [];
    return [{ account, rank: savings.test(name) ? 0 : 2, why: 'It is a bank account that takes payments.' }];
  },
  rounding: (account) => {
    if (account.system === 'rounding') return [{ account, rank: 2, why: 'The ledger keeps it for rounding.' }];
    return /\brounding\b/i.test(account.name) ? [{ account, rank: 1, why: 'Its name says so.' }] : [];
  },
  clearing: (account, facts) => {
    if (account.class !== 'asset' || (account.currency !== null && account.currency !== facts.baseCurrency)) return [];
    const isNamed = mentions(account.name, facts.named) && !transitWords.test(account.name);
    if (!isNamed && !/\bclearing\b/i.test(account.name)) return [];
    const why = isNamed ? 'It is named like the platform, whose balance it mirrors.' : 'It is a clearing account.';
    return [{ account, rank: (isNamed ? 2 : 1) + (account.isBank ? 2 : 0), why }];
  },
  fees: (account) =>
    account.class === 'expense' && feeWords.test(account.name)
      ? [{ account, rank: 1, why: 'Its name says that fees are booked there.' }]
      : [],
  transit: (account, facts) =>
    account.class === 'asset' && transitWords.test(account.name) && (account.currency === null || account.currency === facts.baseCurrency)
      ? [{ account, rank: account.isBank ? 2 : 1, why: 'Its name says that money is on its way there.' }]
      : [],
};

const salesWords = /\b(sales|turnover|income|revenue|fees earned|umsatz\w*|erlöse?)\b/i;
const receiptWords = /\b(customer (payments|receipts)|payments received|undeposited funds|receipts)\b/i;
const feeWords = /\b(bank (fees|charges)|merchant (fees|charges)|(payment )?processing fees|card fees)\b/i;
const transitWords = /\b(transit|on (its|their) way|payouts)\b/i;
const savings = /\bsavings?\b/i;

const mentions = (name: string, others: readonly string[]): boolean => {
  const plain = ` ${plainWords(name)} `;
  return others.some((other) => plainWords(other) !== '' && plain.includes(` ${plainWords(other)} `));
};

const plainWords = (text: string): string =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !legalForms.has(word))
    .join(' ');
const legalForms = new Set(['ltd', 'limited', 'llc', 'inc', 'gmbh', 'plc', 'ag', 'sa', 'bv']);

const counted = (documents: number): string => (documents === 1 ? 'One invoice' : `${documents} invoices`);

// Revenue accounts come in the order of the chart: where nothing else tells, the first one is the main one.
const byName = (a: Account, b: Account): number => compareText(a.code ?? a.name, b.code ?? b.name);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
