import type { FastifyInstance } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import * as asked from '../api/billing.ts';
import * as told from '../api/billing-records.ts';
import { keysOf } from '../billing/duplicates.ts';
import type { Billing } from '../billing/service.ts';
import { answerErrors, shown, shownOrganisationOf, shownPlain } from './billing-answers.ts';
import { addResource, asOfDay, guardOwnKeys, keyHeader, refusals, typed } from './billing-resource.ts';
import type { Log } from './log.ts';

const tags = ['billing'];

export interface BillingRouteParts {
  readonly billing: Billing;
  readonly log: Log;
}

/** Billing over HTTP. Register it where `scopeRequests` has put the organisation on each request. */
export async function billingRoutes(server: FastifyInstance, { billing, log }: BillingRouteParts): Promise<void> {
  server.setValidatorCompiler(validatorCompiler);
  // Answers are typed records of our own: checking ten thousand invoices against a schema again would cost more than making them.
  server.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  server.setErrorHandler(answerErrors(log));
  guardOwnKeys(server);
  addBook(server, billing);
  addSearches(server, billing);
  addResources(server, billing);
  addMoney(server, billing);
  addChanges(server, billing);
}

function addResources(server: FastifyInstance, billing: Billing): void {
  addResource(server, billing, {
    kind: 'taxRate',
    path: '/v1/tax-rates',
    draft: asked.taxRateDraft,
    change: null,
    shown: told.shownTaxRate,
    may: 'keep',
    removal: null,
  });
  addResource(server, billing, {
    kind: 'contact',
    path: '/v1/contacts',
    draft: asked.contactDraft,
    change: asked.contactChange,
    shown: told.shownContact,
    may: 'create',
    removal: 'archive',
  });
  addResource(server, billing, {
    kind: 'invoice',
    path: '/v1/invoices',
    draft: asked.invoiceDraft,
    change: asked.invoiceChange,
    shown: told.shownInvoice,
    may: 'create',
    removal: 'void',
  });
  addResource(server, billing, {
    kind: 'creditNote',
    path: '/v1/credit-notes',
    draft: asked.creditNoteDraft,
    change: asked.creditNoteChange,
    shown: told.shownCreditNote,
    may: 'create',
    removal: 'void',
  });
}

function addMoney(server: FastifyInstance, billing: Billing): void {
  addResource(server, billing, {
    kind: 'payment',
    path: '/v1/payments',
    draft: asked.paymentDraft,
    change: asked.paymentChange,
    shown: told.shownPayment,
    may: 'create',
    removal: 'void',
  });
  addResource(server, billing, {
    kind: 'refund',
    path: '/v1/refunds',
    draft: asked.refundDraft,
    change: null,
    shown: told.shownRefund,
    may: 'create',
    removal: 'void',
  });
  addResource(server, billing, {
    kind: 'allocation',
    path: '/v1/allocations',
    draft: asked.allocationDraft,
    change: null,
    shown: told.shownAllocation,
    may: 'create',
    removal: 'void',
  });
}

function addBook(server: FastifyInstance, billing: Billing): void {
  const schema = { tags, response: { 200: asked.bookSettings, ...refusals } };
  typed(server).get('/v1/book', { schema: { ...schema, summary: 'How the book is kept' }, config: { may: 'read' } }, ({ organisation }) =>
    billing.settings(organisation),
  );
  typed(server).put(
    '/v1/book',
    {
      schema: { ...schema, summary: 'Make the book, or change how it is kept', body: asked.bookSettings },
      config: { may: 'keep', deed: 'changed how the book is kept' },
    },
    ({ organisation, body }) => billing.openBook(organisation, body),
  );
  const organisationSchema = { tags, summary: 'Whose book it is', response: { 200: told.shownOrganisation, ...refusals } };
  typed(server).get('/v1/organisation', { schema: organisationSchema, config: { may: 'read' } }, async ({ organisation }) =>
    shownOrganisationOf(organisation, await billing.settings(organisation)),
  );
}

function addSearches(server: FastifyInstance, billing: Billing): void {
  const app = typed(server);
  const proposals = { tags, summary: 'Contacts that may be one, with the evidence', response: { 200: told.mergeProposals, ...refusals } };
  app.get('/v1/contacts/duplicates', { schema: proposals, config: { may: 'read' } }, async ({ organisation }) => ({
    proposals: await billing.proposals(organisation),
  }));
  const contacts = {
    tags,
    summary: 'Contacts that share a name, an e-mail address or a tax number with these',
    body: asked.contactCandidates,
    response: { 200: told.pageOf(told.shownContact), ...refusals },
  };
  app.post('/v1/contacts/candidates', { schema: contacts, config: { may: 'read', deed: null } }, async ({ organisation, body }) => {
    const found = await billing.read.contactsLike(organisation, body.map(keysOf));
    return { records: found.map((kept) => shownPlain(kept)), next: null };
  });
  const payments = {
    tags,
    summary: 'Payments of the same day and amount as these',
    body: asked.paymentCandidates,
    response: { 200: told.pageOf(told.shownPayment), ...refusals },
  };
  app.post('/v1/payments/candidates', { schema: payments, config: { may: 'read', deed: null } }, async ({ organisation, body }) => {
    const found = await billing.read.paymentsLike(organisation, body);
    return { records: found.map((kept) => shownPlain(kept)), next: null };
  });
  const merge = {
    tags,
    summary: 'Archive a contact in favour of another',
    headers: keyHeader,
    params: asked.idParams,
    body: asked.mergeRequest,
    response: { 200: told.shownContact, ...refusals },
  };
  app.post(
    '/v1/contacts/:id/merge',
    { schema: merge, config: { may: 'keep', deed: 'merged a contact into another' } },
    async ({ organisation, params, body, headers }) =>
      shownPlain(await billing.merge(organisation, params.id, body.into, headers['idempotency-key'] ?? null)),
  );
}

function addChanges(server: FastifyInstance, billing: Billing): void {
  const schema = {
    tags,
    summary: 'What changed, oldest change first, each with the record as it is now',
    description: 'Reading on from `next` may show a record again, and never leaves one out.',
    querystring: asked.changesQuery,
    response: { 200: told.changePage, ...refusals },
  };
  typed(server).get('/v1/changes', { schema, config: { may: 'read' } }, async ({ organisation, query }) => {
    const asOf = await asOfDay(billing, organisation, query.asOf);
    const { changes, next, isLast } = await billing.read.changes(organisation, {
      kind: query.kind ?? null,
      after: query.after ?? null,
      limit: query.limit,
    });
    return {
      changes: changes.map(({ sequence, at, kept }) => ({ sequence, at: new Date(at).toISOString(), record: shown(kept, asOf) })),
      next,
      isLast,
    };
  });
}
