import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from './api.ts';

const fault = (code: string, Message: string, Detail = ''): string =>
  JSON.stringify({
    Fault: { Error: [{ Message, Detail, code, element: '' }], type: 'ValidationFault' },
    time: '2026-05-05T05:35:56.791-07:00',
  });
const reasonOf = (status: number, body: string, headers: Record<string, string> = {}): unknown => {
  const answer = readAnswer({ status, headers, body });
  return answer.kind === 'no' ? answer.reason : answer.kind;
};

test('QuickBooks’ codes become the reasons that the engine acts on', () => {
  const codes = {
    5010: 'conflict',
    6140: 'conflict',
    6240: 'conflict',
    6540: 'conflict',
    6210: 'locked',
    610: 'missing',
    2500: 'invalid',
    6000: 'invalid',
  };
  for (const [code, reason] of Object.entries(codes)) assert.equal(reasonOf(400, fault(code, 'No')), reason, code);
});

test('a fault counts whatever the status says, and what is no fault and no answer counts for nothing', () => {
  assert.equal(reasonOf(200, fault('6240', 'Duplicate Name Exists Error')), 'conflict');
  assert.equal(reasonOf(500, fault('10000', 'System failure')), 'unclear');
  assert.equal(reasonOf(200, '<html>Please sign in</html>'), 'unclear');
  assert.equal(reasonOf(302, ''), 'unclear');
});

test('gateways say no in lower case or in XML', () => {
  const lower = {
    fault: { error: [{ message: 'message=AuthenticationFailed; errorCode=003200', detail: 'Malformed bearer token', code: '3200' }] },
  };
  assert.equal(reasonOf(401, JSON.stringify(lower)), 'unauthorized');
  assert.equal(
    reasonOf(
      401,
      '<IntuitResponse><Fault type="AuthenticationFault"><Error code="100"><Message>x</Message></Error></Fault></IntuitResponse>',
    ),
    'unauthorized',
  );
  assert.equal(reasonOf(403, fault('3001', 'message=ThrottleExceeded')), 'throttled', 'as it was answered once');
  assert.equal(reasonOf(401, fault('120', 'AuthorizationFailed')), 'forbidden', 'who connected it may not any more');
  assert.equal(reasonOf(403, fault('3100', 'ApplicationAuthorizationFailed')), 'forbidden');
});

test('throttled without a word about how long means a minute', () => {
  const body = fault('3001', 'message=ThrottleExceeded');
  const plain = readAnswer({ status: 429, headers: {}, body });
  const said = readAnswer({ status: 429, headers: { 'retry-after': '7' }, body });
  assert.deepEqual([plain.kind === 'no' && plain.retryAfterSeconds, said.kind === 'no' && said.retryAfterSeconds], [60, 7]);
});

test('the message says what QuickBooks said, with its code', () => {
  const answer = readAnswer({
    status: 400,
    headers: {},
    body: fault('6140', 'Duplicate Document Number Error', 'DocNumber=1 is assigned to TxnType=Invoice'),
  });
  assert.ok(answer.kind === 'no');
  assert.equal(answer.message, 'Duplicate Document Number Error: DocNumber=1 is assigned to TxnType=Invoice (6140)');
});
