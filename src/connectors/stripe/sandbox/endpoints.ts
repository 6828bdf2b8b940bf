import { randomBytes } from 'node:crypto';
import { neededText, textIn, textsIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { missing, missingParameter } from './refusals.ts';
import type { Endpoint } from './rows.ts';
import { show } from './shapes.ts';
import type { State } from './state.ts';

/** An address that events go to. Its secret is shown this once. */
export function createEndpoint(state: State, fields: Fields): Fields {
  const events = textsIn(fields, 'enabled_events');
  if (!events) throw missingParameter('enabled_events');
  const secret = `whsec_${randomBytes(24).toString('hex')}`;
  const row: Endpoint = {
    id: state.newId('we'),
    object: 'webhook_endpoint',
    created: state.now(),
    api_version: textIn(fields, 'api_version') ?? null,
    application: null,
    description: textIn(fields, 'description') ?? null,
    enabled_events: events,
    metadata: {},
    status: 'enabled',
    url: neededText(fields, 'url'),
    hidden: { secret },
  };
  return { ...show(state, state.tables.endpoints.put(row)), secret };
}

export function updateEndpoint(state: State, id: string, fields: Fields): Endpoint {
  const before = endpoint(state, id);
  const url = textIn(fields, 'url');
  return state.tables.endpoints.put({
    ...before,
    enabled_events: textsIn(fields, 'enabled_events') ?? before.enabled_events,
    ...(typeof url === 'string' && { url }),
  });
}

export function deleteEndpoint(state: State, id: string): Fields {
  endpoint(state, id);
  state.tables.endpoints.remove(id);
  return { id, object: 'webhook_endpoint', deleted: true };
}

function endpoint(state: State, id: string): Endpoint {
  const row = state.tables.endpoints.get(id);
  if (!row) throw missing('webhook endpoint', id);
  return row;
}
