import type { Step } from '../../contract/connector.ts';
import type { CreditNote, Invoice } from '../../core/records.ts';
import { rowsOf } from './rpc.ts';
import type { Line, Search } from './rpc.ts';
import { idOut, isId, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** A tax, as what an invoice says of it. */
export interface TaxKnown {
  readonly description: string;
  readonly invoiceAccount: string;
  readonly creditNoteAccount: string;
}

/** What invoices name by Tryton's ids. What is not known here is looked up in the chain itself, which also says that it is missing. */
export interface Known {
  readonly accounts: ReadonlyMap<string, string>;
  readonly currencies: ReadonlyMap<string, string>;
  readonly taxes: ReadonlyMap<string, TaxKnown>;
  /** The customer's own receivable account, or the company's. */
  readonly receivables: ReadonlyMap<string, string>;
  readonly addresses: ReadonlyMap<string, string>;
  readonly journal: string | null;
}

const nothing: Known = {
  accounts: new Map(),
  currencies: new Map(),
  taxes: new Map(),
  receivables: new Map(),
  addresses: new Map(),
  journal: null,
};

/** What one turn's documents need, asked for together: so a chain has little more than the calls that write. */
export interface Knowing {
  now(): Known;
  /** Learns anew, so that nothing is older than the turn. */
  learn(steps: readonly Step[]): Promise<void>;
}

export function knowing(line: Line): Knowing {
  let known = nothing;
  return {
    now: () => known,
    learn: async (steps) => {
      const documents = steps.flatMap(createdIn);
      known = documents.length === 0 ? nothing : await lookUp(line, documents);
    },
  };
}

const createdIn = (step: Step): readonly (Invoice | CreditNote)[] =>
  step.do === 'create' && (step.record.kind === 'invoice' || step.record.kind === 'creditNote') ? [step.record] : [];

async function lookUp(line: Line, documents: readonly (Invoice | CreditNote)[]): Promise<Known> {
  const lines = documents.flatMap((each) => each.lines);
  const codes = unique(lines.map(({ account }) => account ?? ''));
  const taxes = unique(lines.flatMap((each) => each.taxes.map(({ rate }) => rate))).filter(isId);
  const parties = unique(documents.map(({ contact }) => contact ?? '')).filter(isId);
  const company = ['company', '=', idOut(line.company)] as const;
  const byParty: Search = { model: 'party.address', domain: [['party', 'in', parties.map(idOut)]], fields: ['party'] };
  const [own, usual] = [await receivables(line, parties), await usualReceivable(line)];
  const [journal] = await rowsOf(line, { model: 'account.journal', domain: [['type', '=', 'revenue']], fields: ['id'], limit: 1 });
  const currencies = unique(documents.map(({ currency }) => currency));
  return {
    accounts: firstOf(await rowsOf(line, { model: 'account.account', domain: [company, ['code', 'in', codes]], fields: ['code'] }), 'code'),
    currencies: firstOf(await rowsOf(line, { model: 'currency.currency', domain: [['code', 'in', currencies]], fields: ['code'] }), 'code'),
    taxes: taxesOf(
      await rowsOf(line, {
        model: 'account.tax',
        domain: [company, ['id', 'in', taxes.map(idOut)]],
        fields: ['description', 'invoice_account', 'credit_note_account'],
      }),
    ),
    receivables: new Map(
      parties.flatMap((party) => {
        const account = own.get(party) ?? usual;
        return account === null ? [] : [[party, account] as const];
      }),
    ),
    addresses: firstOf(await rowsOf(line, byParty), 'party'),
    journal: journal === undefined ? null : needText(journal, 'id'),
  };
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** The id of the first row of each name. */
function firstOf(rows: readonly Wire[], name: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const row of rows) {
    const named = textOf(row, name);
    if (named !== null && !found.has(named)) found.set(named, needText(row, 'id'));
  }
  return found;
}

async function receivables(line: Line, parties: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf(line, {
    model: 'party.party',
    domain: [['id', 'in', parties.map(idOut)]],
    fields: ['account_receivable'],
  });
  return new Map(
    rows.flatMap((row) => {
      const account = textOf(row, 'account_receivable');
      return account === null ? [] : [[needText(row, 'id'), account] as const];
    }),
  );
}

async function usualReceivable(line: Line): Promise<string | null> {
  const [row] = await rowsOf(line, { model: 'account.configuration', domain: [], fields: ['default_account_receivable'], limit: 1 });
  return row === undefined ? null : textOf(row, 'default_account_receivable');
}

const taxesOf = (rows: readonly Wire[]): ReadonlyMap<string, TaxKnown> =>
  new Map(
    rows.flatMap((row) => {
      const [description, invoiceAccount, creditNoteAccount] = ['description', 'invoice_account', 'credit_note_account'].map((name) =>
        textOf(row, name),
      );
      if (!description || !invoiceAccount || !creditNoteAccount) return [];
      return [[needText(row, 'id'), { description, invoiceAccount, creditNoteAccount }] as const];
    }),
  );
