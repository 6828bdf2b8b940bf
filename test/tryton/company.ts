import { dayOf, figure, firstId, memberOf } from './rpc.ts';
import type { Rpc } from './rpc.ts';

/** Accounts by code, as the minimal chart of Tryton with codes and a few more accounts has them. */
export const codes = {
  receivable: '1100',
  payable: '2100',
  revenue: '4000',
  expense: '5000',
  cash: '1000',
  tax: '2200',
  clearing: '1010',
  savings: '1020',
} as const;

const context = { company: 1, language: 'en' };
const beforeCompany = { language: 'en' };

/** A British company with four years, a chart, two taxes and three accounts that take payments: what a person clicks together. */
export async function foundCompany(rpc: Rpc): Promise<void> {
  const first = makerIn(rpc, beforeCompany);
  const make = makerIn(rpc, context);
  const find = finderIn(rpc);
  const pounds = await first('currency.currency', {
    name: 'Pound sterling',
    code: 'GBP',
    numeric_code: '826',
    symbol: '£',
    digits: 2,
    rounding: figure('0.01'),
    rates: [['create', [{ date: dayOf('2020-01-01'), rate: figure('1') }]]],
  });
  const party = await first('party.party', { name: 'Agency Ltd', addresses: [['create', [{}]]] });
  const company = await first('company.company', { party, currency: pounds });
  await rpc('model.res.user.write', [[1], { companies: [['add', [company]]], company }, beforeCompany]);
  for (const year of [2024, 2025, 2026, 2027]) await openYear({ rpc, make, find, company, year });
  await openChart({ rpc, make, find, company });
  await shortenPrint(rpc, await find('ir.action.report', [['report_name', '=', 'account.invoice']]));
}

/** Tryton prints whatever is posted. A letter of its own design, in plain text here, is printed in a tenth of the time. */
async function shortenPrint(rpc: Rpc, report: number): Promise<void> {
  const letter = Buffer.from('Invoice ${invoice.number} for ${invoice.total_amount}').toString('base64');
  const values = { template_extension: 'txt', extension: '', report_content: { __class__: 'bytes', base64: letter } };
  await rpc('model.ir.action.report.write', [[report], values, context]);
}

/** Years more than the company was founded with, for documents that are older. */
export async function openYears(rpc: Rpc, years: readonly number[]): Promise<void> {
  for (const year of years) await openYear({ rpc, make: makerIn(rpc, context), find: finderIn(rpc), company: context.company, year });
}

const makerIn =
  (rpc: Rpc, within: Readonly<Record<string, unknown>>) =>
  async (model: string, values: Readonly<Record<string, unknown>>): Promise<number> =>
    firstId(await rpc(`model.${model}.create`, [[values], within]));

const finderIn =
  (rpc: Rpc) =>
  async (model: string, domain: readonly unknown[]): Promise<number> =>
    firstId(await rpc(`model.${model}.search`, [domain, 0, 1, null, context]));

interface Founding {
  readonly rpc: Rpc;
  readonly make: (model: string, values: Readonly<Record<string, unknown>>) => Promise<number>;
  readonly find: (model: string, domain: readonly unknown[]) => Promise<number>;
  readonly company: number;
}

async function openYear({ rpc, make, find, company, year }: Founding & { readonly year: number }): Promise<void> {
  const moves = await make('ir.sequence', {
    name: `Moves ${year}`,
    sequence_type: await find('ir.sequence.type', [['name', '=', 'Account Move']]),
    company,
  });
  const invoices = await make('ir.sequence.strict', {
    name: `Invoices ${year}`,
    prefix: `${year}/`,
    sequence_type: await find('ir.sequence.type', [['name', '=', 'Invoice']]),
    company,
  });
  const opened = await make('account.fiscalyear', {
    name: `${year}`,
    company,
    start_date: dayOf(`${year}-01-01`),
    end_date: dayOf(`${year}-12-31`),
    post_move_sequence: moves,
    invoice_sequences: [
      [
        'create',
        [
          {
            company,
            in_invoice_sequence: invoices,
            in_credit_note_sequence: invoices,
            out_invoice_sequence: invoices,
            out_credit_note_sequence: invoices,
          },
        ],
      ],
    ],
  });
  await rpc('model.account.fiscalyear.create_period', [[opened], context]);
}

async function openChart({ rpc, make, find, company }: Founding): Promise<void> {
  const template = await find('account.account.template', [
    ['name', '=', 'Minimal Account Chart'],
    ['parent', '=', null],
  ]);
  const started = await rpc('wizard.account.create_chart.create', [context]);
  const session = firstId(started);
  const execute = (data: Readonly<Record<string, unknown>>, state: string) =>
    rpc('wizard.account.create_chart.execute', [session, data, state, context]);
  await execute({ account: { company, account_template: template } }, 'create_account');
  const named = (name: string): Promise<number> => find('account.account', [['name', '=', name]]);
  const [receivable, payable] = [await named('Main Receivable'), await named('Main Payable')];
  await execute({ properties: { company, account_receivable: receivable, account_payable: payable } }, 'create_properties');
  await rpc('wizard.account.create_chart.delete', [session, context]);
  const chart = [
    ['Main Receivable', codes.receivable],
    ['Main Payable', codes.payable],
    ['Main Revenue', codes.revenue],
    ['Main Expense', codes.expense],
    ['Main Cash', codes.cash],
    ['Main Tax', codes.tax],
  ] as const;
  for (const [name, code] of chart) await rpc('model.account.account.write', [[await named(name)], { code }, context]);
  const tax = await named('Main Tax');
  for (const [name, rate] of [
    ['VAT 20%', '0.20'],
    ['No VAT', '0'],
  ] as const)
    await make('account.tax', {
      name,
      description: name,
      company,
      type: 'percentage',
      rate: figure(rate),
      invoice_account: tax,
      credit_note_account: tax,
    });
  const [cash] = await readOne(rpc, await named('Main Cash'), ['type', 'parent']);
  const journal = await find('account.journal', [['type', '=', 'cash']]);
  for (const [name, code] of [
    ['Main Cash', codes.cash],
    ['Card processor', codes.clearing],
    ['Savings', codes.savings],
  ] as const) {
    const account =
      code === codes.cash
        ? await named(name)
        : await make('account.account', { name, code, company, type: memberOf(cash, 'type'), parent: memberOf(cash, 'parent') });
    await make('account.invoice.payment.method', { name, company, journal, credit_account: account, debit_account: account });
  }
  // Taxes are rounded line by line, as British law has it; Tryton would otherwise round the whole document.
  await rpc('model.account.configuration.write', [[1], { tax_rounding: 'line' }, context]);
  await rpc('model.company.company.write', [[company], { cancel_invoice_out: true }, context]);
}

async function readOne(rpc: Rpc, id: number, fields: readonly string[]): Promise<readonly unknown[]> {
  const rows = await rpc('model.account.account.read', [[id], fields, context]);
  return Array.isArray(rows) ? rows : [];
}
