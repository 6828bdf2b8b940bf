import type { ConnectedSandbox } from '../sandbox/sandbox-client.ts';
import type { Year } from './year.ts';

/** Accounts of a ledger by what they are for, as its mapping files name them. */
export interface Chart {
  readonly sales: string;
  readonly care: string;
  readonly bank: string;
  readonly savings: string;
  readonly euroBank: string;
  readonly rounding: string;
  readonly clearing: string;
  readonly transit: string;
  readonly fees: string;
  readonly disputed: string;
  readonly unclassified: string;
  readonly standardRate: string;
  readonly zeroRate: string;
  readonly noTax: string;
}

/** What the business needs in its first ledger before the first invoice: euros, a bank account for them, and the processor's accounts. */
export async function prepareXero(ledger: ConnectedSandbox): Promise<Chart> {
  await ledger.person({ does: 'setting', fields: { Currencies: ['EUR'] } });
  const bank = (Code: string, Name: string, CurrencyCode = 'GBP') => ({
    Code,
    Name,
    Type: 'BANK',
    BankAccountNumber: `0000 ${Code} 0000`,
    CurrencyCode,
  });
  const accounts = [
    bank('092', 'Euro Account', 'EUR'),
    bank('094', 'Stripe balance'),
    bank('095', 'Stripe payouts on their way'),
    { Code: '631', Name: 'Disputed payments', Type: 'CURRENT' },
    { Code: '635', Name: 'Stripe, not yet known', Type: 'CURRENT' },
  ];
  for (const fields of accounts) await ledger.person({ does: 'create', kind: 'account', fields });
  return {
    sales: '200',
    care: '260',
    bank: '090',
    savings: '091',
    euroBank: '092',
    rounding: '860',
    clearing: '094',
    transit: '095',
    fees: '404',
    disputed: '631',
    unclassified: '635',
    standardRate: 'OUTPUT2',
    zeroRate: 'ZERORATEDOUTPUT',
    noTax: 'NONE',
  };
}

/**
 * The same in the second one, whose accounts have no numbers: they are named by their ids. A customer there has one currency, for
 * good; those abroad were entered by the bookkeeper, in euros.
 */
export async function prepareQuickBooks(ledger: ConnectedSandbox, abroad: Year['customers']): Promise<Chart> {
  for (const { name, email } of abroad) {
    const fields = { DisplayName: name, PrimaryEmailAddr: { Address: email }, CurrencyRef: { value: 'EUR' } };
    await ledger.person({ does: 'create', kind: 'contact', fields });
  }
  const made = (Name: string, AccountType: string, AccountSubType: string, CurrencyRef = { value: 'GBP' }): Promise<string> =>
    ledger.person({ does: 'create', kind: 'account', fields: { Name, AccountType, AccountSubType, CurrencyRef } });
  return {
    sales: '79',
    care: '82',
    bank: '35',
    savings: '36',
    euroBank: await made('Euro account', 'Bank', 'Checking', { value: 'EUR' }),
    rounding: '30',
    clearing: await made('Stripe balance', 'Bank', 'Checking'),
    transit: await made('Stripe payouts on their way', 'Bank', 'Checking'),
    fees: '8',
    disputed: await made('Disputed payments', 'Other Current Asset', 'OtherCurrentAssets'),
    unclassified: await made('Stripe, not yet known', 'Other Current Asset', 'OtherCurrentAssets'),
    standardRate: '2',
    zeroRate: '4',
    noTax: '6',
  };
}

export const agencyMapping = (chart: Chart): string => `# What the agency has agreed with its bookkeeper.
kinds: [contact, invoice, creditNote, payment, refund, allocation]
accounts:
  sales:
    default: "${chart.sales}"
    byCategory: { care: "${chart.care}" }
    decision: { by: Robin, because: care and hosting are watched apart from projects }
  payments:
    default: "${chart.bank}"
    byCurrency: { EUR: "${chart.euroBank}" }
    decision: { by: Robin, because: euros stay in euros }
  rounding: "${chart.rounding}"
taxes:
  - { source: GB20, target: "${chart.standardRate}", decision: { by: Robin, because: standard rate } }
  - { source: GB0, target: "${chart.zeroRate}", decision: { by: Robin, because: services to businesses abroad } }
`;

export const processorMapping = (chart: Chart): string => `# Card payments: gross in, fees out, payouts through an account of their own.
kinds: [contact, invoice, creditNote, balanceTransaction, payout, dispute]
accounts: { sales: "${chart.sales}" }
taxes:
  - { source: null, target: "${chart.noTax}", decision: { by: Robin, because: no VAT is named } }
processor:
  contact: Stripe
  customers: processor
  sales: { tax: "${chart.standardRate}", decision: { by: Robin, because: prints are standard rated } }
  fees: { treatment: exempt }
  accounts:
    clearing: "${chart.clearing}"
    transit: "${chart.transit}"
    banks: "${chart.bank}"
    fees: "${chart.fees}"
    disputed: "${chart.disputed}"
    unclassified: "${chart.unclassified}"
`;
