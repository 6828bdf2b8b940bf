import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  BankDeskAnswer,
  BankFileAnswer,
  BankItemRow,
  BankLineRow,
  BankLineShown,
  BankLinesAnswer,
  BankMatchRow,
} from '../../src/api/bank.ts';
import { organisation } from '../engine/world.ts';
import { atTheServer } from './open-bank.ts';
import type { BankAtServer } from './open-bank.ts';

const header = 'Date,Description,Name,Amount,Balance\n';
const current = `${header}2026-11-12,INV-001 thank you,ADA LTD,120.00,1120.00
2026-11-13,Coffee,Corner Cafe,-3.20,1116.80
2026-11-14,INV-002 net of fees,CARD SERVICES,116.22,1233.02
2026-11-15,Two and a part,Robert,190.00,1423.02
`;

/** Four invoices of 120.00 in the ledger: one of Ada, three of Bob. */
async function sold({ bench, sync }: BankAtServer): Promise<void> {
  const ada = await bench.sell.customer('Ada Ltd');
  const bob = await bench.sell.customer('Bob LLP');
  for (const contact of [ada, bob, bob, bob]) await bench.sell.invoice({ contact });
  await sync();
}

const linesOf = async ({ ask }: BankAtServer, query = ''): Promise<readonly BankLineRow[]> =>
  (await ask<BankLinesAnswer>('GET', `/v1/bank/lines${query}`)).lines;

async function lineOf(bank: BankAtServer, text: string): Promise<BankLineRow> {
  const found = (await linesOf(bank)).find((line) => line.text === text);
  if (found === undefined) throw new Error(`no line says ${text}`);
  return found;
}

test('a table is shown before it is read, with the columns that it is read from, and read once somebody said yes', () =>
  atTheServer(async (bank) => {
    const { give } = bank;
    const asked = (await give<BankFileAnswer>(current, '?account=current&currency=GBP')).body;
    assert.ok(asked.is === 'asks', JSON.stringify(asked));
    assert.deepEqual(
      asked.read.columns.map(({ is, from }) => `${is}: ${from}`),
      ['bookedOn: Date', 'text: Description', 'name: Name', 'amount: Amount', 'balance: Balance'],
    );
    assert.deepEqual(
      asked.sample.map(({ bookedOn, amount }) => `${bookedOn} ${amount}`),
      ['2026-11-12 120', '2026-11-13 -3.2', '2026-11-14 116.22', '2026-11-15 190'],
    );
    assert.deepEqual(await linesOf(bank), []);
    const read = (await give<BankFileAnswer>(current, '?account=current&currency=GBP&yes=true')).body;
    assert.ok(read.is === 'imported', JSON.stringify(read));
    assert.deepEqual(
      read.accounts.map(({ counts }) => counts),
      [{ added: 4, same: 0, changed: 0 }],
    );
    assert.deepEqual([read.matched?.open, read.whyNotMatched], [4, null]);
    assert.equal((await give<BankFileAnswer>(current, '?account=current')).body.is, 'known');
    const later = `${header}2026-11-20,Coffee,Corner Cafe,-3.20,1419.82\n`;
    assert.equal((await give<BankFileAnswer>(later, '?account=current')).body.is, 'imported');
  }));

test('what is no bank file is refused in words, and nothing of it is kept', () =>
  atTheServer(async (bank) => {
    const { give, askAs } = bank;
    const none = await give<BankFileAnswer>('this is no bank file', '?account=current');
    assert.ok(
      none.body.is === 'rejected' && none.body.problems[0]?.startsWith('line 1: found a file of no known kind'),
      JSON.stringify(none),
    );
    const wrong = `${header}2026-11-12,fine,A,1.00,1.00\n2026-11-12,out,A,-1.00,0.00\n2026-13-45,what day,B,much,2.00\n`;
    const read = await give<BankFileAnswer>(wrong, '?account=odd&currency=GBP&yes=true');
    assert.ok(read.status === 200 && JSON.stringify(read.body).includes('line 4'), JSON.stringify(read.body));
    for (const bytes of [new Uint8Array(0), new Uint8Array([0, 1, 2, 255, 254, 0]), new TextEncoder().encode('\u0000'.repeat(500))]) {
      const answer = await give<BankFileAnswer>(bytes, '?account=odd&yes=true');
      assert.deepEqual([answer.status, answer.body.is], [200, 'rejected'], JSON.stringify(answer.body));
    }
    const withNul = await give<BankFileAnswer>(`${header}2026-11-12,od\u0000d,A\u0000,1.00,1.00\n`, '?account=nul&currency=GBP&yes=true');
    assert.equal(withNul.status, 200, JSON.stringify(withNul.body));
    for (const query of ['?currency=gbp', '?currency=GBPX', '?account=', '?account=a%00b', '?days=sideways', '?name=a%00b'])
      assert.equal((await give(current, query)).status, 400, query);
    const owner = { role: 'owner', organisation } as const;
    assert.equal((await askAs(owner, 'POST', '/v1/bank/files', { a: 1 })).status, 415);
  }));

