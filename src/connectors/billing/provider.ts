import type { Provided } from '../../sandbox/provided.ts';
import { billingConnector } from './connector.ts';

export const provider: Provided = { connector: billingConnector, sandbox: null };
