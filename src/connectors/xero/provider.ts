import type { Provided } from '../../sandbox/provided.ts';
import { xero } from './connector.ts';

export const provider: Provided = {
  connector: xero,
  sandbox: {
    hosts: {
      authorize: '/identity/connect/authorize',
      token: '/connect/token',
      revoke: '/connect/revocation',
      tenants: '/connections',
    },
    load: async () => (await import('./sandbox/main.ts')).alone,
    part: { as: 'ledger', load: async () => (await import('./sandbox/part.ts')).part },
  },
};
