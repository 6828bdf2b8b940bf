import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import type { Invoice } from '../core/records.ts';
import { printDocument } from './document.ts';
import type { ToPrint } from './document.ts';
import { piecesOf, textOf } from './reading.testing.ts';

const line = (more: Partial<Invoice['lines'][number]> = {}): Invoice['lines'][number] => ({
  id: '1',
  description: 'Design of a harbour',
  quantity: '2.5',
  unitPrice: '1000',
  discount: { percent: '10' },
  amount: '2250',
  taxes: [{ rate: 'GB20', amount: '450' }],
  account: null,
  item: null,
  ...more,
});

const invoice = (more: Partial<Invoice> = {}): Invoice => ({
  kind: 'invoice',
  id: 'inv_1',
  number: 'INV-0007',
  contact: 'con_1',
  issuedOn: '2026-03-01',
  dueOn: '2026-03-31',
  currency: 'GBP',
  exchangeRate: null,
  amountsAre: 'exclusive',
  lines: [line()],
  discount: null,
  totals: { net: '2250', tax: '450', gross: '2700' },
  reference: 'PO 12',
  notes: 'Thank you.',
  state: 'open',
  paid: '0',
  credited: '0',
  ...more,
});

const print = (document: Invoice, more: Partial<ToPrint> = {}): ToPrint => ({
  document,
  sender: {
    name: 'Harbour Ltd',
    address: { lines: ['1 Quay'], city: 'Bristol', region: null, postalCode: 'BS1 1AA', country: 'United Kingdom' },
    taxNumber: 'GB123456789',
    email: 'books@harbour.example',
    phone: null,
    payTo: 'IBAN GB00 TEST\nHarbour Ltd',
  },
  contact: {
    kind: 'contact',
    id: 'con_1',
    name: 'Ada Ltd',
    givenName: null,
    familyName: null,
    email: null,
    phone: null,
    taxNumber: null,
    address: null,
    isCustomer: true,
    isSupplier: false,
    state: 'active',
    mergedInto: null,
  },
  taxRates: [
    {
      kind: 'taxRate',
      id: 'GB20',
      name: 'VAT',
      percent: '20',
      components: [{ name: 'VAT', percent: '20', compound: false }],
      appliesTo: ['revenue'],
      state: 'active',
    },
  ],
  corrects: null,
  locale: 'en-GB',
  ...more,
});

const bytesOf = (of: ToPrint): Promise<Buffer> => buffer(printDocument(of));
const pagesOf = async (of: ToPrint): Promise<readonly string[]> => textOf(await bytesOf(of));

test('an invoice on paper says who sends what to whom, for how much, until when and where to pay', async () => {
  const [page = '', ...others] = await pagesOf(print(invoice()));
  assert.equal(others.length, 0);
  for (const told of [
    'Invoice INV-0007',
    'Harbour Ltd',
    'BS1 1AA Bristol',
    'Tax number GB123456789',
    'Ada Ltd',
    '1 March 2026',
    '31 March 2026',
  ])
    assert.ok(page.includes(told), `${told} in ${page}`);
  for (const told of [
    'PO 12',
    '2.5',
    '1,000.00',
    '10 %',
    '2,250.00',
    'VAT (20 %)',
    '450.00 GBP',
    '2,700.00 GBP',
    'Thank you.',
    'IBAN GB00 TEST',
  ])
    assert.ok(page.includes(told), `${told} in ${page}`);
  assert.equal(/PAID|Still open/.test(page), false);
});

test('the same document always gives the same bytes', async () => {
  const [one, again] = [await bytesOf(print(invoice())), await bytesOf(print(invoice()))];
  assert.ok(one.equals(again));
});

test('what was paid is stamped, and what is left of it is named', async () => {
  const [paid = ''] = await pagesOf(print(invoice({ paid: '2700' })));
  assert.ok(paid.includes('PAID'));
  const [partly = ''] = await pagesOf(print(invoice({ paid: '700.5' })));
  assert.ok(!partly.includes('PAID') && partly.includes('1,999.50 GBP'), partly);
});

test('a tax rate that is called like a total stands with the other rates, and under no rule', async () => {
  const heights = async (name: string): Promise<readonly (readonly number[])[]> => {
    const taxRates = print(invoice()).taxRates.map((rate) => ({ ...rate, name }));
    return piecesOf(await bytesOf(print(invoice(), { taxRates }))).map((page) => page.map(({ above }) => above));
  };
  assert.deepEqual(await heights('Total exempt'), await heights('Quite exempt'));
});

test('figures are written as people of the place write them, to the last digit', async () => {
  const many = '123456789012345678.91';
  const [page = ''] = await pagesOf(
    print(invoice({ currency: 'JPY', totals: { net: many, tax: '0', gross: '12345678' } }), { locale: 'de-DE' }),
  );
  for (const told of ['123.456.789.012.345.678,91 JPY', '12.345.678 JPY', '1. März 2026']) assert.ok(page.includes(told), page);
});

test('many lines go on over pages, each with the heads of the columns and its number', async () => {
  const lines = Array.from({ length: 120 }, (_, index) => line({ description: `Line ${index + 1}` }));
  const pages = await pagesOf(print(invoice({ lines })));
  assert.ok(pages.length >= 3, String(pages.length));
  pages.forEach((page, index) => assert.ok(page.includes(`page ${index + 1} of ${pages.length}`), page));
  assert.ok(pages.slice(0, 2).every((page) => page.includes('Description') && page.includes('Amount')));
  assert.ok(pages.join('\n').includes('Line 120'));
});

