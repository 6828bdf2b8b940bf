import type { Delivery, Nudge } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { isSignature } from '../../contract/signature.ts';
import type { Kind } from '../../core/records.ts';
import { objectIn } from '../../core/json.ts';
import { toldBy } from './events.ts';
import { childOf, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** How old a signature may be: what was overheard is not worth sending again. */
const toleranceSeconds = 300;

/**
 * An event of the account's own carries no account; only those of accounts connected to it do. The secret tells whose it is: each
 * account has its own, and it is kept as `<account> <secret>`. Under one that is kept alone it is about the account that was called.
 */
export const calledAccount = '*';

/**
 * Reads a webhook. The signature is `t=<seconds>,v1=<hex>,…`: HMAC-SHA256 of `<t>.<body>` under the secret as it was shown. While a
 * secret is being replaced there is one v1 for each ("Webhooks: verify signatures manually").
 */
export function readNudge({ headers, body, secrets, now, hmac }: Delivery): Nudge {
  const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.split('='));
  const named = (name: string): readonly string[] => parts.flatMap(([key, value]) => (key?.trim() === name && value ? [value.trim()] : []));
  const [at = ''] = named('t');
  const seen = named('v1');
  // Every pair is compared, so that the time taken does not tell which one was right.
  const genuine = secrets.map(ownerOf).filter(({ secret }) => {
    const expected = hexOf(hmac(secret, `${at}.${body}`));
    return seen.map((signature) => isSignature(signature, expected)).includes(true);
  });
  const [owner] = genuine;
  if (owner === undefined) throw new Refused('forbidden', 'the webhook is not signed with the secret that Stripe showed for it');
  // Only age counts: our clock may be behind theirs.
  if (!/^\d{1,12}$/.test(at) || now / 1000 - Number(at) > toleranceSeconds)
    throw new Refused('forbidden', `the webhook was signed more than ${toleranceSeconds} seconds ago`);
  const event = parsedBody(body);
  return { delivery: needText(event, 'id'), touched: touchedBy(event, owner.account) };
}

function ownerOf(kept: string): { readonly account: string; readonly secret: string } {
  const [, account = calledAccount, secret = kept] = /^(\S+) (\S+)$/.exec(kept) ?? [];
  return { account, secret };
}

function touchedBy(event: Wire, owner: string): Nudge['touched'] {
  const account = textOf(event, 'account') ?? textOf(event, 'context') ?? owner;
  const told = textOf(event, 'object') === 'v2.core.event' ? toldThinly(event) : toldWhole(event);
  return told.map((one) => ({ account, ...one }));
}

const toldWhole = (event: Wire) => {
  const object = childOf(childOf(event, 'data') ?? {}, 'object');
  return object === null ? [] : toldBy(textOf(event, 'type') ?? '', object);
};

/** A thin event names its object and shows nothing of it. */
const toldThinly = (event: Wire): readonly { readonly kind: Kind; readonly id: string }[] => {
  const about = childOf(event, 'related_object');
  const kind = thinKinds[(about === null ? null : textOf(about, 'type')) ?? ''];
  const id = about === null ? null : textOf(about, 'id');
  return kind === undefined || id === null ? [] : [{ kind, id }];
};

const thinKinds: Readonly<Record<string, Kind>> = {
  customer: 'contact',
  tax_rate: 'taxRate',
  invoice: 'invoice',
  credit_note: 'creditNote',
  dispute: 'dispute',
  payout: 'payout',
  balance_transaction: 'balanceTransaction',
};

function parsedBody(body: string): Wire {
  const parsed = objectIn(body);
  if (parsed !== null && textOf(parsed, 'id') !== null) return parsed;
  throw new Refused('invalid', 'the webhook is signed, but its body is not the JSON that Stripe sends');
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 in hexadecimal, which is how Stripe writes signatures. */
function hexOf(base64: string): string {
  let bits = '';
  for (const digit of base64.replace(/=+$/, '')) bits += digits.indexOf(digit).toString(2).padStart(6, '0');
  return (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0')).join('');
}
