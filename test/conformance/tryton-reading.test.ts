import { after, test } from 'node:test';
import { closeTryton } from '../tryton/server-shared.ts';
import { whyNot } from '../tryton/server.ts';
import { readingChecks } from './checks-reading.ts';
import { conform } from './suite.ts';
import { trytonSubject } from './tryton-rig.ts';

if (whyNot === false) {
  conform(trytonSubject(), readingChecks);
  after(closeTryton);
} else test('tryton is read as it conforms', { skip: whyNot });
