import { parseArgs } from 'node:util';
import { models } from './models.ts';
import { tryInvoices } from './theorem.ts';

/** `npm run rounding -- --invoices 1000000 --seed S`: the theorem over many invoices for each ledger; the last line is JSON. */
const { values } = parseArgs({ options: { invoices: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } } });
const invoices = Number(values.invoices);
const seed = Number(values.seed);
const results = [];
for (const model of models) {
  const began = performance.now();
  const tally = await tryInvoices(model, { invoices, seed });
  for (const sentence of tally.wrong) console.log(sentence);
  console.log(`${model.name}: ${tally.booked} booked, ${tally.asked} asked about, ${tally.wrong.length} wrong`);
  results.push({ ledger: model.name, ...tally, wrong: tally.wrong.length, seconds: Math.round((performance.now() - began) / 1000) });
}
console.log(JSON.stringify({ invoices, seed, results }));
process.exit(results.every(({ wrong }) => wrong === 0) ? 0 : 1);
