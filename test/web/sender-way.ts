import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '../../src/printing/reading.testing.ts';
import { firstOwner, signUp } from './first-time.ts';
import { walk } from './walker.ts';

// Who stands on the invoices, said in the settings and read on the PDF: `npm run web:walk`.

const book = {
  name: 'Harbour Studio Ltd',
  country: 'GB',
  baseCurrency: 'GBP',
  timeZone: 'Europe/London',
  roundsTax: 'perLine',
  series: { invoice: { prefix: 'INV-', digits: 4 }, creditNote: { prefix: 'CRN-', digits: 4 } },
};

test('what is said of the sender in the settings stands on the next PDF of an invoice', (t) =>
  walk(
    t,
    async ({ page, address, press, look, ask }) => {
      await signUp(page, address, firstOwner);
      await ask('PUT', '/v1/book', book);
      const contact = await ask<{ readonly id: string }>('POST', '/v1/contacts', { name: 'Alder Bakery Ltd' });
      const lines = [{ description: 'Shop window', unitPrice: '120', taxes: [] }];
      await ask('POST', '/v1/invoices', { contact: contact.id, issuedOn: '2026-11-02', currency: 'GBP', lines });
      await page.goto(`${address}/settings`);
      await page.getByLabel('Street').fill('1 Quay\nSecond floor');
      await page.getByLabel('City').fill('Bristol');
      await page.getByLabel('Country', { exact: true }).fill('GB');
      await page.getByLabel('Tax number').fill('GB 123 4567 89');
      await page.getByLabel('How to pay').fill('IBAN GB33 BUKB 2020 1555 5555 55\nBIC BUKBGB22');
      await press('Save the sender');
      await page.getByText('It stands on every invoice from now on').first().waitFor();
      await look('settings with a sender');
      const link = page.getByRole('link', { name: 'See INV-0001 as PDF' });
      const pdf = await page.request.get(`${address}${(await link.getAttribute('href')) ?? ''}`);
      const [sheet = ''] = textOf(await pdf.body());
      for (const told of ['Second floor', 'Bristol', 'United Kingdom', 'Tax number GB 123 4567 89', 'BIC BUKBGB22'])
        assert.ok(sheet.includes(told), `${told} in ${sheet}`);
      await page.reload();
      assert.equal(await page.getByLabel('How to pay').inputValue(), 'IBAN GB33 BUKB 2020 1555 5555 55\nBIC BUKBGB22');
    },
    { isPaced: false },
  ));