test('lines are found by what they were found to be, by words and by amounts, page by page', () =>
  atTheServer(async (bank) => {
    const { give, ask } = bank;
    await sold(bank);
    await give(current, '?account=current&currency=GBP&yes=true');
    const all = await ask<BankLinesAnswer>('GET', '/v1/bank/lines');
    assert.deepEqual(
      all.lines.map(({ text, found }) => `${text}: ${found}`),
      ['Two and a part: open', 'INV-002 net of fees: suggested', 'Coffee: open', 'INV-001 thank you: matched'],
    );
    assert.deepEqual([all.counts.suggested, all.counts.open, all.counts.matched, all.after], [1, 2, 1, null]);
    const texts = async (query: string): Promise<readonly string[]> => (await linesOf(bank, query)).map(({ text }) => text);
    assert.deepEqual(await texts('?found=open'), ['Two and a part', 'Coffee']);
    assert.deepEqual(await texts('?open=true'), ['Two and a part', 'INV-002 net of fees', 'Coffee']);
    assert.deepEqual(await texts('?search=corner'), ['Coffee']);
    assert.deepEqual(await texts('?search=190.00'), ['Two and a part']);
    assert.deepEqual(await texts('?from=2026-11-13&through=2026-11-14'), ['INV-002 net of fees', 'Coffee']);
    assert.deepEqual(await texts('?search=%25'), []);
    const first = await ask<BankLinesAnswer>('GET', '/v1/bank/lines?limit=3');
    assert.ok(first.isCut && first.after !== null);
    const rest = await ask<BankLinesAnswer>('GET', `/v1/bank/lines?limit=3&after=${encodeURIComponent(first.after)}`);
    assert.deepEqual(
      [...first.lines, ...rest.lines].map(({ line }) => line),
      all.lines.map(({ line }) => line),
    );
    const desk = await ask<BankDeskAnswer>('GET', '/v1/bank');
    assert.deepEqual(
      desk.accounts.map(({ account, lines, open, suggested, last, closing, ledgerAccount }) => [
        account,
        lines,
        open,
        suggested,
        last?.on,
        closing?.amount,
        ledgerAccount,
      ]),
      [['current', 4, 3, 1, '2026-11-15', '1423.02', '090']],
    );
  }));

test('two people who confirm at once book a line once, and an invoice is not paid twice by two lines', () =>
  atTheServer(async (bank) => {
    const { give, ask, askAs, sync, bench } = bank;
    const eva = await bench.sell.customer('Eva SA');
    await bench.sell.invoice({ contact: eva });
    await sync();
    await give(
      `${header}2026-11-12,INV-001 and more,EVA SA,130.00,130.00\n2026-11-12,INV-001 and again,EVA SA,140.00,270.00\n2026-11-12,Coffee,Cafe,-1.00,269.00\n`,
      '?account=current&currency=GBP&yes=true',
    );
    const [one, other] = [await lineOf(bank, 'INV-001 and more'), await lineOf(bank, 'INV-001 and again')];
    const shown = await ask<BankLineShown>('GET', `/v1/bank/lines/${one.line}`);
    const second = await ask<BankLineShown>('GET', `/v1/bank/lines/${other.line}`);
    assert.ok(shown.choices.length > 0 && second.choices.length > 0, JSON.stringify([shown, second]));
    const bookkeeper = { role: 'bookkeeper', organisation } as const;
    const confirm = (line: BankLineRow, match: string | undefined) =>
      askAs<{ error?: string }>(bookkeeper, 'POST', `/v1/bank/lines/${line.line}/confirm`, { choice: 0, match });
    const answers = await Promise.all([
      confirm(one, shown.choices[0]?.match),
      confirm(one, shown.choices[0]?.match),
      confirm(other, second.choices[0]?.match),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 409, 409],
      JSON.stringify(answers),
    );
    await sync();
    assert.deepEqual(
      bench.books().filter((line) => line.includes('paid INV')),
      ['2026-11-12 paid INV-001 120.00'],
    );
    assert.equal((await linesOf(bank, '?found=suggested')).length, 0, 'what is spent is suggested no more');
  }));

