import { billingSubject } from './billing-rig.ts';
import { conform } from './suite.ts';

conform(billingSubject());
