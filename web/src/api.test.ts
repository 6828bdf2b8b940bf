import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathWith, refusalOf, saidBy } from './api.ts';

test('a path carries what is given, and nothing of what is left open', () => {
  assert.equal(pathWith('/v1/holds', { flow: null, code: '', limit: 20, search: undefined }), '/v1/holds?limit=20');
  assert.equal(pathWith('/v1/search', { q: 'Müller & Söhne' }), '/v1/search?q=M%C3%BCller+%26+S%C3%B6hne');
  assert.equal(pathWith('/v1/holds', {}), '/v1/holds');
});

test('a refusal says what was seen, what was expected and what to do, in whichever form the server told it', () => {
  const flat = refusalOf(
    409,
    '{"error":"Somebody saved meanwhile.","seen":"version 3","expected":"version 2","fix":"Look at theirs first."}',
  );
  assert.deepEqual(
    [flat.message, flat.seen, flat.expected, flat.fix],
    ['Somebody saved meanwhile.', 'version 3', 'version 2', 'Look at theirs first.'],
  );
  const nested = refusalOf(422, '{"error":{"code":"locked","message":"The month is locked.","fix":"Choose a later day."}}');
  assert.deepEqual([nested.code, nested.message, nested.fix], ['locked', 'The month is locked.', 'Choose a later day.']);
  const signIn = refusalOf(401, '{"message":"Invalid email or password","code":"INVALID_EMAIL_OR_PASSWORD"}');
  assert.deepEqual([signIn.message, signIn.code], ['Invalid email or password', 'INVALID_EMAIL_OR_PASSWORD']);
});

test('what only one route says of its no is kept as it came', () => {
  const refused = refusalOf(409, '{"error":"Two documents are open.","open":[{"number":"INV-7"},{"number":null}]}');
  assert.deepEqual(saidBy<{ open: readonly { number: string | null }[] }>(refused)?.open, [{ number: 'INV-7' }, { number: null }]);
  assert.equal(saidBy(refusalOf(502, '<html>bad gateway</html>')), null);
});

test('an answer that nobody can read still says something', () => {
  assert.equal(refusalOf(502, '<html>bad gateway</html>').message, 'The server answered with 502.');
  assert.equal(refusalOf(403, '').message, 'Your role does not allow this.');
});
