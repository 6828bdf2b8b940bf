import type { Provided } from '../../sandbox/provided.ts';
import { quickbooks } from './connector.ts';

export const provider: Provided = {
  connector: quickbooks,
  sandbox: {
    hosts: { authorize: '/connect/oauth2', token: '/oauth2/v1/tokens/bearer', revoke: '/v2/oauth2/tokens/revoke' },
    load: async () => (await import('./sandbox/main.ts')).alone,
  },
};
