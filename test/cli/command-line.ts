import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Means, Terminal } from '../../src/cli/office.ts';
import { createProgram } from '../../src/cli/program.ts';
import { meansOf } from '../../src/compose.ts';
import { testDatabase } from '../../src/store/testing.ts';
import type { TestDatabase } from '../../src/store/testing.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A terminal with a database and a folder of its own, in this process: what is typed is run as `tieout` would run it. */
export interface CommandLine {
  readonly database: TestDatabase;
  readonly folder: string;
  readonly means: Means;
  /** `told` gets every piece of standard error as it is printed. */
  run(args: readonly string[], told?: (text: string) => void): Promise<Ran>;
  /** As `run` with --json; the document that was printed. */
  json(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export async function openCommandLine(options: { readonly columns?: number } = {}): Promise<CommandLine> {
  const database = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'tieout-cli-'));
  const environment = {
    databaseUrl: database.url,
    dataFolder: folder,
    key: null,
    clockUrl: null,
    showsStacks: false,
    hasColor: false,
    person: 'Ada',
    columns: options.columns ?? 100,
    isUnpaced: true,
  };
  const means = meansOf(environment, new AbortController().signal);
  const run: CommandLine['run'] = async (args, told = () => undefined) => {
    let [out, err] = ['', ''];
    const terminal: Terminal = {
      ...means.terminal,
      out: (text) => void (out += text),
      err: (text) => {
        err += text;
        told(text);
      },
      isWatched: false,
      locale: 'en-GB',
      timeZone: 'UTC',
      ask: () => Promise.resolve(null),
    };
    const code = await createProgram({ ...means, terminal })(args);
    return { code, out, err };
  };
  return {
    database,
    folder,
    means,
    run,
    json: async (...args) => {
      const { out, err } = await run([...args, '--json']);
      try {
        return JSON.parse(out);
      } catch (cause) {
        throw new Error(`tieout ${args.join(' ')} printed no JSON document: ${out}${err}`, { cause });
      }
    },
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
