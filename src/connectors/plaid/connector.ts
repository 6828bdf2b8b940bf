import type { Connector, Delivery, Session } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { ask, isKeyRefused, ofItem, withKey } from './api.ts';
import type { Line } from './api.ts';
import { linkPage } from './key-page.ts';
import { manifest } from './manifest.ts';
import { lineReader, listReader } from './reading.ts';
import { accountOf, organisationOf } from './translate.ts';
import { keyNamedBy, readNudge } from './webhooks.ts';
import { childOf, listOf } from './wire.ts';

export interface PlaidOptions {
  /** Lines in one answer; Plaid gives 500 at most. */
  readonly pageSize: number;
}

export const plaidWith = ({ pageSize }: PlaidOptions): Connector => ({
  manifest,
  open: (through) => {
    if (!('http' in through)) throw new Error('Plaid is spoken to over HTTP');
    return open({ http: through.http, timeZone: through.timeZone ?? 'UTC', pageSize });
  },
  tenants: null,
  nudge: readNudge,
  signing: { request: withKey, isRefused: isKeyRefused },
  keyPage: linkPage,
});

export const plaid: Connector = plaidWith({ pageSize: 500 });

function open(line: Line): Session {
  // What Plaid last heard of the bank: asking the bank anew takes half a minute and is paid for.
  const accounts = () => ask(line, '/accounts/get', ofItem);
  const organisation = async () => organisationOf(await accounts(), line.timeZone);
  return {
    organisation,
    readers: {
      organisation: listReader(async () => [await organisation()]),
      account: listReader(async () => listOf(await accounts(), 'accounts').map(accountOf)),
      statementLine: lineReader(line),
    },
    writers: {},
    accountMovement: null,
    webhookKey: webhookKeys(line),
    preflight: null,
  };
}

/** Keys are few and change seldom. When one is met that is not known, all are asked for anew: another may have been withdrawn. */
function webhookKeys(line: Line): (headers: Delivery['headers']) => Promise<string | null> {
  const known = new Map<string, string>();
  return async (headers) => {
    const id = keyNamedBy(headers);
    if (id === null) return null;
    const held = known.get(id);
    if (held !== undefined) return held;
    const key = await keyOf(line, id);
    if (key === null) return null;
    known.clear();
    known.set(id, key);
    return key;
  };
}

async function keyOf(line: Line, id: string): Promise<string | null> {
  try {
    const key = childOf(await ask(line, '/webhook_verification_key/get', { key_id: id }), 'key');
    return key === null ? null : JSON.stringify(key);
  } catch (error) {
    if (error instanceof Refused && (error.reason === 'invalid' || error.reason === 'missing')) return null;
    throw error;
  }
}
