import { after, test } from 'node:test';
import { closeTryton } from '../tryton/server-shared.ts';
import { whyNot } from '../tryton/server.ts';
import { readingChecks } from './checks-reading.ts';
import { checks, conform } from './suite.ts';
import { trytonSubject } from './tryton-rig.ts';

// What is read has a file of its own: both together take as long as everything else that needs Tryton, and run at the same time.
if (whyNot === false) {
  conform(
    trytonSubject(),
    checks.filter((check) => !readingChecks.includes(check)),
  );
  after(closeTryton);
} else test('tryton conforms', { skip: whyNot });
