import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaxRate } from '../core/records.ts';
import { isDecided, isTaxDecided, withChoices } from './propose-choices.ts';
import { proposeMapping, proposeTax } from './propose.ts';
import type { Proposal } from './propose.ts';
import { mappingOf, readMapping } from './read.ts';

const account = (name: string, label: string) => ({ account: name, label, why: 'It suits.' });

const proposal: Proposal = {
  source: 'Harbour Studio',
  target: 'Harbour Studio Ltd',
  kinds: ['contact', 'invoice', 'payment'],
  sales: account('0200', '0200 Sales'),
  payments: account('090', '090 Bank'),
  byCurrency: [{ ...account('092', '092 Euro bank'), currency: 'EUR' }],
  rounding: account('860', '860 Rounding'),
  taxes: [
    { source: 'GB20', name: 'VAT 20 %', percent: '20', target: { id: 'OUTPUT2', name: '20% (VAT on Income)' } },
    { source: null, name: null, percent: null, target: { id: 'NONE', name: 'No VAT' } },
    { source: 'GB5', name: 'Fuel', percent: '5', target: null },
  ],
  processor: null,
};

test('a proposal can be read at once, says why of each line, and nobody has signed it', () => {
  const text = proposeMapping(proposal);
  const mapping = mappingOf(text);
  assert.equal(mapping.accounts.sales.default, '0200');
  assert.deepEqual(mapping.accounts.payments.byCurrency, { EUR: '092' });
  assert.deepEqual(
    mapping.taxes.map(({ source, target }) => [source, target]),
    [
      ['GB20', 'OUTPUT2'],
      [null, 'NONE'],
    ],
  );
  assert.match(text, /# 0200 Sales: It suits\./);
  assert.match(text, /# Fuel \(5 %\): no code of the ledger suits/);
  assert.equal(isDecided(mapping.accounts.sales.decision), false);
});

test('a name with a line break in it cannot write lines of its own into the file', () => {
  const text = proposeMapping({ ...proposal, source: 'Ada\nexclude: [everything]', sales: account('a"b: c', 'x\u2028kinds: []') });
  const read = readMapping(text);
  assert.ok('mapping' in read);
  assert.equal(read.mapping.accounts.sales.default, 'a"b: c');
  assert.deepEqual(read.mapping.exclude, []);
});

test('a processor is proposed with what was found, and what was not is held', () => {
  const processor = {
    contact: 'Card Company',
    clearing: account('094', 'Balance'),
    transit: null,
    bank: account('090', 'Bank'),
    fees: null,
  };
  const mapping = mappingOf(proposeMapping({ ...proposal, payments: null, byCurrency: [], processor }));
  assert.equal(mapping.processor?.accounts.clearing.default, '094');
  assert.equal(mapping.processor?.accounts.transit.default, null);
  assert.equal(mapping.accounts.payments.default, null);
});

test('choices are signed where they stand, and the words around them stay', () => {
  const decision = { by: 'Robin', because: 'agreed with the accountant' };
  const before = `# ours\naccounts:\n  sales: 200 # main\n  payments: { default: "090", byCurrency: { EUR: "092" } }\ntaxes:\n  - { source: GB20, target: OUTPUT2 }\n`;
  const text = withChoices(
    before,
    {
      sales: '0201',
      payments: '091',
      rounding: '860',
      whenMissing: null,
      taxes: [
        { source: 'GB20', target: 'X1' },
        { source: null, target: 'NONE' },
      ],
    },
    decision,
  );
  const mapping = mappingOf(text);
  assert.match(text, /# ours/);
  assert.equal(mapping.accounts.sales.default, '0201');
  assert.deepEqual(mapping.accounts.payments.byCurrency, { EUR: '092' });
  assert.equal(mapping.accounts.payments.decision.by, 'Robin');
  assert.equal(mapping.contacts.whenMissing, null);
  assert.deepEqual(
    mapping.taxes.map(({ source, target }) => [source, target]),
    [
      ['GB20', 'X1'],
      [null, 'NONE'],
    ],
  );
  assert.equal(isTaxDecided(mapping, null), true);
  assert.equal(isTaxDecided(mapping, 'GB5'), false);
});

const rate = (id: string, name: string, percent: string, appliesTo: TaxRate['appliesTo'] = ['revenue']): TaxRate => ({
  kind: 'taxRate',
  id,
  name,
  percent,
  components: [],
  appliesTo,
  state: 'active',
});
const rates = [
  rate('OUTPUT2', '20% (VAT on Income)', '20'),
  rate('INPUT2', '20% (VAT on Expenses)', '20', ['expense']),
  rate('ZERORATEDOUTPUT', 'Zero Rated Income', '0.00'),
  rate('EXEMPTOUTPUT', 'Exempt Income', '0'),
  rate('NONE', 'No VAT', '0'),
];

test('a tax is proposed by its percentage among those for sales; of several at nought, the one whose name says it', () => {
  assert.equal(proposeTax({ source: 'GB20', name: 'VAT', percent: '20.0' }, rates)?.id, 'OUTPUT2');
  assert.equal(proposeTax({ source: 'GB0', name: 'VAT 0 %', percent: '0' }, rates)?.id, 'ZERORATEDOUTPUT');
  assert.equal(proposeTax({ source: 'EX', name: 'Exempt services', percent: '0' }, rates.slice(3))?.id, 'EXEMPTOUTPUT');
  assert.equal(proposeTax({ source: null, name: null, percent: null }, rates)?.id, 'NONE');
});

test('where nothing tells two codes apart, none is proposed', () => {
  assert.equal(proposeTax({ source: 'X', name: 'Abroad', percent: '0' }, [rate('A', 'Something', '0'), rate('B', 'Other', '0')]), null);
  assert.equal(proposeTax({ source: 'GB5', name: 'Fuel', percent: '5' }, rates), null);
  assert.equal(proposeTax({ source: 'GB5', name: 'Fuel', percent: null }, rates), null);
});
