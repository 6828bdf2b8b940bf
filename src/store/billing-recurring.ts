import type { Pool, PoolClient } from 'pg';
import type { Day, Instant } from '../core/day.ts';
import type { InvoiceDraft } from '../billing/book.ts';
import { following, invoiceOf } from '../billing/recurring.ts';
import type { RecurringDraft } from '../billing/recurring.ts';
import type { Recurring, RecurringRun, RecurringStore, RunOutcome } from '../billing/recurring-service.ts';
import type { RefusalAnswer } from '../billing/refusal.ts';
import { inTransaction } from './transaction.ts';

interface RecurringRow {
  readonly id: string;
  readonly version: number;
  readonly body: RecurringDraft;
  readonly state: Recurring['state'];
  readonly next_number: number | null;
  readonly next_on: string | null;
}

interface RunRow {
  readonly recurring: string;
  readonly issued_on: string;
  readonly attempt: number;
  readonly draft: InvoiceDraft;
  readonly state: 'intended' | 'made' | 'refused';
  readonly invoice: string | null;
  readonly number: string | null;
  readonly refusal: RefusalAnswer | null;
}

const columns = 'id, version, body, state, next_number, next_on::text';
const runColumns = 'recurring, issued_on::text, attempt, draft, state, invoice, number, refusal';

export function recurringStore(pool: Pool): RecurringStore {
  return {
    list: async (organisation) => {
      const { rows } = await pool.query<RecurringRow>(
        `select ${columns} from billing_recurring where organisation = $1 order by (state = 'ended'), next_on nulls last, id`,
        [organisation],
      );
      return rows.map(recurringOf);
    },
    find: async (organisation, id) => {
      const { rows } = await pool.query<RecurringRow>(`select ${columns} from billing_recurring where organisation = $1 and id = $2`, [
        organisation,
        id,
      ]);
      return rows[0] === undefined ? null : recurringOf(rows[0]);
    },
    runs: async (organisation, id, atMost) => {
      const { rows } = await pool.query<RunRow>(
        `select ${runColumns} from billing_recurring_run where organisation = $1 and recurring = $2 order by issued_on desc limit $3`,
        [organisation, id, atMost],
      );
      return rows.map(runOf);
    },
    add: (organisation, recurring, now) => insertRecurring(pool, organisation, recurring, now),
    replace: (organisation, recurring) => inTransaction(pool, (client) => replaceRecurring(client, organisation, recurring)),
    intend: (organisation, today, now) => inTransaction(pool, (client) => intendOne(client, { organisation, today, now })),
    intended: async (organisation) => {
      const { rows } = await pool.query<RunRow>(
        `select ${runColumns} from billing_recurring_run where organisation = $1 and state = 'intended' order by issued_on, recurring`,
        [organisation],
      );
      return rows.map(runOf);
    },
    settle: (organisation, run, outcome) => settleRun(pool, organisation, run, outcome),
    organisations: async () => {
      const { rows } = await pool.query<{ organisation: string }>(
        `select organisation from billing_recurring where state = 'active'
          union select organisation from billing_recurring_run where state = 'intended' order by 1`,
      );
      return rows.map(({ organisation }) => organisation);
    },
  };
}

async function insertRecurring(
  pool: Pool,
  organisation: string,
  { id, version, draft, state, next }: Recurring,
  now: Instant,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into billing_recurring (organisation, id, version, body, state, next_number, next_on, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (organisation, id) do nothing`,
    [organisation, id, version, JSON.stringify(draft), state, next?.number ?? null, next?.on ?? null, now],
  );
  return rowCount === 1;
}

async function replaceRecurring(
  client: PoolClient,
  organisation: string,
  { id, version, draft, state, next }: Recurring,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update billing_recurring set version = $3, body = $4, state = $5, next_number = $6, next_on = $7
      where organisation = $1 and id = $2 and version = $3 - 1`,
    [organisation, id, version, JSON.stringify(draft), state, next?.number ?? null, next?.on ?? null],
  );
  if (rowCount === 0) return false;
  const { rows } = await client.query<{ issued_on: string }>(
    `select issued_on::text from billing_recurring_run where organisation = $1 and recurring = $2 and state = 'refused' for update`,
    [organisation, id],
  );
  for (const { issued_on: on } of rows)
    await client.query(
      `update billing_recurring_run set state = 'intended', attempt = attempt + 1, refusal = null, draft = $4
        where organisation = $1 and recurring = $2 and issued_on = $3`,
      [organisation, id, on, JSON.stringify(invoiceOf(draft, on))],
    );
  return true;
}

interface Intending {
  readonly organisation: string;
  readonly today: Day;
  readonly now: Instant;
}

async function intendOne(client: PoolClient, { organisation, today, now }: Intending): Promise<boolean> {
  const { rows } = await client.query<RecurringRow>(
    `select ${columns} from billing_recurring s
      where s.organisation = $1 and s.next_on <= $2 and not exists (
        select from billing_recurring_run r where r.organisation = s.organisation and r.recurring = s.id and r.state <> 'made')
      order by s.next_on, s.id limit 1 for update`,
    [organisation, today],
  );
  const found = rows[0] === undefined ? null : recurringOf(rows[0]);
  // Of two that look at the same time, the second waits for the row and finds the schedule moved on.
  if (found === null || found.next === null || found.next.on > today) return false;
  const { id, draft, next } = found;
  await client.query(
    `insert into billing_recurring_run (organisation, recurring, issued_on, attempt, draft, state, intended_at)
     values ($1, $2, $3, 1, $4, 'intended', $5) on conflict do nothing`,
    [organisation, id, next.on, JSON.stringify(invoiceOf(draft, next.on)), now],
  );
  const after = following(draft, next.number);
  await client.query('update billing_recurring set state = $3, next_number = $4, next_on = $5 where organisation = $1 and id = $2', [
    organisation,
    id,
    after === null ? 'ended' : 'active',
    after?.number ?? null,
    after?.on ?? null,
  ]);
  return true;
}

async function settleRun(pool: Pool, organisation: string, { recurring, on, attempt }: RecurringRun, outcome: RunOutcome): Promise<void> {
  const [invoice, number, refusal] =
    outcome.state === 'made' ? [outcome.invoice, outcome.number, null] : [null, null, JSON.stringify(outcome.refusal)];
  await pool.query(
    `update billing_recurring_run set state = $5, invoice = $6, number = $7, refusal = $8
      where organisation = $1 and recurring = $2 and issued_on = $3 and attempt = $4 and state = 'intended'`,
    [organisation, recurring, on, attempt, outcome.state, invoice, number, refusal],
  );
}

const recurringOf = ({ id, version, body, state, next_number: number, next_on: on }: RecurringRow): Recurring => ({
  id,
  version,
  draft: body,
  state,
  next: number === null || on === null ? null : { number, on },
});

const runOf = ({ recurring, issued_on: on, attempt, draft, state, invoice, number, refusal }: RunRow): RecurringRun => ({
  recurring,
  on,
  attempt,
  draft,
  outcome:
    state === 'made' && invoice !== null
      ? { state: 'made', invoice, number }
      : state === 'refused' && refusal !== null
        ? { state: 'refused', refusal }
        : null,
});
