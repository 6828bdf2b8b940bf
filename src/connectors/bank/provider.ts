import type { Provided } from '../../sandbox/provided.ts';
import { bankConnector } from './connector.ts';

export const provider: Provided = { connector: bankConnector, sandbox: null };
