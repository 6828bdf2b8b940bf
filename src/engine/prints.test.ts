import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fingerprint } from '../core/fingerprint.ts';
import { documentPrint } from './prints.ts';

test('a print is the same text whichever hash makes it, also of broken characters', () => {
  fc.assert(fc.property(fc.json(), (text) => documentPrint(JSON.parse(text)) === fingerprint(JSON.parse(text))));
  for (const text of ['', 'Größe 漢字 😀', '\ud800', 'a\udfffb', '\u0000']) assert.equal(documentPrint([text]), fingerprint([text]));
});
