import { quickbooks } from '../../src/connectors/quickbooks/connector.ts';
import type { Session } from '../../src/contract/connector.ts';
import type { Http } from '../../src/contract/http.ts';
import { add, amount, decimal, divide, equal, multiply, round, subtract, sum, zero } from '../../src/core/decimal.ts';
import type { Decimal, Rounding } from '../../src/core/decimal.ts';
import { parseJson } from '../../src/core/json.ts';
import type { Invoice, Totals } from '../../src/core/records.ts';
import { figureIn, fieldsIn, fieldsOf, listIn } from './bodies.ts';
import type { Body } from './bodies.ts';
import { percents } from './sources.ts';
import type { LedgerModel } from './theorem.ts';

const company = '9341457021722203';
/** The tax codes of the company; each charges one rate, which has the id of its code with an r before it. */
const codes = { VAT20: '20', VAT19: '19', VAT7: '7', VAT0: '5' } as const;
const accounts = { sales: '79', rounding: '30' } as const;

/**
 * QuickBooks' arithmetic outside the United States (Intuit, Accounting API: Invoice, and "Manage sales tax for non-US locales"):
 * amounts have two places, an `Amount` that is not quantity × price is refused (6070), the tax of a rate is worked out on all that
 * it is charged on and rounded once, tax that is sent for a rate or in total is kept. Whether the total or the rates go first, which
 * way half a cent goes, and whether an inclusive line counts by its net or its gross is not said: all are tried.
 */
export const quickbooksModel: LedgerModel = {
  name: 'QuickBooks',
  connector: quickbooks,
  session: openSession,
  mapping: `
accounts: { sales: "${accounts.sales}", payments: "35", rounding: "${accounts.rounding}" }
taxes:
${Object.entries(codes)
  .map(([source, target]) => `  - { source: ${source}, target: "${target}" }`)
  .join('\n')}
  - { source: null, target: "6" }
`,
  taxRates: [],
  totalsOf: (body) => {
    const invoice = fieldsOf(parseJson(body));
    const ways: readonly Rounding[] = ['halfUp', 'halfEven'];
    for (const rounding of ways) {
      const no = refusal(invoice, rounding);
      if (no !== null) return { refuses: no };
    }
    return ways.flatMap((rounding) => bookings(invoice, rounding));
  },
};

function refusal(invoice: Body, rounding: Rounding): string | null {
  for (const line of listIn(invoice, 'Line').map(fieldsOf)) {
    const detail = fieldsIn(line, 'SalesItemLineDetail');
    const [shown, gross] = [figureIn(line, 'Amount'), figureIn(detail, 'TaxInclusiveAmt')];
    if ([shown, gross].some((each) => !equal(each, round(each, 2)))) return `a line of ${amount(shown)}, finer than a cent`;
    if (detail['Qty'] === undefined || detail['UnitPrice'] === undefined) continue;
    const worth = round(multiply(figureIn(detail, 'Qty'), figureIn(detail, 'UnitPrice')), 2, rounding);
    if (!equal(worth, shown)) return `a line of ${amount(shown)} that comes to ${amount(worth)} (${rounding})`;
  }
  return null;
}

/** What is booked, under each reading of what was sent. */
function bookings(invoice: Body, rounding: Rounding): readonly Totals[] {
  const lines = listIn(invoice, 'Line').map(fieldsOf);
  const nets = sum(lines.map((line) => figureIn(line, 'Amount')));
  const sent = fieldsIn(invoice, 'TxnTaxDetail');
  const taxes = [byRates(lines, sent, rounding), ...(sent['TotalTax'] === undefined ? [] : [figureIn(sent, 'TotalTax')])];
  return taxes.flatMap((tax) => {
    const byNet = { net: amount(nets), tax: amount(tax), gross: amount(add(nets, tax)) };
    if (invoice['GlobalTaxCalculation'] !== 'TaxInclusive') return [byNet];
    const gross = sum(lines.map((line) => figureIn(fieldsIn(line, 'SalesItemLineDetail'), 'TaxInclusiveAmt')));
    return [byNet, { net: amount(subtract(gross, tax)), tax: amount(tax), gross: amount(gross) }];
  });
}

