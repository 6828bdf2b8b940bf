import type { Connector } from '../contract/connector.ts';
import type { Connection } from '../engine/edge-ports.ts';
import { SignInProblem } from '../engine/sign-in-problem.ts';
import type { Means } from './office.ts';
import { Complaint } from './run.ts';
import type { Desk } from './run.ts';

/** What may be said with `tieout connect` about a provider whose key is made by signing in at a page of its own. */
interface PageOptions {
  readonly sandbox?: boolean;
  readonly open?: boolean;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly country?: string;
  readonly timeZone?: string;
}

/** Shows the way to the provider's page, and waits until somebody has signed in there. */
export async function connectAtPage(
  means: Means,
  desk: Desk,
  to: { readonly connector: Connector; readonly restores: string | null },
  options: PageOptions,
): Promise<Connection> {
  const { office, progress, signal } = desk;
  const { organisation } = office;
  const { id: provider, label } = to.connector.manifest;
  if (to.connector.keyPage === undefined) throw new Complaint(`${label} has no page on which its key is made: leave out --page.`);
  if (options.sandbox === true) await office.sandbox(provider);
  else if (options.clientId !== undefined) {
    const clientSecret = options.clientSecret ?? null;
    await office.connections.keepApp(organisation, provider, { clientId: options.clientId, clientSecret, hosts: {}, webhookSecrets: [] });
  }
  const { pages } = office.signIns(() => '');
  try {
    const { url, ticket } = await pages.open({ organisation, provider, restores: to.restores, country: options.country ?? 'GB' });
    means.terminal.err(`Open this page in a browser, within the hour:\n${url}\n`);
    if (options.open === true) means.terminal.openBrowser(url);
    for (;;) {
      const made = await pages.finish({ organisation, ticket, timeZone: options.timeZone ?? null });
      if (made !== null) return made;
      progress.show('waiting for the sign-in in the browser');
      await office.clock.sleepUntil(office.clock.now() + 1_000, signal);
    }
  } catch (cause) {
    if (cause instanceof SignInProblem) throw new Complaint(cause.message, { cause });
    if (signal.aborted) throw new Complaint('Stopped before anybody signed in; nothing was changed.');
    throw cause;
  }
}
