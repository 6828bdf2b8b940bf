import type { Provided } from '../../sandbox/provided.ts';
import { plaid } from './connector.ts';

export const provider: Provided = {
  connector: plaid,
  sandbox: { hosts: {}, load: async () => (await import('./sandbox/main.ts')).alone },
};