/** The tax that was sent for each rate; QuickBooks' own where a line charges a rate for which none was sent. */
function byRates(lines: readonly Body[], sent: Body, rounding: Rounding): Decimal {
  const given = new Map((sent['TaxLine'] === undefined ? [] : listIn(sent, 'TaxLine')).map(fieldsOf).map((line) => [rateIn(line), line]));
  const bases = new Map<string, Decimal>();
  for (const line of lines) {
    const code = fieldsIn(fieldsIn(line, 'SalesItemLineDetail'), 'TaxCodeRef')['value'];
    if (typeof code === 'string' && code !== '6') bases.set(code, add(bases.get(code) ?? zero, figureIn(line, 'Amount')));
  }
  const own = [...bases].map(([code, base]) => {
    const line = given.get(`r${code}`);
    return line === undefined
      ? round(divide(multiply(base, decimal(percentOf(code))), decimal('100'), 6), 2, rounding)
      : figureIn(line, 'Amount');
  });
  return sum(own);
}

const rateIn = (line: Body): string => String(fieldsIn(fieldsIn(line, 'TaxLineDetail'), 'TaxRateRef')['value']);

const percentOf = (code: string): string => {
  const found = Object.entries(codes).find(([, id]) => id === code)?.[0];
  const percent = Object.entries(percents).find(([name]) => name === found)?.[1];
  if (percent === undefined) throw new Error(`no line was expected to have the code ${code}`);
  return percent;
};

/** A session that has read what a company says of itself, so that it can write without asking anybody. */
async function openSession(): Promise<Session> {
  const http: Http = ({ path }) => Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(answerTo(decodeURIComponent(path))) });
  const session = quickbooks.open({ http, account: company });
  const first: Invoice = { ...anything, lines: Object.values(accounts).map((account) => ({ ...anyLine, account })) };
  await session.prepare?.([{ do: 'create', record: first, reference: 'Taaaaaaaaaaaaaaaa' }]);
  return session;
}

function answerTo(path: string): Body {
  const list = (entity: string, rows: readonly Body[]): Body => ({ QueryResponse: { [entity]: rows } });
  if (path.includes('/companyinfo/')) return { CompanyInfo: { Country: 'GB' } };
  if (path.includes('/preferences'))
    return {
      Preferences: { CurrencyPrefs: { MultiCurrencyEnabled: true, HomeCurrency: { value: 'GBP' } }, TaxPrefs: { UsingSalesTax: true } },
    };
  if (path.includes('from Account'))
    return list(
      'Account',
      Object.values(accounts).map((Id) => ({ Id, Name: `Account ${Id}` })),
    );
  if (path.includes('from TaxRate'))
    return list(
      'TaxRate',
      Object.values(codes).map((code) => ({ Id: `r${code}`, RateValue: Number(percentOf(code)) })),
    );
  if (path.includes('from TaxCode'))
    return list('TaxCode', [
      ...Object.values(codes).map((Id) => ({
        Id,
        Taxable: true,
        SalesTaxRateList: { TaxRateDetail: [{ TaxRateRef: { value: `r${Id}` } }] },
      })),
      { Id: '6', Taxable: false },
    ]);
  if (path.includes('from Item'))
    return list(
      'Item',
      Object.values(accounts).map((id) => ({ Id: `i${id}`, Name: `Tieout ${id} Account`, IncomeAccountRef: { value: id } })),
    );
  throw new Error(`nobody was expected to ask for ${path}`);
}

const anyLine = { id: null, description: '', quantity: '1', unitPrice: '1', discount: null, amount: '1', taxes: [], item: null };
const anything: Invoice = {
  kind: 'invoice',
  id: '',
  number: 'INV-1',
  contact: 'ada',
  issuedOn: '2026-11-10',
  dueOn: null,
  currency: 'GBP',
  exchangeRate: null,
  amountsAre: 'exclusive',
  lines: [],
  discount: null,
  totals: { net: '2', tax: '0', gross: '2' },
  reference: null,
  notes: null,
  state: 'open',
  paid: '0',
  credited: '0',
};