test('a choice that has changed since it was looked at is not confirmed', () =>
  atTheServer(async (bank) => {
    const { give, ask } = bank;
    await sold(bank);
    await give(current, '?account=current&currency=GBP&yes=true');
    const deposit = await lineOf(bank, 'INV-002 net of fees');
    const path = `/v1/bank/lines/${deposit.line}`;
    const refused = await ask<{ error: string }>('POST', `${path}/confirm`, { choice: 0, match: 'another' }, 409);
    assert.match(refused.error, /has changed meanwhile/);
    const { choices } = await ask<BankLineShown>('GET', path);
    await ask<BankMatchRow>('POST', `${path}/refuse`, { choice: 0, match: choices[0]?.match ?? '' });
    await ask('POST', '/v1/bank/match');
    const after = await ask<BankLineShown>('GET', path);
    assert.ok(!after.choices.some(({ match }) => match === choices[0]?.match), 'a declined pair never comes back');
  }));

test('a line is matched by hand to several documents, never above what is open, and undone without a trace', () =>
  atTheServer(async (bank) => {
    const { give, ask, sync, bench } = bank;
    await sold(bank);
    await give(current, '?account=current&currency=GBP&yes=true');
    const { line } = await lineOf(bank, 'Two and a part');
    const path = `/v1/bank/lines/${line}`;
    const items = await ask<readonly BankItemRow[]>('GET', `${path}/items`);
    assert.deepEqual(
      items.map(({ number, open, is }) => `${number ?? ''} ${open} ${is}`),
      ['INV-002 120 document', 'INV-003 120 document', 'INV-004 120 document'],
    );
    assert.equal((await ask<readonly BankItemRow[]>('GET', `${path}/items?search=inv-003`)).length, 1);
    const [two, three, four] = items.map(({ item }) => item);
    const settle = (
      chosen: readonly (readonly [string | undefined, string])[],
      rest: string | null,
      status: number,
    ): Promise<{ error?: string }> =>
      ask('POST', `${path}/settle`, { items: chosen.map(([item, amount]) => ({ item, amount })), rest }, status);
    assert.match((await settle([[two, '120.00']], null, 409)).error ?? '', /70\.00 GBP of the line would be left/);
    assert.match((await settle([[two, '120.01']], 'onAccount', 409)).error ?? '', /more than what is open of INV-002: 120/);
    assert.match(
      (
        await settle(
          [
            [two, '120'],
            [two, '120'],
          ],
          null,
          409,
        )
      ).error ?? '',
      /chosen twice/,
    );
    assert.match((await settle([['invoice:none', '240']], null, 409)).error ?? '', /not open any more/);
    for (const amount of ['0', '-1', 'NaN', '1e400', ''])
      assert.notEqual(
        (await bank.askAs({ role: 'owner', organisation }, 'POST', `${path}/settle`, { items: [{ item: two, amount }], rest: 'onAccount' }))
          .status,
        200,
        amount,
      );
    await settle(
      [
        [two, '100.00'],
        [three, '40.00'],
      ],
      'onAccount',
      200,
    );
    await sync();
    const written = bench.books().filter((each) => each.includes('paid') || each.includes('RECEIVE'));
    assert.deepEqual(written, [
      '2026-11-10 INV-001 Ada Ltd 120.00 GBP paid',
      '2026-11-12 paid INV-001 120.00',
      '2026-11-15 RECEIVE-OVERPAYMENT Bob LLP 50.00',
      '2026-11-15 paid INV-002 100.00',
      '2026-11-15 paid INV-003 40.00',
    ]);
    await ask('POST', `${path}/undo`);
    await ask('POST', `${path}/undo`, undefined, 409);
    await sync();
    assert.equal((await lineOf(bank, 'Two and a part')).found, 'open');
    assert.deepEqual(
      bench.books().filter((each) => each.includes('2026-11-15') && !each.endsWith('deleted')),
      [],
    );
    await settle(
      [
        [three, '120'],
        [four, '70'],
      ],
      null,
      200,
    );
  }));

