import type { Provided } from '../../sandbox/provided.ts';
import { csvConnector } from './connector.ts';

export const provider: Provided = { connector: csvConnector, sandbox: null };
