import type { Limits } from '../contract/manifest.ts';
import type { Sandbox } from '../contract/sandbox.ts';
import { createApi, editAsPerson } from './api.ts';
import type { Api, ApiParts, Dialect } from './api.ts';
import type { SharedClock } from './clock.ts';
import { clockRoutes } from './clock-lead.ts';
import { controlRoutes } from './control.ts';
import { grantKind } from './grants.ts';
import { startHost } from './host.ts';
import type { Answer, Route } from './host.ts';
import { createSaver, memoryKeeper } from './keeper.ts';
import type { Keeper, Row, Saver } from './keeper.ts';
import { linkKind } from './links.ts';
import { createSignIns, grantAll } from './oauth.ts';
import type { Choice, Client, SignInProfile, SignIns } from './oauth.ts';
import { createReplays, replayKind } from './replay.ts';
import type { Replays } from './replay.ts';
import type { Company } from './request.ts';
import { createWeather } from './weather.ts';
import { createWebhooks } from './webhooks.ts';
import type { WebhookDialect } from './webhooks.ts';

/** All that one provider's sandbox is, beside what all have in common. */
export interface Provider {
  readonly name: string;
  readonly signIn: SignInProfile;
  readonly dialect: Dialect;
  readonly webhooks: WebhookDialect;
  /** How long it remembers an idempotency key. */
  readonly keySeconds: number;
  /** The first one is the main one: control addresses mean it when they name none. */
  readonly companies: readonly { readonly company: Company; readonly about: string }[];
  readonly routes: (running: Running) => readonly Route[];
}

/** What a provider's addresses are mounted on. */
export interface Running {
  readonly url: () => string;
  readonly api: Api;
  readonly signIns: SignIns;
  /** Lets an answer of the sign-in leave only when what it promises is safe. */
  readonly kept: (answer: Answer) => Promise<Answer>;
}

export interface StartOptions {
  readonly clock: SharedClock;
  readonly keeper?: Keeper | undefined;
  /** Null: no limits, for benches. */
  readonly limits: Limits | null;
  readonly port?: number | undefined;
  readonly clients?: readonly Client[] | undefined;
  /** Called when somebody asked for it at the control addresses; the sandbox is closed by then. */
  readonly onShutdown?: (() => void) | undefined;
}

export async function startSandbox(provider: Provider, options: StartOptions): Promise<Sandbox> {
  const { clock } = options;
  const keeper = options.keeper ?? memoryKeeper();
  const saver = createSaver(clock.isVirtual ? keepingTime(keeper, clock) : keeper);
  const companies = new Map(provider.companies.map(({ company }) => [company.account, company]));
  const choices: readonly Choice[] = provider.companies.map(({ company, about }) => ({ id: company.account, name: company.name, about }));
  const signIns = createSignIns({ clock, profile: provider.signIn, choices, clients: options.clients ?? [], changed: keepSoon(saver) });
  const replays = createReplays(provider.keySeconds);
  const webhooks = createWebhooks(clock, provider.webhooks);
  const weather = createWeather();
  await comeBack(keeper, { clock, companies, signIns, replays });

  const { dialect } = provider;
  const parts: ApiParts = { clock, dialect, companies, signIns, limits: options.limits, replays, weather, saver, changed: webhooks.tell };
  const api = createApi(parts);
  const main = [...companies.keys()][0] ?? '';
  const company = (account: string): Company => {
    const found = companies.get(account);
    if (!found) throw new Error(`there is no account ${account} in this sandbox`);
    return found;
  };
  const close = async (): Promise<void> => {
    webhooks.close();
    await host.close();
    await saver.save([]);
  };
  const running: Running = { url: () => host.url, api, signIns, kept: (answer) => saver.save([]).then(() => answer) };
  const control = controlRoutes({
    provider: provider.name,
    sandbox: () => sandbox,
    person: (account, edit) => editAsPerson(parts, account, edit),
    documents: (account, kind) => company(account).documents(kind),
    trialBalance: (account, through) => company(account).trialBalance(through),
    webhookState: webhooks.state,
    shutdown: () => void close().then(options.onShutdown),
  });
  const routes = [...provider.routes(running), ...control, ...clockRoutes(clock)];
  const host = await startHost({ clock, routes, ...(options.port !== undefined && { port: options.port }) });
  const sandbox: Sandbox = {
    url: host.url,
    accounts: [...companies.keys()],
    weather: weather.announce,
    webhooks: webhooks.register,
    person: (edit) => editAsPerson(parts, main, edit),
    grant: () => clock.during(() => grantNow(signIns, saver)),
    documents: (kind) => company(main).documents(kind),
    trialBalance: (through) => company(main).trialBalance(through),
    stats: api.stats,
    close,
  };
  return sandbox;
}

async function grantNow(signIns: SignIns, saver: Saver): ReturnType<Sandbox['grant']> {
  const { accessToken, refreshToken } = grantAll(signIns);
  await saver.save([]);
  return { accessToken, refreshToken: refreshToken ?? '', expiresInSeconds: signIns.profile.lifetimes.accessSeconds };
}

// The answer waits for all that was saved before it and fails with it, so that the failure is not lost here.
const keepSoon =
  (saver: Saver) =>
  (rows: readonly Row[]): void => {
    saver.save(rows).catch(() => {});
  };

const clockKind = 'clock';

/** A virtual clock stands, in the next life, where it stood at the last save. */
const keepingTime = (keeper: Keeper, clock: SharedClock): Keeper => ({
  load: () => keeper.load(),
  save: (rows) => keeper.save([...rows, { account: '', kind: clockKind, id: 'now', body: String(clock.now()) }]),
});

async function comeBack(
  keeper: Keeper,
  to: {
    readonly clock: SharedClock;
    readonly companies: ReadonlyMap<string, Company>;
    readonly signIns: SignIns;
    readonly replays: Replays;
  },
): Promise<void> {
  const ofCompanies = new Map<string, Row[]>();
  for await (const row of keeper.load()) {
    if (row.account !== '') {
      const rows = ofCompanies.get(row.account);
      if (rows) rows.push(row);
      else ofCompanies.set(row.account, [row]);
    } else if (row.kind === grantKind) to.signIns.grants.load(row);
    else if (row.kind === linkKind) to.signIns.links.load(row);
    else if (row.kind === replayKind) to.replays.load(row);
    else if (row.kind === clockKind && to.clock.isVirtual) await to.clock.sleepUntil(Number(row.body));
  }
  for (const [account, rows] of ofCompanies) to.companies.get(account)?.load(rows);
}
