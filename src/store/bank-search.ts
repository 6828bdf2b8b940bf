import type { PoolClient } from 'pg';
import type { StatementLine } from '../core/bank-records.ts';
import type { Kind } from '../core/records.ts';
import type {
  AccountTotals,
  BankBook,
  BankFile,
  BankScope,
  FoundLines,
  KeptLine,
  LedgerMove,
  LineDecision,
  LineSearch,
  LineState,
} from '../engine/bank-ports.ts';

/** What pages ask of the lines of one connection. */
export const searchedRows = (client: PoolClient, scope: BankScope): Pick<BankBook, 'search' | 'accountTotals' | 'ledgerMoves'> => ({
  search: (asked) => search(client, scope, asked),
  accountTotals: () => accountTotals(client, scope),
  ledgerMoves: (ledger, account) => ledgerMoves(client, scope, ledger, account),
});

/** Every line with its live decision, its suggestions, and the one word for both. */
const lineStates = `select line.line, line.booked_on, line.record, line.read, line.state, decided.decision, decided.decided_at, decided.decided_by,
         decided.means, decided.parts, decided.match, decided.booked, coalesce(jsonb_array_length(suggested.choices), 0) as suggestions,
         case when line.state <> 'booked' then line.state
              when decided.line is null then case when suggested.line is null then 'open' else 'suggested' end
              when decided.booked ->> 'does' = 'stand' and decided.booked -> 'has' = '[]' then 'left out'
              when decided.means = 'match' then 'matched' else 'booked' end as found
    from bank_line line
    left join bank_decision decided on decided.organisation = $1 and decided.connection = $2 and decided.line = line.line and decided.ended_at is null
    left join bank_suggestion suggested on suggested.organisation = $1 and suggested.connection = $2 and suggested.line = line.line
   where line.organisation = $1 and line.connection = $2
     and ($3::text is null or line.account = $3) and ($4::date is null or line.booked_on >= $4) and ($5::date is null or line.booked_on <= $5)
     and ($6::text is null or strpos(lower(concat_ws(' ', line.record ->> 'text', line.record -> 'counterparty' ->> 'name',
           line.record ->> 'reference', line.record ->> 'amount')), lower($6)) > 0)`;

interface FoundRow extends Pick<LineDecision, 'line' | 'means' | 'parts' | 'match' | 'booked'> {
  readonly record: StatementLine;
  readonly read: KeptLine['read'];
  readonly state: string;
  readonly decision: string | null;
  readonly decided_at: string;
  readonly decided_by: string;
  readonly suggestions: number;
}

const noLines: FoundLines['counts'] = { matched: 0, suggested: 0, open: 0, booked: 0, 'left out': 0, pending: 0, gone: 0 };

async function search(client: PoolClient, { organisation, connection }: BankScope, asked: LineSearch): Promise<FoundLines> {
  const { account, from, through, state, isOpen, after, limit } = asked;
  const narrowed = [organisation, connection, account, from, through, asked.search];
  const { rows } = await client.query<FoundRow>(
    `select * from (${lineStates}) as stated
     where ($7::text is null or found = $7) and (not $11 or found in ('open', 'suggested')) and ($8::date is null or (booked_on, line) < ($8::date, $9::text))
     order by booked_on desc, line desc limit $10`,
    [...narrowed, state, after?.on ?? null, after?.line ?? null, limit + 1, isOpen],
  );
  const { rows: counted } = await client.query<{ found: LineState; lines: number }>(
    `select found, count(*)::int as lines from (${lineStates}) as stated group by found`,
    narrowed,
  );
  return {
    lines: rows.slice(0, limit).map((row) => ({ kept: keptOf(row), decision: decisionOf(row), suggestions: row.suggestions })),
    isCut: rows.length > limit,
    counts: { ...noLines, ...Object.fromEntries(counted.map(({ found, lines }) => [found, lines])) },
  };
}

const keptOf = ({ record, read, state }: FoundRow): KeptLine => ({ record, read, isGone: state === 'gone' });

function decisionOf({ decision, decided_at: at, decided_by: decidedBy, line, means, parts, match, booked }: FoundRow): LineDecision | null {
  return decision === null ? null : { line, decision, decidedAt: Number(at), decidedBy, means, parts, match, booked };
}

interface TotalsRow {
  readonly account: string;
  readonly lines: number;
  readonly open: number;
  readonly suggested: number;
  readonly last: StatementLine | null;
  readonly file: string | null;
  readonly imported_at: string;
  readonly imported_by: string;
  readonly problems: BankFile['problems'];
}

async function accountTotals(client: PoolClient, { organisation, connection }: BankScope): Promise<readonly AccountTotals[]> {
  const { rows } = await client.query<TotalsRow>(
    `with counted as (
       select line.account, count(*)::int as lines,
              count(*) filter (where line.state = 'booked' and decided.line is null)::int as open,
              count(*) filter (where line.state = 'booked' and decided.line is null and suggested.line is not null)::int as suggested
         from bank_line line
         left join bank_decision decided on decided.organisation = $1 and decided.connection = $2 and decided.line = line.line and decided.ended_at is null
         left join bank_suggestion suggested on suggested.organisation = $1 and suggested.connection = $2 and suggested.line = line.line
        where line.organisation = $1 and line.connection = $2 and line.state <> 'gone' group by line.account)
     select known.account, coalesce(lines, 0) as lines, coalesce(open, 0) as open, coalesce(suggested, 0) as suggested,
            latest.record as last, file.name as file, file.imported_at, file.imported_by, file.problems
       from bank_account known
       left join counted on counted.account = known.account
       left join lateral (select record from bank_line line where line.organisation = $1 and line.connection = $2 and line.account = known.account
                            and line.state <> 'gone' order by booked_on desc, line desc limit 1) latest on true
       left join lateral (select name, imported_at, imported_by, problems from bank_file file where file.organisation = $1 and file.connection = $2
                            and file.account = known.account order by imported_at desc, print limit 1) file on true
      where known.organisation = $1 and known.connection = $2 order by known.account`,
    [organisation, connection],
  );
  return rows.map(({ file: name, imported_at: at, imported_by: importedBy, problems, ...totals }) => ({
    ...totals,
    lastFile: name === null ? null : { name, importedAt: Number(at), importedBy, problems },
  }));
}

async function ledgerMoves(
  client: PoolClient,
  { organisation }: BankScope,
  ledger: string,
  account: string,
): Promise<readonly LedgerMove[]> {
  const { rows } = await client.query<LedgerMove & { readonly kind: Kind }>(
    `select r.kind, r.external_id as id, r.booked_on as day, p ->> 'currency' as currency, trim_scale(sum((p ->> 'amount')::numeric))::text as amount
       from record r cross join lateral jsonb_array_elements(r.postings) p
      where r.organisation = $1 and r.connection = $2 and r.gone_at is null and r.postings <> '[]' and r.booked_on is not null and p ->> 'account' = $3
      group by 1, 2, 3, 4 order by 3, 1, 2, 4`,
    [organisation, ledger, account],
  );
  return rows;
}
