import type { Delivery, Nudge } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { isSignature } from '../../contract/signature.ts';
import type { Kind } from '../../core/records.ts';
import { objectIn } from '../../core/json.ts';
import { listOf, needText, textOf } from './wire.ts';

// A payment shows as an update of its invoice; bank transactions, accounts and items send nothing.
const kinds: Readonly<Record<string, Kind>> = { CONTACT: 'contact', INVOICE: 'invoice', CREDITNOTE: 'creditNote' };

/**
 * Reads a webhook. The signature is base64 of HMAC-SHA256 over the raw body. When a webhook is set up, Xero sends empty
 * deliveries, some of them signed wrongly on purpose ("intent to receive"): the right ones touch nothing, the wrong ones are
 * refused like any other.
 */
export function readNudge({ headers, body, secrets, hmac }: Delivery): Nudge {
  const signature = headers['x-xero-signature'] ?? '';
  // Every key is tried, so that the time taken does not tell which one was right.
  const matches = secrets.map((secret) => isSignature(signature, hmac(secret, body)));
  if (!matches.includes(true)) throw new Refused('forbidden', 'the webhook is not signed with the key that Xero showed for it');
  const parsed = parsedBody(body);
  const range = ['firstEventSequence', 'lastEventSequence', 'entropy'].map((name) => textOf(parsed, name) ?? '');
  const touched = listOf(parsed, 'events').flatMap((event) => {
    const kind = kinds[textOf(event, 'eventCategory') ?? ''];
    if (kind === undefined) return [];
    const version = versionAt(textOf(event, 'eventDateUtc'));
    return [{ account: needText(event, 'tenantId'), kind, id: needText(event, 'resourceId'), ...(version !== null && { version }) }];
  });
  return { delivery: range.join('-'), touched };
}

function parsedBody(body: string) {
  const parsed = objectIn(body);
  if (parsed !== null) return parsed;
  throw new Refused('invalid', 'the webhook is signed, but its body is not the JSON that Xero sends');
}

/**
 * The event's time as `versionOf` writes UpdatedDateUTC. Xero does not say that the two are the same instant: where they are not, no
 * event looks like one that we know, and each is fetched.
 */
function versionAt(date: string | null): string | null {
  const at = date === null ? Number.NaN : Date.parse(/Z$/i.test(date) ? date : `${date}Z`);
  return Number.isNaN(at) ? null : String(at);
}
