import * as asked from '../api/bank-asked.ts';
import type { BankFileAnswer } from '../api/bank.ts';
import { bankConnectionOf, bankFlowOf } from '../engine/bank-desk.ts';
import { importBankFile } from '../engine/bank-import.ts';
import type { BankImported } from '../engine/bank-import.ts';
import { ledgerFacts } from '../engine/facts.ts';
import { matchNow } from './bank-parts.ts';
import type { BankRouteParts } from './bank-parts.ts';
import { Problem } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

/** A year of a busy account is a few megabytes. */
const largestFile = 64 * 1_048_576;

/** A bank file arrives as it is, byte by byte. */
export function addBankFiles(server: OfficeServer, parts: BankRouteParts): void {
  server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: largestFile }, (_request, body, done) =>
    done(null, body),
  );
  const schema = { tags: ['bank'], summary: 'Import a bank file', querystring: asked.bankFileQuery };
  server.post(
    '/v1/bank/files',
    { schema, bodyLimit: largestFile, config: { may: 'keep', deed: 'imported a bank file' } },
    async (request): Promise<BankFileAnswer> => {
      const { organisation, body, query } = request;
      if (!(body instanceof Uint8Array))
        throw new Problem(415, { error: 'A bank file is sent as its bytes.', expected: 'content-type: application/octet-stream' });
      const { connection } = await bankConnectionOf(parts, organisation);
      const flow = await bankFlowOf(parts, await parts.engine.store.flows(organisation));
      const base = flow === null ? null : (await ledgerFacts(parts.engine.store, organisation, flow.target)).organisation?.baseCurrency;
      const { days, decimal, sign } = query;
      const result = await importBankFile(
        { bank: parts.bank, now: parts.engine.clock.now(), by: nameOf(request.actor) },
        { organisation, connection },
        {
          bytes: body,
          name: query.name,
          account: query.account ?? null,
          currency: query.currency ?? base ?? 'EUR',
          said: { ...(days && { dayOrder: days }), ...(decimal && { mark: decimal }), ...(sign && { sign }) },
          isConfirmed: query.yes === 'true',
          encoding: null,
        },
      );
      const isBooked = result.is === 'imported' && flow !== null && flow.mapping.bank !== null;
      return fileAnswer(result, isBooked ? await matchNow(parts, organisation) : null);
    },
  );
}

function fileAnswer(result: BankImported, matched: Extract<BankFileAnswer, { is: 'imported' }>['matched']): BankFileAnswer {
  if (result.is === 'imported') return { ...result, matched };
  if (result.is !== 'asks') return result;
  const { delimiter, mark, dayOrder, sign } = result.dialect;
  const sample = result.sample.map(({ bookedOn, amount, counterparty, text }) => ({
    bookedOn,
    amount,
    counterparty: counterparty.name,
    text,
  }));
  return { is: 'asks', read: { delimiter, mark, dayOrder, sign }, questions: result.questions, sample };
}
