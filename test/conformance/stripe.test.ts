import { conform } from './suite.ts';
import { stripeSubject } from './stripe-rig.ts';

conform(stripeSubject());
