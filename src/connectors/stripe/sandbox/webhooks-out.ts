import { createHmac } from 'node:crypto';
import type { Clock } from '../../../contract/sandbox.ts';
import type { WebhookDialect } from '../../../sandbox/webhooks.ts';
import { thinType } from './facts.ts';
import type { StripeEvent } from './rows.ts';
import type { State } from './state.ts';
import { wireText } from './wire.ts';

/** One event a delivery, signed with its time; while a secret is rolled there are two, separated by a comma, and a signature of each. */
export const stripeWebhooks = (
  clock: Clock,
  state: () => State,
  { isWanted, sent }: { readonly isWanted: (type: string) => boolean; readonly sent: () => void },
): WebhookDialect => ({
  event: ({ id }) => {
    const event = state().tables.events.get(id);
    if (!event) return null;
    if (!isWanted(event.type)) return null;
    return state().settings().payload === 'thin' ? thin(event) : event;
  },
  body: ([event]) => wireText(event ?? {}),
  signature: (body, secrets) => {
    sent();
    const at = Math.floor(clock.now() / 1000);
    const signatures = secrets.split(',').map((secret) => `v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`);
    return { 'stripe-signature': [`t=${at}`, ...signatures].join(',') };
  },
  handshake: false,
  batch: 1,
});

/** Only names: what happened and to which object. */
export function thin({ id, type, created, livemode, data }: StripeEvent): Readonly<Record<string, unknown>> {
  const object = data.object;
  const [about, kind] =
    typeof object === 'object' && object !== null && 'id' in object && 'object' in object
      ? [String(object.id), String(object.object)]
      : ['', ''];
  return {
    id,
    object: 'v2.core.event',
    type: thinType(type),
    livemode,
    created: new Date(created * 1000).toISOString(),
    related_object: { id: about, type: kind, url: `/v1/${kind}s/${about}` },
  };
}
