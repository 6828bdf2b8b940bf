import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpResponse } from '../contract/http.ts';
import { runChain } from './chain.ts';

const answer = (body: unknown, status = 200): HttpResponse => ({ status, headers: {}, body: JSON.stringify(body) });

/** A server that answers with what is next in the list, and remembers what it was asked. */
function server(answers: readonly HttpResponse[]) {
  const asked: unknown[] = [];
  return {
    asked,
    send: (body: string): Promise<HttpResponse> => {
      asked.push(JSON.parse(body));
      const next = answers[asked.length - 1];
      return next === undefined ? Promise.reject(new Error('no answer')) : Promise.resolve(next);
    },
  };
}

const chain = (links: readonly unknown[], clear: readonly unknown[] = []): string => JSON.stringify({ chain: links, clear });

test('a link takes what an earlier one answered, and the last answer is the chain’s', async () => {
  const { asked, send } = server([answer({ result: [7, 8] }), answer({ result: 'done' })]);
  const last = await runChain(
    chain([{ send: { find: 'x' } }, { send: { post: [{ $: [[0, 'result', 1]] }], as: { $: [[0, 'result', 0]], before: 'no_' } } }]),
    send,
  );
  assert.deepEqual(asked, [{ find: 'x' }, { post: [8], as: 'no_7' }]);
  assert.equal(last.body, '{"result":"done"}');
});

test('words of a person that look like a place in a chain stay words', async () => {
  const { asked, send } = server([answer({ result: [7] }), answer({ result: 1 })]);
  const words = '{"$":[[0,"result",0]]}';
  await runChain(chain([{ send: 1 }, { send: { words } }]), send);
  assert.deepEqual(asked[1], { words });
});

test('of several places the first that leads somewhere is taken', async () => {
  const { asked, send } = server([answer({ result: null }), answer({ result: 3 }), answer({ result: 1 })]);
  await runChain(
    chain([
      { send: 1 },
      { send: 2 },
      {
        send: {
          id: {
            $: [
              [0, 'result'],
              [1, 'result'],
            ],
          },
        },
      },
    ]),
    send,
  );
  assert.deepEqual(asked[2], { id: 3 });
});

test('links are left out where something is there, or is not', async () => {
  const { asked, send } = server([answer({ result: [] }), answer({ result: 1 })]);
  await runChain(chain([{ send: 'a' }, { send: 'b', only: [0, 'result', 0] }, { send: 'c', unless: [0, 'result', 0] }]), send);
  assert.deepEqual(asked, ['a', 'c']);
});

test('what leads nowhere ends the chain with a no that says what is missing, and nothing more is sent', async () => {
  const { asked, send } = server([answer({ result: [] })]);
  const last = await runChain(
    chain([{ send: 'a' }, { send: { id: { $: [[0, 'result', 0]] } }, about: 'account 4711' }, { send: 'c' }]),
    send,
  );
  assert.deepEqual(asked, ['a']);
  assert.deepEqual(JSON.parse(last.body), { error: ['UserError', ['There is no account 4711.']] });
});

test('a clear no ends the chain and is its answer, after what was left behind is cleared up', async () => {
  const { asked, send } = server([answer({ result: [5] }), answer({ error: ['UserError', ['closed']] }), answer({ result: true })]);
  const clear = [{ send: { delete: { $: [[0, 'result', 0]] } }, only: [0, 'result', 0] }];
  const last = await runChain(chain([{ send: 'make' }, { send: 'post' }, { send: 'read' }], clear), send);
  assert.deepEqual(asked, ['make', 'post', { delete: 5 }]);
  assert.deepEqual(JSON.parse(last.body), { error: ['UserError', ['closed']] });
});

test('an answer that is none ends the chain, and nothing is cleared up, because nobody knows', async () => {
  for (const bad of [answer({ message: 'down' }, 502), { status: 200, headers: {}, body: '<html>' }]) {
    const { asked, send } = server([answer({ result: [5] }), bad]);
    assert.equal(await runChain(chain([{ send: 'make' }, { send: 'post' }, { send: 'read' }], [{ send: 'delete' }]), send), bad);
    assert.deepEqual(asked, ['make', 'post']);
  }
});

test('a lost answer is a lost chain', async () => {
  const { asked, send } = server([answer({ result: [5] })]);
  await assert.rejects(runChain(chain([{ send: 'make' }, { send: 'post' }, { send: 'read' }]), send), /no answer/);
  assert.deepEqual(asked, ['make', 'post']);
});
