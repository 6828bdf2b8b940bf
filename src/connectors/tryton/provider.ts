import type { Provided } from '../../sandbox/provided.ts';
import { tryton } from './connector.ts';

export const provider: Provided = { connector: tryton, sandbox: null };
