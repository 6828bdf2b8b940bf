import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { idParams, senderDetails } from '../api/billing.ts';
import type { Contact } from '../core/records.ts';
import type { SenderDetails, SenderStore } from '../billing/sender.ts';
import { Refusal } from '../billing/refusal.ts';
import type { Billing } from '../billing/service.ts';
import { printDocument } from '../printing/document.ts';
import type { ToPrint } from '../printing/document.ts';
import { answerErrors } from './billing-answers.ts';
import { typed } from './billing-resource.ts';
import type { Log } from './log.ts';

const tags = ['billing'];

export interface PrintRouteParts {
  readonly billing: Billing;
  readonly senders: SenderStore;
  /** How the organisation writes figures and days: 'en-GB'. */
  readonly localeOf: (organisation: string) => Promise<string>;
  readonly log: Log;
}

/** Invoices and credit notes on paper, and what they say of who sends them. Register it where `scopeRequests` has put the organisation. */
export async function printRoutes(server: FastifyInstance, parts: PrintRouteParts): Promise<void> {
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  server.setErrorHandler(answerErrors(parts.log));
  addSender(server, parts);
  const app = typed(server);
  for (const [kind, path] of [
    ['invoice', '/v1/invoices'],
    ['creditNote', '/v1/credit-notes'],
  ] as const) {
    const schema = { tags, summary: 'As a PDF, to be sent to the customer', params: idParams };
    app.get(`${path}/:id/pdf`, { schema, config: { may: 'read' } }, async ({ organisation, params }, reply) => {
      const print = await toPrint(parts, organisation, { kind, id: params.id });
      return reply
        .headers({
          'content-type': 'application/pdf',
          'content-disposition': `inline; filename="${fileName(print.document.number ?? print.document.id)}.pdf"`,
          'cache-control': 'private, no-store',
          'x-content-type-options': 'nosniff',
        })
        .send(new Readable().wrap(printDocument(print)));
    });
  }
}

function addSender(server: FastifyInstance, { senders }: PrintRouteParts): void {
  const schema = { tags };
  typed(server).get(
    '/v1/book/sender',
    { schema: { ...schema, summary: 'What invoices say of who sends them' }, config: { may: 'read' } },
    async ({ organisation }) => (await senders.sender(organisation)) ?? nothingSaid,
  );
  typed(server).put(
    '/v1/book/sender',
    {
      schema: { ...schema, summary: 'Say who sends the invoices: address, tax number, where to pay', body: senderDetails },
      config: { may: 'keep', deed: 'changed what invoices say of who sends them' },
    },
    async ({ organisation, body }) => {
      await senders.keepSender(organisation, body);
      return body;
    },
  );
}

const nothingSaid: SenderDetails = { address: null, taxNumber: null, email: null, phone: null, payTo: null };

async function toPrint(
  { billing, senders, localeOf }: PrintRouteParts,
  organisation: string,
  { kind, id }: { readonly kind: 'invoice' | 'creditNote'; readonly id: string },
): Promise<ToPrint> {
  const [found] = await billing.read.fetch(organisation, kind, [id]);
  if (found === undefined) throw new Refusal('not-found', `${kind} ${id}`);
  const document = found.record;
  const rates = [...new Set(document.lines.flatMap(({ taxes }) => taxes.map(({ rate }) => rate)))];
  const corrected = document.kind === 'creditNote' ? document.invoice : null;
  const [settings, details, taxRates, contact, invoice, locale] = await Promise.all([
    billing.settings(organisation),
    senders.sender(organisation),
    billing.read.fetch(organisation, 'taxRate', rates),
    contactOf(billing, organisation, document.contact),
    corrected === null ? [] : billing.read.fetch(organisation, 'invoice', [corrected]),
    localeOf(organisation),
  ]);
  return {
    document,
    sender: { name: settings.name, ...(details ?? nothingSaid) },
    contact,
    taxRates: taxRates.map(({ record }) => record),
    corrects: invoice[0]?.record.number ?? null,
    locale,
  };
}

async function contactOf(billing: Billing, organisation: string, contact: string | null): Promise<Contact | null> {
  if (contact === null) return null;
  const [found] = await billing.read.fetch(organisation, 'contact', [contact]);
  return found?.record ?? null;
}

/** A number may hold anything that people write; a header may not. */
const fileName = (number: string): string => number.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60);
