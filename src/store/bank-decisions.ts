import type { PoolClient } from 'pg';
import type { Kind } from '../core/records.ts';
import type { BankAlias, BankBook, BankScope, DeclinedPair, LineDecision, LineSuggestion } from '../engine/bank-ports.ts';

interface DecisionRow extends Pick<LineDecision, 'line' | 'decision' | 'means' | 'parts' | 'match' | 'booked'> {
  readonly decided_at: string;
  readonly decided_by: string;
}

const decisionOf = ({ decided_at: at, decided_by: decidedBy, ...rest }: DecisionRow): LineDecision => ({
  ...rest,
  decidedAt: Number(at),
  decidedBy,
});

type Decisions = Pick<
  BankBook,
  | 'decisions'
  | 'addDecisions'
  | 'endDecision'
  | 'suggestions'
  | 'keepSuggestions'
  | 'declined'
  | 'decline'
  | 'aliases'
  | 'keepAlias'
  | 'endAliases'
  | 'linksInto'
>;

/** What was decided, suggested and refused about the lines of one connection. */
export const decisionRows = (client: PoolClient, scope: BankScope): Decisions => ({
  ...decided(client, scope),
  ...suggested(client, scope),
  ...learned(client, scope),
});

const decided = (
  client: PoolClient,
  { organisation, connection }: BankScope,
): Pick<Decisions, 'decisions' | 'addDecisions' | 'endDecision' | 'linksInto'> => ({
  decisions: async (lines) => {
    const { rows } = await client.query<DecisionRow>(
      `select line, decision, decided_at, decided_by, means, parts, match, booked from bank_decision
       where organisation = $1 and connection = $2 and ended_at is null and ($3::text[] is null or line = any($3)) order by decision, line`,
      [organisation, connection, lines],
    );
    return rows.map(decisionOf);
  },
  addDecisions: async (decisions) => {
    if (decisions.length === 0) return;
    await client.query(
      `insert into bank_decision (organisation, connection, line, decision, decided_at, decided_by, means, parts, match, booked)
       select $1, $2, line, decision, "decidedAt", "decidedBy", means, parts, match, booked
         from json_to_recordset($3) as fresh (line text, decision text, "decidedAt" bigint, "decidedBy" text, means text, parts jsonb, match jsonb, booked jsonb)`,
      [organisation, connection, JSON.stringify(decisions)],
    );
  },
  endDecision: async (decision, { at, by }) => {
    await client.query(
      `update bank_decision set ended_at = $4, ended_by = $5 where organisation = $1 and connection = $2 and decision = $3 and ended_at is null`,
      [organisation, connection, decision, at, by],
    );
  },
  linksInto: async (ledger) => {
    const { rows } = await client.query<{ target_kind: Kind; target_id: string; source: string; kind: Kind; external_id: string }>(
      `select target_kind, target_id, source, kind, external_id from link
       where organisation = $1 and target = $2 and state = 'live' and target_kind <> 'contact'
       union all
       select kind, external_id, target, target_kind, target_id from link
       where organisation = $1 and source = $2 and state = 'live' and kind <> 'contact'`,
      [organisation, ledger],
    );
    return rows.map((row) => ({
      targetKind: row.target_kind,
      targetId: row.target_id,
      source: row.source,
      kind: row.kind,
      id: row.external_id,
    }));
  },
});

const suggested = (client: PoolClient, { organisation, connection }: BankScope): Pick<Decisions, 'suggestions' | 'keepSuggestions'> => ({
  suggestions: async () => {
    const { rows } = await client.query<LineSuggestion>(
      'select line, choices from bank_suggestion where organisation = $1 and connection = $2 order by line',
      [organisation, connection],
    );
    return rows;
  },
  keepSuggestions: async (suggestions) => {
    await client.query('delete from bank_suggestion where organisation = $1 and connection = $2', [organisation, connection]);
    await client.query(
      `insert into bank_suggestion (organisation, connection, line, choices)
       select $1, $2, line, choices from json_to_recordset($3) as fresh (line text, choices jsonb)`,
      [organisation, connection, JSON.stringify(suggestions)],
    );
  },
});

const learned = (
  client: PoolClient,
  { organisation, connection }: BankScope,
): Pick<Decisions, 'declined' | 'decline' | 'aliases' | 'keepAlias' | 'endAliases'> => ({
  declined: async () => {
    const { rows } = await client.query<DeclinedPair>(
      'select line, item from bank_declined where organisation = $1 and connection = $2 order by line, item',
      [organisation, connection],
    );
    return rows;
  },
  decline: async (pairs, { at, by }) => {
    await client.query(
      `insert into bank_declined (organisation, connection, line, item, said_at, said_by)
       select $1, $2, line, item, $4, $5 from json_to_recordset($3) as fresh (line text, item text) on conflict do nothing`,
      [organisation, connection, JSON.stringify(pairs), at, by],
    );
  },
  aliases: async () => {
    const { rows } = await client.query<BankAlias>(
      'select name, counterparty from bank_alias where organisation = $1 and connection = $2 order by name',
      [organisation, connection],
    );
    return rows;
  },
  keepAlias: async ({ name, counterparty }, now) => {
    await client.query(
      `insert into bank_alias (organisation, connection, name, counterparty, said_at) values ($1, $2, $3, $4, $5)
       on conflict (organisation, connection, name) do update set counterparty = excluded.counterparty, said_at = excluded.said_at`,
      [organisation, connection, name, counterparty, now],
    );
  },
  endAliases: async (names) => {
    await client.query('delete from bank_alias where organisation = $1 and connection = $2 and name = any($3)', [
      organisation,
      connection,
      names,
    ]);
  },
});
