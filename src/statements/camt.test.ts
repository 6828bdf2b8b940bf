import assert from 'node:assert/strict';
import { test } from 'node:test';
import { camtReader } from './camt.ts';
import type { Found, StatementLine } from './statement.ts';

function read(text: string, piece = text.length): readonly Found[] {
  const reader = camtReader();
  const found: Found[] = [];
  for (let at = 0; at < text.length; at += piece) found.push(...reader.push(text.slice(at, at + piece)));
  return [...found, ...reader.end()];
}

const lines = (found: readonly Found[]): readonly StatementLine[] => found.flatMap((each) => (each.is === 'line' ? [each.line] : []));
const problems = (found: readonly Found[]): readonly string[] =>
  found.flatMap((each) => (each.is === 'problem' ? [each.problem.seen] : []));

const balance = (code: string, amount: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-31</Dt></Dt></Bal>`;
const entry = (amount: string, direction: string, more = ''): string =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-31</Dt></BookgDt>${more}</Ntry>`;
const statement = (within: string): string =>
  `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
${within}</Stmt></BkToCstmrStmt></Document>`;

test('an entry gives its amount by its direction, its payer, its text and its references, in whatever pieces it comes', () => {
  const text = statement(
    `${balance('OPBD', '100.00')}${balance('CLBD', '112.50')}${entry(
      '12.50',
      'CRDT',
      `<AcctSvcrRef>R1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId><MndtId>M1</MndtId></Refs>
      <RltdPties><Dbtr><Pty><Nm>Ada &amp; Söhne</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></DbtrAcct></RltdPties>
      <RmtInf><Ustrd>Invoice</Ustrd><Ustrd>7</Ustrd><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>`,
    )}`,
  );
  const [line] = lines(read(text));
  assert.deepEqual(
    [line?.amount, line?.counterparty, line?.text, line?.reference, line?.endToEndId, line?.mandate, line?.bankId, line?.at],
    [
      '12.5',
      { name: 'Ada & Söhne', account: 'FR1420041010050500013M02606' },
      'Invoice 7',
      'RF18539007547034',
      'E1',
      'M1',
      { id: 'R1', isReliable: true },
      3,
    ],
  );
  assert.deepEqual(read(text, 7), read(text));
});

test('a collective entry is one line with its payments, and says when they do not add up', () => {
  const payment = (amount: string): string => `<TxDtls><Amt Ccy="EUR">${amount}</Amt></TxDtls>`;
  const found = read(statement(entry('30.00', 'DBIT', `<NtryDtls>${payment('10.00')}${payment('19.00')}</NtryDtls>`)));
  assert.deepEqual(
    lines(found).map((line) => [line.amount, line.parts.map((part) => part.amount)]),
    [['-30', ['-10', '-19']]],
  );
  assert.deepEqual(problems(found), ['payments that add up to -29 in one entry']);
});

test('reversals written in the direction of what they take back are turned where the balances demand it', () => {
  const reversal = entry('12.50', 'DBIT', '<RvslInd>true</RvslInd>');
  const turned = read(statement(`${balance('OPBD', '100.00')}${balance('CLBD', '112.50')}${reversal}`));
  assert.deepEqual(
    lines(turned).map(({ amount, isReversal }) => [amount, isReversal]),
    [['12.5', true]],
  );
  assert.deepEqual(problems(turned), ['reversals in the direction of what they take back']);
  const own = read(statement(`${balance('OPBD', '100.00')}${balance('CLBD', '87.50')}${reversal}`));
  assert.deepEqual([lines(own)[0]?.amount, problems(own)], ['-12.5', []]);
});

test('what waits is pending, and what a notification tells is no booking of its own', () => {
  const waiting = statement(entry('5.00', 'CRDT').replace('<Sts>BOOK</Sts>', '<Sts><Cd>PDNG</Cd></Sts>'));
  assert.equal(lines(read(waiting))[0]?.state, 'pending');
  const notification = statement(entry('5.00', 'CRDT')).replaceAll('Stmt>', 'Ntfctn>');
  assert.equal(lines(read(notification))[0]?.state, 'info');
});

test('XML that breaks off keeps what came before and says where it broke', () => {
  const found = read(statement(`${entry('5.00', 'CRDT')}<Ntry><Amt>`).slice(0, -20));
  assert.equal(lines(found).length, 1);
  const last = found.findLast((each) => each.is === 'problem');
  assert.equal(last?.is === 'problem' && last.problem.isFatal && last.problem.at, 3);
});

test('an entity of its own is refused, not expanded', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${statement(entry('5.00', 'CRDT', '<AddtlNtryInf>&b;</AddtlNtryInf>')).replace(/<\?xml.*?\?>/, '')}`;
  const found = read(bomb);
  assert.deepEqual([lines(found).length, found.some((each) => each.is === 'problem' && each.problem.isFatal)], [0, true]);
});
