import { plaidSubject } from './plaid-rig.ts';
import { conform } from './suite.ts';

conform(plaidSubject());
