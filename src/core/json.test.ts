import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { exactNumber, objectIn, parseJson, writeJson } from './json.ts';

test('numbers stay the text that was sent', () => {
  assert.deepEqual(parseJson('{"a":188.98000000000002,"b":[1.10,-0,2e-7],"c":"1.10","d":null,"e":true}'), {
    a: '188.98000000000002',
    b: ['1.10', '-0', '2e-7'],
    c: '1.10',
    d: null,
    e: true,
  });
});

test('figures within texts are left alone, whatever quotes and slashes stand around them', () => {
  for (const text of ['a "12" b', '\\', 'ends with \\"', '1,2:3', 'u\u0031']) {
    assert.deepEqual(parseJson(JSON.stringify({ [text]: [text, 7] })), { [text]: [text, '7'] });
  }
});

test('what is no JSON is refused, numbers that are none included', () => {
  for (const text of ['', '{', '01', '1.', '.5', '+1', '--1', '[1,]', '{"a":1e}', '"open', 'nul', '1 2']) {
    assert.throws(() => parseJson(text), SyntaxError, text);
  }
});

test('any JSON is read as the slow and simple way reads it', () => {
  const simple = (value: unknown): unknown => {
    if (typeof value === 'number') return JSON.stringify(value);
    if (Array.isArray(value)) return value.map(simple);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, simple(inner)]));
    return value;
  };
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value);
      assert.deepEqual(parseJson(text), simple(JSON.parse(text)));
    }),
  );
});

test('an amount is written with every digit it has', () => {
  assert.equal(writeJson({ Total: exactNumber('12345678901234567890.12') }), '{"Total":12345678901234567890.12}');
});

test('an answer is an object or nothing, and its figures stay as they were sent', () => {
  assert.deepEqual(objectIn('{"Total":1.10}'), { Total: '1.10' });
  for (const text of ['', '[1]', 'null', '7', '<html>', '{"Total":']) assert.equal(objectIn(text), null, text);
});
