import * as asked from '../api/bank-asked.ts';
import type { BankChoices, BankDeskAnswer } from '../api/bank.ts';
import { bankConnectionOf, bankFlowOf } from '../engine/bank-desk.ts';
import { ledgerFacts } from '../engine/facts.ts';
import type { LedgerFacts } from '../engine/parts.ts';
import { poll } from '../engine/poll.ts';
import { oneAfterTheOther } from '../engine/setup-turns.ts';
import { bankMappingText, withBankAccounts } from '../mapping/set-bank.ts';
import { accountName, chartOf } from '../proof/chart.ts';
import { showLines, shownDesk } from './bank-parts.ts';
import type { BankRouteParts } from './bank-parts.ts';
import { changeMapping } from './bank-rules.ts';
import { told } from './integration-parts.ts';
import { Problem, notFound } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

const tags = ['bank'];
const mostContacts = 1_000;

/** The flow that books bank lines, made once; and what the ledger offers for it. */
export function addBankSetUp(server: OfficeServer, parts: BankRouteParts): void {
  const choices = { tags, summary: 'Accounts, tax codes and contacts for coding lines', querystring: asked.bankChoicesQuery };
  server.get('/v1/bank/choices', { schema: choices, config: { may: 'read' } }, async ({ organisation, query }): Promise<BankChoices> =>
    choicesOf(parts, organisation, await ledgerNamed(parts, organisation, query.ledger)),
  );
  const flow = { tags, summary: 'Make the flow that books bank lines; it writes nothing before it is live', body: asked.bankFlow };
  server.post(
    '/v1/bank/flow',
    { schema: flow, config: { may: 'keep', deed: 'set up the booking of bank lines' } },
    async (request): Promise<BankDeskAnswer> => {
      const { organisation, actor, body } = request;
      await told(oneAfterTheOther({ ...parts, organisation }, 'bank lines', () => makeFlow(parts, organisation, nameOf(actor), body)));
      return shownDesk(parts, organisation);
    },
  );
  const accounts = { tags, summary: 'Say which accounts of the ledger the bank accounts are', body: asked.bankAccounts };
  server.put(
    '/v1/bank/accounts',
    { schema: accounts, config: { may: 'keep', deed: 'said which accounts of the ledger bank accounts are' } },
    async (request): Promise<BankDeskAnswer> => {
      const { organisation, actor, body } = request;
      const { flow: made } = await shownDesk(parts, organisation);
      if (made !== null) refuseOthers(await ledgerFacts(parts.engine.store, organisation, made.ledger), body.accounts);
      const decision = { by: nameOf(actor), because: body.because ?? 'these are our accounts' };
      await changeMapping(parts, request, 'which account is which', (text) => withBankAccounts(text, body.accounts, decision));
      return shownDesk(parts, organisation);
    },
  );
}

interface NewFlow {
  readonly ledger: string;
  readonly startsOn: string;
  readonly accounts: Readonly<Record<string, string>>;
}

async function makeFlow(parts: BankRouteParts, organisation: string, by: string, asks: NewFlow): Promise<void> {
  const ledger = await ledgerNamed(parts, organisation, asks.ledger);
  const flows = parts.flowsOf(organisation, by);
  const known = await bankFlowOf(parts, await flows.all());
  if (known !== null)
    throw new Problem(409, { error: `${known.flow} books bank lines already.`, fix: 'Switch it on again, or change its accounts.' });
  const { connection: source } = await bankConnectionOf(parts, organisation);
  const facts = await ledgerFacts(parts.engine.store, organisation, ledger);
  refuseOthers(facts, asks.accounts);
  const sales = facts.accounts.find((account) => account.class === 'revenue' && account.state === 'active') ?? facts.accounts[0];
  const decision = { by, because: 'these are our accounts' };
  const mapping = bankMappingText({ sales: sales?.code ?? sales?.id ?? '', accounts: asks.accounts }, decision);
  const taken = new Set((await flows.all()).map(({ flow }) => flow));
  const names = [`${source}-to-${ledger}`, ...Array.from({ length: 99 }, (_, at) => `${source}-to-${ledger}-${at + 2}`)];
  const flow = names.find((name) => !taken.has(name)) ?? source;
  await flows.add({ flow, source, target: ledger, kinds: ['contact', 'statementLine'], startsOn: asks.startsOn, mapping });
  await flows.setMode({ organisation, flow }, 'shadow');
  const made = await bankFlowOf(parts, await parts.engine.store.flows(organisation));
  if (made !== null) await showLines(parts, made);
}

/** What is named as the ledger's account must be a bank account there: money is not kept on any other. */
function refuseOthers(facts: LedgerFacts, accounts: Readonly<Record<string, string>>): void {
  const chart = chartOf(facts.accounts);
  for (const [account, named] of Object.entries(accounts))
    if (!chart.banks.has(accountName(chart, named)))
      throw new Problem(400, {
        error: `${named} is no bank account of the ledger.`,
        seen: `${account}: ${named}`,
        expected: `one of ${[...chart.banks].toSorted().join(', ') || 'its bank accounts, and it has none'}`,
        fix: 'Choose another account, or make it in the ledger.',
      });
}

async function ledgerNamed(parts: BankRouteParts, organisation: string, named: string | undefined): Promise<string> {
  const { flow, ledgers } = await shownDesk(parts, organisation);
  const wanted = named ?? flow?.ledger ?? (ledgers.length === 1 ? ledgers[0]?.connection : undefined);
  const found = ledgers.find(({ connection }) => connection === wanted);
  if (found === undefined) throw notFound('ledger', wanted ?? 'none named');
  return found.connection;
}

async function choicesOf(parts: BankRouteParts, organisation: string, ledger: string): Promise<BankChoices> {
  const { engine } = parts;
  if ((await ledgerFacts(engine.store, organisation, ledger)).accounts.length === 0)
    await poll(engine, organisation, ledger, ['account', 'taxRate']);
  const { accounts, taxRates } = await ledgerFacts(engine.store, organisation, ledger);
  const contacts = await engine.store.records(organisation, ledger, 'contact');
  const names = contacts.flatMap(({ record, goneAt }) =>
    record.kind === 'contact' && goneAt === null && record.state === 'active' ? [record.name] : [],
  );
  return {
    ledger,
    accounts: accounts
      .filter(({ state }) => state === 'active')
      .map(({ id, code, name, isBank }) => ({ account: code ?? id, name, isBank }))
      .toSorted((a, b) => (a.account < b.account ? -1 : 1)),
    taxes: taxRates.filter(({ state }) => state === 'active').map(({ id, name, percent }) => ({ tax: id, name, percent })),
    contacts: [...new Set(names)].toSorted().slice(0, mostContacts),
  };
}
