import { types } from 'pg';
import type { Pool } from 'pg';
import type { Secrets } from './secrets.ts';

/** A pool as the auth library takes it. */
export interface AuthPool {
  connect(): Promise<AuthClient>;
  end(): Promise<void>;
}

interface AuthClient {
  query(text: string, values: readonly unknown[]): Promise<AuthRows>;
  release(): void;
}

interface AuthRows {
  readonly command: 'UPDATE' | 'DELETE' | 'INSERT' | 'SELECT' | 'MERGE';
  readonly rowCount: number;
  readonly rows: never[];
}

/**
 * Our pool for the auth library, which compares instants as dates: our own statements read them as text, and a text is never
 * earlier than a date, so that nothing would ever expire.
 */
export function authPool(pool: Pool): AuthPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      return {
        query: async (text, values) => {
          const { command, rowCount, rows } = await client.query<never>({
            text,
            values: [...values],
            types: { getTypeParser: (type, format) => types.getTypeParser(type, format) },
          });
          return { command: commandOf(command), rowCount: rowCount ?? 0, rows };
        },
        release: () => client.release(),
      };
    },
    // The pool belongs to the database, which outlives the sign-ins.
    end: () => Promise.resolve(),
  };
}

const commands = ['UPDATE', 'DELETE', 'INSERT', 'SELECT', 'MERGE'] as const;
const commandOf = (told: string): AuthRows['command'] => commands.find((command) => command === told) ?? 'SELECT';

/** What cookies are signed with and second factors are sealed with: made once, the same for every process on this database. */
export async function authSecretOf(pool: Pool, secrets: Secrets, fresh: string): Promise<string> {
  const name = 'cookies';
  await pool.query(`insert into auth_secret (name, sealed) values ($1, $2) on conflict (name) do nothing`, [
    name,
    secrets.seal(fresh, rowOf(name)),
  ]);
  const { rows } = await pool.query<{ sealed: string }>(`select sealed from auth_secret where name = $1`, [name]);
  const [found] = rows;
  if (found === undefined) throw new Error('the secret of the cookies is neither there nor can it be made');
  return secrets.open(found.sealed, rowOf(name));
}

const rowOf = (name: string): string => `auth_secret ${name}`;