test('a line may be coded or left out once, with a reason that is kept', () =>
  atTheServer(async (bank) => {
    const { give, ask, sync, bench } = bank;
    await give(`${current}2026-11-16,Private,Me,-40.00,1383.02\n`, '?account=current&currency=GBP&yes=true');
    const coffee = await lineOf(bank, 'Coffee');
    await ask('POST', `/v1/bank/lines/${coffee.line}/code`, { account: '404', contact: 'Corner Cafe' });
    await ask('POST', `/v1/bank/lines/${coffee.line}/code`, { account: '404', contact: 'Corner Cafe' }, 409);
    const own = await lineOf(bank, 'Private');
    await ask('POST', `/v1/bank/lines/${own.line}/leave`, { because: '  ' }, 400);
    await ask('POST', `/v1/bank/lines/${own.line}/leave`, { because: 'paid back in cash' });
    await sync();
    assert.deepEqual(bench.books(), ['2026-11-13 SPEND Corner Cafe 3.20']);
    const left = await lineOf(bank, 'Private');
    assert.deepEqual([left.found, left.decision?.booked], ['left out', { does: 'stand', why: 'paid back in cash', has: [] }]);
    await ask('POST', '/v1/bank/lines/none/leave', { because: 'x' }, 409);
    await ask('GET', '/v1/bank/lines/none', undefined, 404);
  }));

test('roles and other organisations: whoever may not, does not; whoever is elsewhere, sees nothing', () =>
  atTheServer(async (bank) => {
    const { give, ask, askAs } = bank;
    await sold(bank);
    await give(current, '?account=current&currency=GBP&yes=true');
    const { line } = await lineOf(bank, 'INV-002 net of fees');
    const asked = [
      ['POST', `/v1/bank/lines/${line}/confirm`, { choice: 0 }],
      ['POST', `/v1/bank/lines/${line}/refuse`, { choice: 0 }],
      ['POST', `/v1/bank/lines/${line}/undo`, {}],
      ['POST', `/v1/bank/lines/${line}/code`, { account: '404', contact: 'X' }],
      ['POST', `/v1/bank/lines/${line}/leave`, { because: 'x' }],
      ['POST', `/v1/bank/lines/${line}/settle`, { items: [{ item: 'x', amount: '1' }] }],
      ['POST', '/v1/bank/match', {}],
      ['POST', '/v1/close/2026-10/lock', {}],
      ['POST', '/v1/close/2026-10/unlock', { because: 'x' }],
      ['DELETE', '/v1/bank/rules/Account%20fee', undefined],
    ] as const;
    for (const role of ['viewer', 'creator'] as const) {
      for (const [method, path, body] of asked)
        assert.equal((await askAs({ role, organisation }, method, path, body)).status, 403, `${role} ${path}`);
      assert.equal((await give(current, '?account=x', { role, organisation })).status, 403);
    }
    for (const path of [`/v1/bank/lines/${line}/undo`, '/v1/close/2026-10/lock'])
      assert.equal((await askAs({ role: 'bookkeeper', organisation }, 'POST', path, {})).status, 403, path);
    const stranger = { role: 'owner', organisation: 'others' } as const;
    for (const [method, path, body] of asked) {
      const { status } = await askAs(stranger, method, path, body);
      assert.ok(status === 404 || status === 400, `${path} was answered ${status}`);
    }
    const nothing = await askAs<BankLinesAnswer>(stranger, 'GET', '/v1/bank/lines');
    assert.deepEqual([nothing.status, nothing.body.lines], [200, []]);
    assert.equal((await askAs(stranger, 'GET', `/v1/bank/lines/${line}`)).status, 404);
    assert.equal((await ask<BankLineShown>('GET', `/v1/bank/lines/${line}`)).line.found, 'suggested');
  }));

test('fifty people at once look, decide and are answered', () =>
  atTheServer(async (bank) => {
    const { give, askAs } = bank;
    const many = Array.from({ length: 25 }, (_, at) => `2026-11-12,Odd ${at},Shop ${at},-${at + 1}.00,0.00\n`).join('');
    await give(`Date,Description,Name,Amount,Saldo x\n${many}`, '?account=current&currency=GBP&yes=true');
    const lines = await linesOf(bank);
    assert.equal(lines.length, 25);
    const owner = { role: 'owner', organisation } as const;
    const answers = await Promise.all(
      lines.flatMap(({ line }) => [
        askAs(owner, 'POST', `/v1/bank/lines/${line}/code`, { account: '404', contact: 'Shops' }),
        askAs(owner, 'GET', '/v1/bank/lines'),
      ]),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal((await linesOf(bank, '?found=booked')).length, 25);
  }));
