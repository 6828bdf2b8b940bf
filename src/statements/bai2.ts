import type { Amount } from '../core/decimal.ts';
import { amountOf } from '../core/money.ts';
import type { Day } from '../core/day.ts';
import { baiRecords, fundsLength } from './bai2-records.ts';
import type { BaiRecord } from './bai2-records.ts';
import { dayFrom, fullYear, ibanOf, inOneLine, orNull } from './figures.ts';
import { plainLine, problem } from './statement.ts';
import type { Found, StatementBalance, StatementLine, StatementReader } from './statement.ts';

interface Group {
  on: Day | null;
  bank: string | null;
  currency: string;
  isInterim: boolean;
  /** The account, and the sum of all its amounts so far in the smallest unit, for the control total. */
  account: { readonly currency: string; total: bigint; isWhole: boolean } | null;
  count: number;
}

/** BAI2, the cash management format of American banks. Amounts are in the smallest unit; the code of a line gives its direction. */
export function bai2Reader(): StatementReader {
  const records = baiRecords();
  const group: Group = { on: null, bank: null, currency: 'USD', isInterim: false, account: null, count: 0 };
  const take = (record: BaiRecord): readonly Found[] => read(group, record);
  return {
    push: (text) => records.push(text).flatMap(take),
    end: () => {
      const last = records.end().flatMap(take);
      return group.count === 0 ? [...last, problem(1, 'a file without an account (03)', 'a BAI2 file', true)] : last;
    },
  };
}

function read(group: Group, record: BaiRecord): readonly Found[] {
  switch (record.code) {
    case '02':
      return groupBegins(group, record);
    case '03':
      return accountBegins(group, record);
    case '16':
      return line(group, record);
    case '49':
      return accountEnds(group, record);
    default:
      return [];
  }
}

function groupBegins(group: Group, { fields, at }: BaiRecord): readonly Found[] {
  const [, originator = '', status = '', asOf = '', , currency = '', modifier = ''] = fields;
  const on = baiDay(asOf);
  Object.assign(group, {
    on,
    bank: orNull(originator),
    currency: /^[A-Z]{3}$/.test(currency) ? currency : 'USD',
    isInterim: modifier === '3',
    account: null,
  });
  const strange = {
    '2': 'a group that deletes an earlier one',
    '3': 'a group that corrects an earlier one',
    '4': 'a group for tests only',
  };
  const seen = status === '2' || status === '3' || status === '4' ? strange[status] : null;
  return [
    ...(on === null ? [problem(at, `the day '${asOf}' of a group`, 'a day such as 260331')] : []),
    ...(seen === null ? [] : [problem(at, seen, 'a group that adds (status 1); it was read like one')]),
  ];
}

const balances: Readonly<Record<string, StatementBalance['of']>> = {
  '010': 'opening',
  '015': 'closing',
  '040': 'available',
  '045': 'available',
  '060': 'available',
};

function accountBegins(group: Group, { fields, at }: BaiRecord): readonly Found[] {
  const [number = '', own = ''] = fields;
  const currency = /^[A-Z]{3}$/.test(own) ? own : group.currency;
  const account = { currency, total: 0n, isWhole: true };
  Object.assign(group, { account, count: group.count + 1 });
  const found: Found[] = [
    {
      is: 'statement',
      statement: {
        account: { iban: ibanOf(number), bank: group.bank, number: orNull(number) },
        currency,
        number: null,
        from: group.on,
        through: group.on,
      },
    },
  ];
  // A type, its amount, its count and its funds, again and again; banks write an empty field too many before a continuation.
  for (let index = 2; index < fields.length;) {
    const type = fields[index] ?? '';
    if (type === '') {
      index += 1;
      continue;
    }
    const text = fields[index + 1] ?? '';
    const units = wholeUnits(text);
    if (units === null && text !== '') {
      account.isWhole = false;
      found.push(problem(at, `the amount '${text}' of the balance ${type}`, 'whole digits in the smallest unit, such as 102450'));
    }
    account.total += units ?? 0n;
    const of = balances[type];
    if (of !== undefined && units !== null)
      found.push({ is: 'balance', balance: { of, on: group.on, amount: amountOf({ minor: units, currency }), currency, at } });
    index += 3 + fundsLength(fields, index + 3);
  }
  return found;
}

/** What the code of a line says of its direction; null: that no money moved, or that only the bank knows. */
function directionOf(code: string): 1n | -1n | null {
  const number = Number(code);
  if ((number >= 101 && number <= 399) || (number >= 920 && number <= 959)) return 1n;
  return (number >= 401 && number <= 699) || (number >= 960 && number <= 999) ? -1n : null;
}

function line(group: Group, { fields, at }: BaiRecord): readonly Found[] {
  const { account, on } = group;
  const [code = '', text = ''] = fields;
  if (account === null) return [problem(at, 'a line before any account', 'an account (03) before its lines')];
  const units = wholeUnits(text) ?? (text === '' ? 0n : null);
  if (units === null || !/^\d{3}$/.test(code) || on === null) {
    account.isWhole = false;
    const seen = units === null ? `the amount '${text}'` : on === null ? 'a line of a group without a day' : `the type '${code}'`;
    return [problem(at, seen, 'a line such as 16,475,12550,,REF,,CHECK PAID/')];
  }
  account.total += units;
  const direction = directionOf(code);
  const length = fundsLength(fields, 2);
  const [theirs, ours, free] = [fields[2 + length], fields[3 + length], fields[4 + length]];
  const figure: Amount = amountOf({ minor: (direction ?? 1n) * units, currency: account.currency });
  const known: StatementLine = {
    ...plainLine,
    bookedOn: on,
    valueOn: fields[2]?.toUpperCase() === 'V' ? baiDay(fields[3] ?? '') : null,
    amount: figure,
    currency: account.currency,
    state: direction === null ? 'info' : group.isInterim ? 'pending' : 'booked',
    // Banks leave the reference out, or give the same one to many lines.
    bankId: orNull(theirs) === null ? null : { id: theirs ?? '', isReliable: false },
    text: inOneLine((free ?? '').replaceAll(/\/\s*$/gm, '')),
    endToEndId: orNull(ours),
    chequeNumber: code === '475' ? orNull(ours) : null,
    code,
    at,
  };
  const isStrange = direction === null && units !== 0n && code !== '890';
  return [
    ...(isStrange
      ? [problem(at, `the type ${code}, which has no direction of its own`, 'a credit (101 to 399) or a debit (401 to 699)')]
      : []),
    { is: 'line', line: known },
  ];
}

/** The control total is the sum of all amounts of the account, balances and lines alike. */
function accountEnds(group: Group, { fields, at }: BaiRecord): readonly Found[] {
  const { account } = group;
  group.account = null;
  const said = wholeUnits(fields[0] ?? '');
  if (account === null || said === null || !account.isWhole || said === account.total) return [];
  return [problem(at, `a control total of ${said}`, `${account.total}, the sum of the account's amounts in the smallest unit`)];
}

const wholeUnits = (text: string): bigint | null => (/^[+-]?\d{1,30}$/.test(text) ? BigInt(text.replace('+', '')) : null);

function baiDay(text: string): Day | null {
  const parts = /^(\d{2})(\d{2})(\d{2})$/.exec(text.trim());
  return parts === null ? null : (dayFrom(fullYear(parts[1] ?? ''), parts[2] ?? '', parts[3] ?? '')?.day ?? null);
}
