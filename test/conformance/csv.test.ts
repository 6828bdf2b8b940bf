import { csvSubject } from './csv-rig.ts';
import { conform } from './suite.ts';

conform(csvSubject());
