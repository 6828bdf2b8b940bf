import type { Sandbox } from '../../../contract/sandbox.ts';
import type { State } from './state.ts';

/** Who hears the webhooks: an endpoint that was made over the API, or an address that the owner of the sandbox named. The last one counts. */
export interface Listening {
  isOn(): boolean;
  isWanted(type: string): boolean;
  /** The owner named an address, which hears everything. */
  byOwner(): void;
  /** Something was sent, so somebody listens: the owner may have named an address at the control addresses. */
  sent(): void;
  /** Looks whether an endpoint came, changed or went. */
  look(register: Sandbox['webhooks']): void;
}

export function createListening({ tables }: State): Listening {
  let by: 'nobody' | 'owner' | 'endpoint' = 'nobody';
  let seen = '';
  const newest = () => tables.endpoints.at(tables.endpoints.size - 1);
  return {
    isOn: () => by !== 'nobody',
    isWanted: (type) => by !== 'endpoint' || (newest()?.enabled_events.some((name) => name === '*' || name === type) ?? false),
    byOwner: () => void (by = 'owner'),
    sent() {
      if (by === 'nobody') by = 'owner';
    },
    look(register) {
      const endpoint = newest();
      const now = endpoint ? `${endpoint.id} ${endpoint.url}` : '';
      if (now === seen) return;
      seen = now;
      by = 'endpoint';
      if (endpoint) register({ url: endpoint.url, secret: endpoint.hidden.secret });
    },
  };
}
