import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inShop } from './shop.ts';

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('what was sold since the last turn is on its way, and a flow that is off says what was compared', () =>
  inShop(async ({ run, json, sell }) => {
    await sell();
    await run(['flows', '--mode', 'live', '--even-if']);
    await run(['apply']);
    const second = await sell();
    const coming = await run(['prove']);
    assert.equal(coming.code, 1);
    const said = inOneLine(coming.out);
    assert.match(said, new RegExp(`invoice ${second}: 120\\.00 GBP, not sent yet\\. it arrived at the source .* and is not yet applied`));
    assert.match(said, /EXPLAINED\. The sides differ by 120\.00 GBP, all of it on its way to the ledger/);
    assert.equal((await run(['apply'])).code, 0);
    assert.equal((await run(['prove'])).code, 0);
    await run(['flows', 'sales', '--mode', 'off']);
    const off = await run(['prove', 'sales']);
    assert.equal(off.code, 1);
    assert.match(
      inOneLine(off.out),
      /OFF\. Nothing new at the source is taken up while the flow is off: only what it took up before was compared/,
    );
    const proof = await json('prove', 'sales');
    assert.deepEqual([proof['isOff'], proof['tiesOut'], proof['word']], [true, false, 'ties out']);
    await sell();
    const later = await run(['prove', 'sales']);
    assert.match(inOneLine(later.out), /UNEXPLAINED\. The flow is off: 1 record at the source has not been taken up yet/);
  }));
