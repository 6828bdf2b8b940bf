import { stripeWith } from '../../src/connectors/stripe/connector.ts';
import { sandboxAccount, startStripeSandbox } from '../../src/connectors/stripe/sandbox/server.ts';
import type { Http } from '../../src/contract/http.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { Bench } from '../engine/bench.ts';
import type { Shown } from './processor-scene.ts';

/** A seller in London whose processor is a sandbox on the clock of the ledger's. */
export async function seller({ clock }: Pick<Bench, 'clock'>, out: { sandbox: Sandbox | null }): Promise<Shown> {
  const facts = { ...sandboxAccount, country: 'GB', defaultCurrency: 'gbp', timeZone: 'Europe/London' };
  const sandbox = await startStripeSandbox({ clock, limits: null, seed: 7, facts });
  out.sandbox = sandbox;
  const { accessToken } = await sandbox.grant();
  const http: Http = async ({ method, path, headers = {} }) => {
    const response = await fetch(`${sandbox.url}${path}`, { method, headers: { ...headers, authorization: `Bearer ${accessToken}` } });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
  const connector = stripeWith({ pageSize: 20 });
  return {
    manifest: connector.manifest,
    session: connector.open({ http, account: '', timeZone: 'Europe/London' }),
    close: () => sandbox.close(),
  };
}
