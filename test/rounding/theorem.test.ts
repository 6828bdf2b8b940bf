import assert from 'node:assert/strict';
import { test } from 'node:test';
import { models } from './models.ts';
import { tryInvoices } from './theorem.ts';

for (const model of models) {
  // Law F27. A million of them: npm run rounding.
  test(`${model.name}: of ten thousand invoices of any platform each has the source's totals in the ledger, or a person is asked`, async () => {
    const { booked, asked, askedBy, wrong } = await tryInvoices(model, { invoices: 10_000, seed: 20_261_122 });
    assert.deepEqual(wrong, []);
    assert.equal(booked + asked, 10_000);
    assert.ok(booked > 6000, `only ${booked} were booked: ${JSON.stringify(askedBy)}`);
    assert.ok((askedBy.subCent ?? 0) > 100, 'totals finer than a penny are a question');
  });
}
