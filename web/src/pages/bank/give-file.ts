import type { BankFileAnswer } from '../../../../src/api/bank.ts';
import { organisationHeader, pathWith, Refusal, refusalOf } from '../../api.ts';

/** What a person says about a file before it is read. */
export interface FileWords {
  /** '': as the file names it. */
  readonly account: string;
  readonly days: string | null;
  readonly decimal: string | null;
  readonly sign: string | null;
  /** Null: as the file says, or as the ledger counts. */
  readonly currency: string | null;
  /** The way of reading that was shown is right. */
  readonly isRight: boolean;
}

export const noWords: FileWords = { account: '', days: null, decimal: null, sign: null, currency: null, isRight: false };

/** Gives the server a bank file, byte by byte. */
export async function giveFile(file: File, { account, days, decimal, sign, currency, isRight }: FileWords): Promise<BankFileAnswer> {
  const path = pathWith('/v1/bank/files', { name: file.name, account: account.trim(), days, decimal, sign, currency, yes: isRight });
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { accept: 'application/json', 'content-type': 'application/octet-stream', ...organisationHeader() },
    body: file,
  }).catch(() => {
    throw new Refusal({
      status: 0,
      code: 'noAnswer',
      message: 'The file did not reach the server.',
      seen: null,
      expected: null,
      fix: 'Look whether the server still runs and the file is still there, and give it again: a line is never counted twice.',
    });
  });
  const text = await response.text();
  if (!response.ok) throw refusalOf(response.status, text);
  const answer: BankFileAnswer = JSON.parse(text);
  return answer;
}
