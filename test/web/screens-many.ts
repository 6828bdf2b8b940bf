import type { TestDatabase } from '../../src/store/testing.ts';

/** As many documents as wanted, as the engine would have left them: in sync, with customers of every sort of name. */
export async function addDocuments({ pool }: TestDatabase, many: bigint): Promise<void> {
  const { rows: organisations } = await pool.query<{ organisation: string }>('select organisation from organisation');
  const organisation = organisations[0]?.organisation;
  for (const [connection, provider] of [
    ['many', 'billing'],
    ['many-ledger', 'xero'],
  ])
    await pool.query(
      `insert into connection (organisation, connection, provider, label, account, state, created_at)
       values ($1, $2, $3, 'Harbour Studio Ltd', '1', 'closed', 0)`,
      [organisation, connection, provider],
    );
  await pool.query(
    `insert into flow (organisation, flow, agreement, source, target, kinds, starts_on, mode, mapping, mapping_version, created_at)
     values ($1, 'many', 'many', 'many', 'many-ledger', '{contact,invoice}', '2025-01-01', 'off', '', '1', 0)`,
    [organisation],
  );
  await pool.query(
    `insert into record (organisation, connection, kind, external_id, body, version, print, seen_at, number, contact, booked_on, currency, gross)
     select $1, 'many', 'contact', 'c' || n, jsonb_build_object('name', (array['Alder Bakery Ltd', 'شركة النور الحديثة', 'Maple Optics'])[n % 3 + 1] || ' ' || n),
       '1', '', 0, null, null, null, null, null from generate_series(1, 500) as n
     union all
     select $1, 'many', 'invoice', 'i' || n, jsonb_build_object('contact', 'c' || (n % 500 + 1)), '1', '', 0, 'INV-' || lpad(n::text, 7, '0'), 'c' || (n % 500 + 1),
       date '2025-01-01' + (n % 600)::int, 'GBP', n % 100000 + 0.25 from generate_series(1, $2::bigint) as n`,
    [organisation, many.toString()],
  );
  await pool.query(
    `insert into standing (organisation, flow, kind, external_id, state, detail, number, booked_on, changed_at)
     select organisation, 'many', kind, external_id, (array['in sync', 'in sync', 'excluded'])[gross::int % 3 + 1], 'the ledger shows what was asked for',
       number, booked_on, 1760000000000 from record where organisation = $1 and connection = 'many' and kind = 'invoice'`,
    [organisation],
  );
  await pool.query('analyze');
}
