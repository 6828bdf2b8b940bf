import type { Delivery, Nudge } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { isSignature } from '../../contract/signature.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import { parseJson } from '../../core/json.ts';
import type { Kind } from '../../core/records.ts';
import { childOf, isWire, listOf, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

type Named = (id: string) => readonly { readonly kind: Kind; readonly id: string }[];
const one =
  (kind: Kind, prefix = ''): Named =>
  (id) => [{ kind, id: `${prefix}${id}` }];

/** What each of QuickBooks' entities is here, by its name in lower case. A payment may be money on account; an expense a refund. */
const entities: Readonly<Record<string, Named>> = {
  account: one('account'),
  customer: one('contact'),
  vendor: one('contact', 'Vendor/'),
  item: one('item'),
  invoice: one('invoice'),
  creditmemo: one('creditNote'),
  payment: (id) => [...one('payment')(id), ...one('bankTransaction', 'Payment/')(id)],
  salesreceipt: one('bankTransaction', 'SalesReceipt/'),
  refundreceipt: one('bankTransaction', 'RefundReceipt/'),
  deposit: one('bankTransaction', 'Deposit/'),
  purchase: (id) => [...one('bankTransaction', 'Purchase/')(id), ...one('refund', 'Purchase/')(id)],
  transfer: one('transfer'),
  journalentry: one('journal'),
};

/**
 * Reads a webhook, in either form that Intuit sends: a list of cloud events, or the notifications of before 2026. The signature is
 * base64 of HMAC-SHA256 over the raw body. One delivery may be about several companies.
 */
export function readNudge({ headers, body, secrets, hmac }: Delivery): Nudge {
  const signature = headers['intuit-signature'] ?? '';
  // Every key is tried, so that the time taken does not tell which one was right.
  const matches = secrets.map((secret) => isSignature(signature, hmac(secret, body)));
  if (!matches.includes(true))
    throw new Refused('forbidden', 'the webhook is not signed with the verifier token that Intuit showed for it');
  const parsed = parsedBody(body);
  const touched = Array.isArray(parsed) ? parsed.filter(isWire).flatMap(ofEvent) : isWire(parsed) ? ofNotifications(parsed) : null;
  if (touched === null) throw unreadable();
  // A repeated delivery is the same text; each event in it has an id or a time of its own.
  return { delivery: fingerprint(body), touched };
}

function ofEvent(event: Wire): Nudge['touched'] {
  // 'qbo.creditmemo.updated.v1'
  const entity = (textOf(event, 'type') ?? '').split('.')[1] ?? '';
  return touchedIn(textOf(event, 'intuitaccountid'), entity, [
    textOf(event, 'intuitentityid'),
    textOf(childOf(event, 'data') ?? {}, 'deletedId'),
  ]);
}

const ofNotifications = (body: Wire): Nudge['touched'] =>
  listOf(body, 'eventNotifications').flatMap((notification) =>
    listOf(childOf(notification, 'dataChangeEvent') ?? {}, 'entities').flatMap((entity) =>
      // Of two that were merged, the one that went is named beside the one that stays.
      touchedIn(textOf(notification, 'realmId'), textOf(entity, 'name') ?? '', [textOf(entity, 'id'), textOf(entity, 'deletedId')]),
    ),
  );

function touchedIn(account: string | null, entity: string, ids: readonly (string | null)[]): Nudge['touched'] {
  const named = entities[entity.toLowerCase()];
  if (account === null || named === undefined) return [];
  return ids.flatMap((id) => (id === null ? [] : named(id).map((touched) => ({ account, ...touched }))));
}

const unreadable = (): Refused => new Refused('invalid', 'the webhook is signed, but its body is not the JSON that Intuit sends');

function parsedBody(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    throw unreadable();
  }
}
