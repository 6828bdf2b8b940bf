import type { Pool } from 'pg';
import type { Sandbox } from './contract/sandbox.ts';
import type { ConnectionStore, EdgeClock } from './engine/edge-ports.ts';
import { sandboxOffers } from './providers.ts';
import { realClock } from './sandbox/clock.ts';
import type { SandboxOffer } from './sandbox/provided.ts';
import { runAlone } from './sandbox/run-alone.ts';
import { openSandboxKeeper, sandboxKeeper } from './store/sandbox-keeper.ts';

/** Whom a sandbox knows us as. */
export const sandboxApp = { clientId: 'tieout-sandbox', clientSecret: 'tieout-sandbox-secret' } as const;

/** With what the sandboxes of this process sign webhooks. */
export const sandboxWebhookKey = 'tieout-sandbox-webhooks';

const sandboxOf = (provider: string): SandboxOffer => {
  const found = sandboxOffers.get(provider);
  if (!found) throw new Error(`There is no sandbox of '${provider}'; there are those of ${[...sandboxOffers.keys()].join(', ')}.`);
  return found;
};

/** Runs a provider's sandbox as this process, until its standard input closes; the first there is where none is named. */
export async function runSandbox(named: string | null, args: readonly string[]): Promise<void> {
  const provider = named ?? [...sandboxOffers.keys()][0] ?? '';
  await runAlone(await sandboxOf(provider).load(), args, (databaseUrl) => openSandboxKeeper(databaseUrl, provider, realClock().now()));
}

/** The addresses of a sandbox, as an app of ours keeps them. */
export const hostsOfSandbox = (url: string, provider: string): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(sandboxOf(provider).hosts).map(([name, path]) => [name, url + path])),
  api: url,
});

export interface SandboxHost {
  /** Starts every sandbox that an organisation here is connected to and that does not answer, where it was before. */
  startKnown(): Promise<void>;
  /** The provider's sandbox, started if need be, and known to the organisation as its app there. Null where the provider has none. */
  start(organisation: string, provider: string): Promise<string | null>;
  close(): Promise<void>;
}

export const hasSandbox = (provider: string): boolean => sandboxOffers.has(provider);

/**
 * Sandboxes whose books are in our database, run in this process while nobody else runs them. A sandbox in a process of its own
 * (`tieout sandbox`) comes first: it is asked before one is started. There is one of each provider, which all organisations share.
 */
export function sandboxHost(parts: {
  readonly pool: Pool;
  readonly clock: EdgeClock;
  readonly organisations: () => Promise<readonly string[]>;
  readonly connections: ConnectionStore;
  /** Without the provider's limits on calls. */
  readonly isUnlimited: boolean;
}): SandboxHost {
  const { pool, clock, organisations, connections, isUnlimited } = parts;
  const running: Sandbox[] = [];
  const startAt = async (provider: string, port: number): Promise<string> => {
    // A virtual clock is the sandbox's own: then it runs elsewhere, and this process only follows.
    const keeper = sandboxKeeper(pool, provider);
    const offered = await sandboxOf(provider).load();
    const sandbox = await offered
      .start({ clock: realClock(), keeper, port, limits: isUnlimited ? null : offered.limits })
      .catch((cause: unknown) => {
        throw new Error(`The sandbox of ${provider} cannot listen at 127.0.0.1:${port}: another program does; stop it and try again.`, {
          cause,
        });
      });
    running.push(sandbox);
    return sandbox.url;
  };
  const known = async (organisation: string, provider: string): Promise<string | null> => {
    const app = await clock.during(() => connections.app(organisation, provider));
    const api = app?.clientId === sandboxApp.clientId ? app.hosts['api'] : undefined;
    if (api === undefined) return null;
    if (!(await answers(api))) await startAt(provider, Number(new URL(api).port));
    return api;
  };
  /** Two that run on the same books would each write over what the other has kept. */
  const ofAnybody = async (provider: string): Promise<string | null> => {
    for (const organisation of await clock.during(organisations)) {
      const url = await known(organisation, provider);
      if (url !== null) return url;
    }
    return null;
  };
  return {
    startKnown: async () => {
      for (const provider of sandboxOffers.keys())
        for (const organisation of await clock.during(organisations)) await known(organisation, provider);
    },
    start: async (organisation, provider) => {
      if (!hasSandbox(provider)) return null;
      const before = await known(organisation, provider);
      if (before !== null) return before;
      const url = (await ofAnybody(provider)) ?? (await startAt(provider, 0));
      await connections.keepApp(organisation, provider, {
        ...sandboxApp,
        hosts: hostsOfSandbox(url, provider),
        webhookSecrets: [sandboxWebhookKey],
      });
      return url;
    },
    close: async () => {
      for (const sandbox of running) await sandbox.close();
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/_sandbox`)).ok;
  } catch {
    // Nobody listens there.
    return false;
  }
}
