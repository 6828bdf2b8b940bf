import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPool } from '../src/store/database.ts';
import { openCluster } from '../src/store/embedded-cluster.ts';
import { addressOf, launch } from '../src/store/launcher.ts';
import { thisMachine } from '../src/store/launcher-machine.ts';
import { migrate, readMigrations } from '../src/store/migrate.ts';

/** PostgreSQL in a folder of its own, with the settings that Tieout runs it with: every commit is on the disk. */
export interface Place {
  /** An empty, migrated database; returns its address. */
  fresh(): Promise<string>;
  /** The process under which PostgreSQL runs. */
  readonly postgres: Promise<number>;
  /** The costliest statements since it was last asked; none without a profile. */
  statements(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** With a profile, PostgreSQL keeps count of its statements. */
export async function openPlace(profile: string | null): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'tieout-bench-'));
  // The database may run as another user, which must be able to pass through.
  await chmod(folder, 0o711);
  const machine = thisMachine();
  const cluster = await openCluster(machine, folder);
  const running = await launch(cluster, machine, {
    role: 'server',
    settings: profile === null ? [] : ['shared_preload_libraries=pg_stat_statements', 'pg_stat_statements.track_planning=on'],
  });
  const { user, password, host, database } = addressOf(cluster);
  const urlOf = (name: string): string => `postgresql://${user}:${password}@/${name}?host=${encodeURIComponent(host)}`;
  const admin = openPool({ connectionString: urlOf(database), max: 1 });
  if (profile !== null) await admin.query('create extension pg_stat_statements');
  let made = 0;
  return {
    statements: async () => {
      if (profile === null) return [];
      const { rows } = await admin.query<StatementCost>(costliest);
      await admin.query('select pg_stat_statements_reset()');
      return rows.map(({ calls, milliseconds, text }) => `${milliseconds} ms in ${calls} calls: ${text}`);
    },
    fresh: async () => {
      const name = `bench_${(made += 1)}`;
      await admin.query(`create database ${name}`);
      const pool = openPool({ connectionString: urlOf(name) });
      await migrate(pool, await readMigrations(), 0);
      await pool.end();
      return urlOf(name);
    },
    // PostgreSQL writes its own number into the first line of its lock file.
    postgres: admin
      .query<{ pid: string }>(`select split_part(pg_read_file('postmaster.pid'), e'\\n', 1) as pid`)
      .then(({ rows }) => Number(rows[0]?.pid)),
    close: async () => {
      await admin.end();
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface StatementCost {
  readonly calls: string;
  readonly milliseconds: string;
  readonly text: string;
}

const costliest = `select calls, round((total_exec_time + total_plan_time)::numeric) || ' (' || round(total_plan_time::numeric) || ' planning)' as milliseconds, left(regexp_replace(query, '\\s+', ' ', 'g'), 200) as text
  from pg_stat_statements order by total_exec_time + total_plan_time desc limit 25`;
