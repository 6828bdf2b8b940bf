import { z } from 'zod';
import { kinds } from '../core/records.ts';
import type { PersonEdit, Sandbox } from '../contract/sandbox.ts';
import { json } from './host.ts';
import type { Answer, Incoming, Route } from './host.ts';
import type { WebhookState } from './webhooks.ts';

/** What the control addresses drive; the sandbox itself, and what only they may ask. */
export interface Controlled {
  readonly provider: string;
  readonly sandbox: () => Omit<Sandbox, 'close'>;
  readonly person: (account: string, edit: PersonEdit) => Promise<string>;
  readonly documents: (account: string, kind: (typeof kinds)[number]) => readonly unknown[];
  readonly trialBalance: (account: string, through: string | undefined) => Readonly<Record<string, string>>;
  readonly webhookState: () => WebhookState;
  readonly shutdown: () => void;
}

const kind = z.enum(kinds);
const fields = z.record(z.string(), z.unknown());
const personEdit = z.discriminatedUnion('does', [
  z.object({ does: z.literal('create'), kind, fields }),
  z.object({ does: z.literal('edit'), kind, id: z.string(), fields }),
  z.object({ does: z.literal('void'), kind, id: z.string() }),
  z.object({ does: z.literal('reconcile'), kind, id: z.string() }),
  z.object({ does: z.literal('merge'), from: z.string(), into: z.string() }),
  z.object({ does: z.literal('lock'), through: z.string().nullable() }),
  z.object({ does: z.literal('disconnect'), account: z.string() }),
  z.object({ does: z.literal('setting'), fields }),
]);
const weather = z.object({
  kind: z.enum(['drop', 'swallow', 'late', 'throttle', 'unavailable', 'expireToken', 'forbid']),
  options: z
    .object({ count: z.number().exactOptional(), writesOnly: z.boolean().exactOptional(), lateSeconds: z.number().exactOptional() })
    .default({}),
});
const share = z.number().min(0).max(1).exactOptional();
const webhooks = z.object({
  url: z.string(),
  secret: z.string(),
  lose: share,
  double: share,
  reorder: share,
  seed: z.number().exactOptional(),
});

/**
 * Drives a sandbox in a process of its own (`connectSandbox` is the other end): what its screens and its owner can do, not what
 * its API can. All under /_sandbox/; pages of other origins are turned away, as a browser may run on this machine.
 */
export function controlRoutes(controlled: Controlled): readonly Route[] {
  const { sandbox } = controlled;
  const accountOf = ({ query }: Incoming): string => query.get('account') ?? sandbox().accounts[0] ?? '';
  const addresses: Readonly<Record<string, (incoming: Incoming) => Answer | Promise<Answer>>> = {
    'GET /_sandbox': () => json(200, { provider: controlled.provider, url: sandbox().url, accounts: sandbox().accounts }),
    'GET /_sandbox/stats': () => json(200, sandbox().stats()),
    'GET /_sandbox/documents': (incoming) => json(200, controlled.documents(accountOf(incoming), kind.parse(incoming.query.get('kind')))),
    'GET /_sandbox/trial-balance': (incoming) =>
      json(200, controlled.trialBalance(accountOf(incoming), incoming.query.get('through') ?? undefined)),
    'GET /_sandbox/webhooks': () => json(200, controlled.webhookState()),
    'POST /_sandbox/weather': (incoming) => {
      const announced = weather.parse(JSON.parse(incoming.body));
      sandbox().weather(announced.kind, announced.options);
      return json(200, {});
    },
    'POST /_sandbox/webhooks': (incoming) => {
      sandbox().webhooks(webhooks.parse(JSON.parse(incoming.body)));
      return json(200, {});
    },
    'POST /_sandbox/person': async (incoming) => {
      const edit = personEdit.parse(JSON.parse(incoming.body));
      return controlled.person(accountOf(incoming), edit).then(
        (id) => json(200, { id }),
        (error: unknown) => json(422, { error: error instanceof Error ? error.message : String(error) }),
      );
    },
    'POST /_sandbox/grant': async () => json(200, await sandbox().grant()),
    'POST /_sandbox/shutdown': () => {
      setImmediate(controlled.shutdown);
      return json(200, {});
    },
  };
  return [
    {
      prefix: '/_sandbox',
      answer: (incoming) => {
        if (incoming.headers['origin'] !== undefined) return json(403, { error: 'these addresses are not for pages' });
        const act = addresses[`${incoming.method} ${incoming.path}`];
        return act ? act(incoming) : json(404, { error: `${incoming.method} ${incoming.path} is no control address; see /_sandbox` });
      },
    },
  ];
}
