import type { Step } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { writeJson } from '../../core/json.ts';
import { accept, bodyOrThrow, pathOf } from './api.ts';
import { itemName, ourItems } from './books.ts';
import type { AccountFact, Books } from './books.ts';
import { everyRow, rowsWith } from './query.ts';
import { rowsById } from './reading.ts';
import type { Line } from './reading.ts';
import { entityFor } from './translate-bank.ts';
import { paymentOfAllocation } from './translate-money.ts';
import { childOf, isId, needText, ref, refOf } from './wire.ts';

/**
 * What steps leave unsaid: the item that stands for an account on the lines of a sale, whose invoice or credit memo it is, and the
 * links that a payment has already. The items are found by their names, which are unique, so that making them twice is impossible.
 */
export async function prepare(line: Line, books: Books, steps: readonly Step[]): Promise<void> {
  await books.ready();
  const sold = [...new Set(steps.flatMap((step) => soldTo(step, books)))];
  await books.learn({ accounts: sold.filter((name) => !books.account(name)), items: [] });
  await findItems(line, books, sold);
  await learnCustomers(line, books, [...new Set(steps.flatMap(documentsIn))]);
  const payments = new Set(steps.flatMap(paymentsIn));
  for (const payment of await rowsById(line, 'Payment', [...payments].filter(isId))) books.keepPayment(payment);
}

/** The accounts that the lines of a sale are coded to, where they name no item of their own. */
function soldTo(step: Step, books: Books): readonly string[] {
  if (step.do === 'remove') return [];
  const { record } = step;
  const isSale =
    record.kind === 'invoice' ||
    record.kind === 'creditNote' ||
    (record.kind === 'bankTransaction' && entityFor(record, books).endsWith('Receipt'));
  return isSale ? record.lines.flatMap(({ item, account }) => (item === null && account !== null ? [account] : [])) : [];
}

async function findItems(line: Line, books: Books, names: readonly string[]): Promise<void> {
  const missing = (): readonly AccountFact[] => {
    const accounts = names.flatMap((name) => books.account(name) ?? []);
    return [...new Map(accounts.map((account) => [account.id, account])).values()].filter(({ name }) => books.itemFor(name) === undefined);
  };
  const look = async (): Promise<void> => {
    for (const item of await everyRow(line, 'Item', [ourItems])) books.keepItem(item);
  };
  if (missing().length === 0) return;
  await look();
  const refusals: (Refused['reason'] | null)[] = [];
  for (const account of missing()) refusals.push(await makeItem(line, books, account));
  // Its name is taken: another worker has made it meanwhile.
  if (refusals.includes('conflict')) await look();
}

/** Why there is none now; null when it was made. */
async function makeItem(line: Line, books: Books, account: AccountFact): Promise<Refused['reason'] | null> {
  const item = { Name: itemName(account), Type: 'Service', IncomeAccountRef: ref(account.id) };
  try {
    const response = await line.http({
      method: 'POST',
      path: pathOf(line.account, '/item'),
      headers: { ...accept, 'content-type': 'application/json' },
      body: writeJson(item),
    });
    books.keepItem(childOf(bodyOrThrow(response), 'Item') ?? {});
    return null;
  } catch (error) {
    // An account that no item can stand for: the documents that name it are refused, each by itself, and nothing else is.
    if (!(error instanceof Refused && (error.reason === 'invalid' || error.reason === 'conflict'))) throw error;
    return error.reason;
  }
}

/** 'Invoice/12' and 'CreditMemo/7': documents whose customer must be known. */
function documentsIn(step: Step): readonly string[] {
  if (step.do !== 'create') return [];
  const { record } = step;
  if (record.kind === 'payment') return record.allocations.map(({ invoice }) => `Invoice/${invoice}`);
  if (record.kind === 'refund') return record.creditNote === null ? [] : [`CreditMemo/${record.creditNote}`];
  return record.kind === 'allocation' && record.from.kind === 'creditNote' ? [`CreditMemo/${record.from.id}`] : [];
}

async function learnCustomers(line: Line, books: Books, documents: readonly string[]): Promise<void> {
  const unknown = documents.filter((name) => books.customerOf(name) === undefined);
  for (const entity of ['Invoice', 'CreditMemo']) {
    const ids = unknown.filter((name) => name.startsWith(`${entity}/`)).map((name) => name.slice(entity.length + 1));
    for (const row of await rowsWith(line, entity, { field: 'Id', values: ids.filter(isId) })) {
      const customer = refOf(row, 'CustomerRef');
      if (customer !== null) books.keepCustomer(`${entity}/${needText(row, 'Id')}`, customer);
    }
  }
}

/** Money on account whose links change: they are always read anew, because each change of them needs them all. */
function paymentsIn(step: Step): readonly string[] {
  const record = step.do === 'remove' ? step.before : step.record;
  if (record.kind !== 'allocation' || record.from.kind !== 'onAccount') return [];
  return [step.do === 'create' ? record.from.id.replace('Payment/', '') : paymentOfAllocation(step.id)];
}
