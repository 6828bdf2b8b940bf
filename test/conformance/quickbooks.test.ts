import { quickbooksSubject } from './quickbooks-rig.ts';
import { conform } from './suite.ts';

conform(quickbooksSubject());
