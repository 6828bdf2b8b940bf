import type { Provided } from '../../sandbox/provided.ts';
import { stripe } from './connector.ts';

export const provider: Provided = {
  connector: stripe,
  sandbox: {
    hosts: {},
    load: async () => (await import('./sandbox/main.ts')).alone,
    part: { as: 'processor', load: async () => (await import('./sandbox/part.ts')).part },
  },
};
