import { z } from 'zod';
import { openReadings } from './engine/setup-reading.ts';
import { flowBook } from './office.ts';
import type { WholeOffice } from './office.ts';
import { findProvider } from './providers.ts';
import { actInSandbox } from './sandbox-deeds.ts';
import { hasSandbox, sandboxApp } from './sandboxes.ts';
import type { IntegrationParts, Sandboxes } from './server/integration-parts.ts';
import type { Log } from './server/log.ts';
import { setupStore } from './store/setup.ts';
import { openTryOuts } from './try-out.ts';

/** What the routes of integrations are made of. */
export function integrationParts(
  office: WholeOffice,
  { address, wake, log }: { readonly address: () => string; readonly wake: () => void; readonly log: Log },
): IntegrationParts {
  const { pool, clock, engine, billing, connections, reading, decisions, providers } = office;
  const parts: Omit<IntegrationParts, 'tryOuts'> = {
    engine,
    clock,
    billing,
    connections,
    reading,
    readings: openReadings(engine, reading),
    decisions,
    setups: setupStore(pool),
    providers,
    flowsOf: (organisation, by) => flowBook({ pool, clock, organisation, by }),
    signIns: office.signIns(address),
    withLogin: office.withLogin,
    sandboxes: sandboxesOf(office),
    address,
    wake,
    log,
  };
  return { ...parts, tryOuts: openTryOuts(parts) };
}

const granted = z.object({ accessToken: z.string() });

const sandboxesOf = ({ sandboxes, connections, clock }: WholeOffice): Sandboxes => ({
  has: hasSandbox,
  isApp: ({ clientId }) => clientId === sandboxApp.clientId,
  start: async (organisation, provider) => {
    const url = await sandboxes.start(organisation, provider);
    if (url === null) throw new Error(`there is no sandbox of ${provider}`);
    return url;
  },
  key: async (url) => {
    const answer = await fetch(`${url}/_sandbox/grant`, { method: 'POST' });
    return granted.parse(await answer.json()).accessToken;
  },
  act: async (of, deed) => {
    const connection = await connections.connection(of);
    const manifest = connection === null ? undefined : findProvider(connection.provider)?.manifest;
    if (connection === null || manifest?.role !== 'ledger') throw new Error(`${of.connection} is no ledger`);
    return actInSandbox(connection, deed, clock.now());
  },
});
