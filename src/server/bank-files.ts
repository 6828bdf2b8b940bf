import * as asked from '../api/bank-asked.ts';
import type { BankFileAnswer } from '../api/bank.ts';
import { bankConnectionOf, bankFlowOf } from '../engine/bank-desk.ts';
import { importBankFile } from '../engine/bank-import.ts';
import type { BankImported } from '../engine/bank-import.ts';
import { ledgerFacts } from '../engine/facts.ts';
import type { Flow } from '../engine/ports.ts';
import { matchNow, shownDesk } from './bank-parts.ts';
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
      const currency = query.currency ?? (await baseCurrency(parts, organisation, flow));
      const { days, decimal, sign } = query;
      const result = await importBankFile(
        { bank: parts.bank, now: parts.engine.clock.now(), by: nameOf(request.actor) },
        { organisation, connection },
        {
          bytes: body,
          name: query.name,
          account: query.account ?? null,
          currency,
          said: { ...(days && { dayOrder: days }), ...(decimal && { mark: decimal }), ...(sign && { sign }) },
          isConfirmed: query.yes === 'true',
          encoding: null,
        },
      );
      if (result.is === 'imported') return { ...result, ...(await matchedAfter(parts, organisation, flow)) };
      return result.is === 'asks' ? askedAnswer(result, currency) : result;
    },
  );
}

type Imported = Extract<BankFileAnswer, { is: 'imported' }>;

/** The lines are kept whatever comes now: a ledger that does not answer is no reason to say that the file was not read. */
async function matchedAfter(
  parts: BankRouteParts,
  organisation: string,
  flow: Flow | null,
): Promise<Pick<Imported, 'matched' | 'whyNotMatched'>> {
  if (flow === null) return { matched: null, whyNotMatched: 'No flow books bank lines yet.' };
  if (flow.mapping.bank === null) return { matched: null, whyNotMatched: 'The mapping does not say what these accounts are.' };
  try {
    return { matched: await matchNow(parts, organisation), whyNotMatched: null };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    parts.log('error', 'bank lines were kept and not matched', { flow: flow.flow, error: why });
    return { matched: null, whyNotMatched: `The lines are kept, and ${flow.target} could not be asked what they are about: ${why}` };
  }
}

/** Of the ledger that the lines are booked in, or of the only one there is. */
async function baseCurrency(parts: BankRouteParts, organisation: string, flow: Flow | null): Promise<string | null> {
  const [only, ...others] = (await shownDesk(parts, organisation)).ledgers;
  const ledger = flow?.target ?? (others.length === 0 ? only?.connection : undefined);
  return ledger === undefined ? null : ((await ledgerFacts(parts.engine.store, organisation, ledger)).organisation?.baseCurrency ?? null);
}

function askedAnswer(result: Extract<BankImported, { is: 'asks' }>, usual: string | null): BankFileAnswer {
  const { delimiter, mark, dayOrder, sign, header, columns } = result.dialect;
  const sample = result.sample.map(({ bookedOn, amount, counterparty, text }) => ({
    bookedOn,
    amount,
    counterparty: counterparty.name,
    text,
  }));
  const named = Object.entries(columns).flatMap(([is, places]) =>
    places.map((at) => ({ at, is, from: header?.[at]?.trim() || `column ${at + 1}` })),
  );
  const shown = named.toSorted((a, b) => a.at - b.at).map(({ is, from }) => ({ is, from }));
  const currency = result.dialect.currency ?? usual;
  return { is: 'asks', read: { delimiter, mark, dayOrder, sign, currency, columns: shown }, questions: result.questions, sample };
}
