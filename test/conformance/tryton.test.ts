import { after, test } from 'node:test';
import { closeTryton } from '../tryton/server-shared.ts';
import { whyNot } from '../tryton/server.ts';
import { conform } from './suite.ts';
import { trytonSubject } from './tryton-rig.ts';

if (whyNot === false) {
  conform(trytonSubject());
  after(closeTryton);
} else test('tryton conforms', { skip: whyNot });
