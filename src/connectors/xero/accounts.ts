import { isId, textOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

// Some bank accounts have no code, and people write mappings with codes. So an account is named by its code, and by its id
// only where it has none; both forms can be sent.

/** Names an account on a line or a journal line. */
export const lineAccount = (account: string | null): Outgoing =>
  account === null ? {} : isId(account) ? { AccountID: account } : { AccountCode: account };

/** Names the account that money reached or left. */
export const moneyAccount = (account: string): Outgoing => (isId(account) ? { AccountID: account } : { Code: account });

export const accountOfLine = (line: Wire): string | null => textOf(line, 'AccountCode') ?? textOf(line, 'AccountID');

export const accountOf = (account: Wire | null): string | null =>
  account === null ? null : (textOf(account, 'Code') ?? textOf(account, 'AccountID'));