test('names without a space, of many letters and from right to left are written whole and in the order in which they are read', async () => {
  const long = 'x'.repeat(300);
  const given = print(invoice({ notes: long }));
  const contact = { ...(given.contact ?? assert.fail()), name: 'חברת נמל 12 בע״מ', address: null };
  const [page = ''] = await pagesOf({ ...given, contact });
  assert.equal((page.match(/x/g) ?? []).length - (page.match(/VAT|Tax/gi) ?? []).filter((word) => word.includes('x')).length >= 300, true);
  // Seen from the left the last word comes first, and its letters are turned around.
  const seen = page.replaceAll(/\s/g, '');
  assert.ok(seen.includes('למנתרבח'), page);
});

const words = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}${String(index).padStart(4, '0')}`);

/** What stands on the pages but for their numbers; nothing of it, and of those, is below where it belongs. */
async function bodyOf(of: ToPrint): Promise<readonly string[]> {
  const pages = piecesOf(await bytesOf(of));
  return pages.map((page, index) => {
    const foot = page.slice(page.findLastIndex(({ above }) => above !== page.at(-1)?.above) + 1);
    const said = foot.map(({ text }) => text).join('');
    assert.ok(said.endsWith(`page ${index + 1} of ${pages.length}`) && foot.every(({ above }) => above > 0), said);
    const body = page.slice(0, -foot.length);
    assert.deepEqual(
      body.filter(({ above }) => above < 842 - 780),
      [],
    );
    return body.map(({ text }) => text).join('');
  });
}

test('a description of four thousand characters stands whole on as many pages as it takes, each with the heads of the columns', async () => {
  const told = words('word', 444);
  const description = told.join(' ').padEnd(4_000, '.');
  const before = Array.from({ length: 20 }, () => line());
  const pages = await bodyOf(print(invoice({ lines: [...before, line({ description }), line({ description: 'The last' })] })));
  assert.deepEqual(pages.join('').match(/word\d{4}/g), told);
  const withLines = pages.filter((page) => /word\d{4}|The last/.test(page));
  assert.ok(withLines.length >= 3, String(withLines.length));
  for (const page of withLines) assert.equal(page.match(/Description/g)?.length, 1, page);
  assert.ok(pages.at(-1)?.includes('2,700.00 GBP'));
});

test('a note of sixty lines and one of a single long one stand whole on as many pages as it takes, each with its head', async () => {
  const told = words('note', 60);
  for (const notes of [told.join('\n'), words('note', 60).join(` ${'x'.repeat(60)} `)]) {
    const pages = await bodyOf(print(invoice({ notes })));
    assert.deepEqual(pages.join('').match(/note\d{4}/g), told);
    const withNotes = pages.filter((page) => /note\d{4}/.test(page));
    assert.ok(withNotes.length >= 2, String(withNotes.length));
    for (const page of withNotes) assert.equal(page.match(/Notes/g)?.length, 1, page);
  }
});

test('a party whose name and address fill pages keeps all of them, and what stands beside them stays on the first', async () => {
  const given = print(invoice());
  const told = words('quay', 400);
  const pages = await bodyOf({ ...given, contact: { ...(given.contact ?? assert.fail()), name: told.join(' ') } });
  assert.deepEqual(pages.join('').match(/quay\d{4}/g), told);
  assert.ok(pages.length >= 2 && pages[0]?.includes('31 March 2026'));
});

test('no figure goes on in the next line, however large it is, and what no line has gets no column', async () => {
  const large = line({
    unitPrice: '1234567.89',
    quantity: '1000.25',
    discount: null,
    amount: '1234876531.97',
    description: 'x '.repeat(200),
  });
  const both = [
    { rate: 'GB20', amount: '1' },
    { rate: 'GB5', amount: '2' },
  ];
  const [first] = piecesOf(await bytesOf(print(invoice({ lines: [large, line({ discount: null, taxes: both })] }))));
  const written = (first ?? []).map(({ text }) => text);
  for (const figure of ['1,234,876,531.97', '1,000.25', '1,234,567.89'])
    assert.ok(written.includes(figure), `${figure} in ${written.join('|')}`);
  const page = written.join('');
  assert.ok(!page.includes('Discount') && page.includes('20 % +GB5'), page);
});

test('a discount on the whole document is told in money, and a tax that is called by its percentage does not say it twice', async () => {
  const given = print(invoice({ discount: { percent: '12.5' }, totals: { net: '1968.75', tax: '393.75', gross: '2362.5' } }));
  const [page = ''] = await pagesOf({ ...given, taxRates: given.taxRates.map((rate) => ({ ...rate, name: 'VAT 20%' })) });
  for (const told of ['2,250.00 GBP', 'Discount (12.5 %)', '-281.25 GBP', '1,968.75 GBP'])
    assert.ok(page.includes(told), `${told} in ${page}`);
  assert.equal(page.includes('VAT 20% ('), false);
});

test('a country that is known by its two letters is called by its name', async () => {
  const given = print(invoice());
  const address = { lines: [], city: 'Wien', region: null, postalCode: '1010', country: 'AT' };
  const [page = ''] = await pagesOf({ ...given, locale: 'de-AT', contact: { ...(given.contact ?? assert.fail()), address } });
  assert.ok(page.includes('Österreich'), page);
});
