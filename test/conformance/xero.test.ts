import { conform } from './suite.ts';
import { xeroSubject } from './xero-rig.ts';

conform(xeroSubject());
