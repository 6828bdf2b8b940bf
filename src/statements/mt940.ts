import { daysBetween } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { amount, decimal, negate } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import { dayFrom, fullYear, ibanOf, inOneLine, orNull, readFigure } from './figures.ts';
import { mtDetails } from './mt940-details.ts';
import { mtFields } from './mt940-fields.ts';
import type { MtField } from './mt940-fields.ts';
import { noAccount, plainLine, problem } from './statement.ts';
import type { AccountName, Found, StatementBalance, StatementLine, StatementReader } from './statement.ts';

interface Message {
  account: AccountName;
  currency: string | null;
  number: string | null;
  hasHead: boolean;
  /** MT942 tells of the day that is not over: its lines are not booked for good. */
  isInterim: boolean;
  line: { readonly read: StatementLine; details: string | null; readonly at: number } | null;
  told: number;
}

/** SWIFT MT940 (statements) and MT942 (within the day). */
export function mt940Reader(): StatementReader {
  const fields = mtFields();
  const message: Message = { account: noAccount, currency: null, number: null, hasHead: false, isInterim: false, line: null, told: 0 };
  const take = (field: MtField): readonly Found[] => told(message, read(message, field));
  return {
    push: (text) => fields.push(text).flatMap(take),
    end: () => {
      const last = told(message, [...fields.end().flatMap(take), ...lineEnded(message)]);
      return message.told === 0 ? [problem(1, 'a file without any field such as :61:', 'an MT940 statement', true)] : last;
    },
  };
}

function told(message: Message, found: readonly Found[]): readonly Found[] {
  message.told += found.length;
  return found;
}

function read(message: Message, field: MtField): readonly Found[] {
  const { tag, text, at } = field;
  switch (tag) {
    case '20':
    case 'end': {
      const last = lineEnded(message);
      Object.assign(message, { account: noAccount, currency: null, number: null, hasHead: false, isInterim: false });
      return last;
    }
    case '25':
      Object.assign(message, accountOf(text));
      return [];
    case '28':
    case '28C':
      message.number = orNull(inOneLine(text));
      return [];
    case '13D':
    case '13':
    case '34F':
      message.isInterim = true;
      return [];
    case '60F':
      return balance(message, field, 'opening');
    case '62F':
      return balance(message, field, 'closing');
    case '60M':
    case '62M':
    case '60':
    case '62':
      return balance(message, field, 'interim');
    case '64':
    case '65':
      return balance(message, field, 'available');
    case '61':
      return [...lineEnded(message), ...head(message), ...lineBegins(message, text, at)];
    case '86':
      if (message.line !== null && message.line.details === null) message.line.details = text;
      return [];
    default:
      return [];
  }
}

function accountOf(text: string): { readonly account: AccountName; readonly currency: string | null } {
  const bare = inOneLine(text);
  const [, first = '', currency = ''] = /^(.*?)[ /]?([A-Z]{3})?$/.exec(bare) ?? [];
  const iban = ibanOf(first) ?? ibanOf(bare);
  if (iban !== null) return { account: { iban, bank: null, number: iban }, currency: ibanOf(bare) === null ? orNull(currency) : null };
  const [bank, number] = bare.split('/');
  return {
    account:
      number === undefined ? { ...noAccount, number: orNull(bare) } : { iban: ibanOf(number), bank: orNull(bank), number: orNull(number) },
    currency: null,
  };
}

function head(message: Message): readonly Found[] {
  if (message.hasHead) return [];
  message.hasHead = true;
  const { account, currency, number } = message;
  return [{ is: 'statement', statement: { account, currency, number, from: null, through: null } }];
}

function balance(message: Message, { text, at }: MtField, of: StatementBalance['of']): readonly Found[] {
  const last = lineEnded(message);
  const parts = /^\s*([CD])(\d{2})(\d{2})(\d{2})([A-Z]{3})?\s*([\d.,]+)/.exec(text);
  const [, mark = 'C', year = '', month = '', day = '', currency = '', figure = ''] = parts ?? [];
  const value = figureOf(figure);
  if (parts === null || value === null)
    return [...last, ...head(message), problem(at, `the balance '${inOneLine(text)}'`, 'a balance such as C260331EUR1024,50')];
  message.currency ??= orNull(currency);
  const on = dayFrom(fullYear(year), month, day);
  return [
    ...last,
    ...head(message),
    {
      is: 'balance',
      balance: { of, on: on?.day ?? null, amount: signed(value, mark === 'D'), currency: orNull(currency) ?? message.currency, at },
    },
  ];
}

const shape =
  /^\s*(\d{2})(\d{2})(\d{2})(\d{4}|\s{4})?\s*(R[CD]|E[CD]|[CD])([A-Z])?\s*(\d[\d.]*(?:,\d*)?)\s*(?:([A-Z][A-Z0-9 ]{3}))?((?:(?!\/\/)[^\n])*)(?:\/\/([^\n]*))?(?:\n([\s\S]*))?$/;

function lineBegins(message: Message, text: string, at: number): readonly Found[] {
  const parts = shape.exec(text);
  const [, year = '', month = '', day = '', entry = '', mark = 'C', , figure = '', code = '', ours = '', theirs = '', more = ''] =
    parts ?? [];
  const value = figureOf(figure);
  const valued = parts === null ? null : dayFrom(fullYear(year), month, day);
  if (value === null || valued === null)
    return [problem(at, `the line '${inOneLine(text)}'`, 'a line such as :61:2603310331C12,50NTRFNONREF')];
  const bookedOn = entryDay(entry.trim(), valued.day);
  const reference = orNull(theirs);
  const own = orNull(ours);
  message.line = {
    at,
    details: null,
    read: {
      ...plainLine,
      bookedOn,
      valueOn: valued.day,
      // Taking a credit back moves money out, and taking a debit back moves it in.
      amount: signed(value, mark === 'D' || mark === 'RC' || mark === 'ED'),
      currency: message.currency,
      state: message.isInterim ? 'pending' : 'booked',
      bankId: reference === null || reference.toUpperCase() === 'NONREF' ? null : { id: reference, isReliable: false },
      text: inOneLine(more),
      endToEndId: own === null || /^NONREF$/i.test(own) ? null : own,
      code: orNull(code),
      isReversal: mark.startsWith('R'),
      at,
    },
  };
  return valued.isClamped
    ? [problem(at, `the day ${day}.${month}. of 20${year}`, 'a day of the calendar; the last of its month was taken')]
    : [];
}

/** The field 86 behind a line belongs to it: so a line is told when what follows has begun. */
function lineEnded(message: Message): readonly Found[] {
  const { line } = message;
  message.line = null;
  if (line === null) return [];
  if (line.details === null) return [{ is: 'line', line: line.read }];
  const { text, name, account, endToEndId, mandate, code } = mtDetails(line.details);
  return [
    {
      is: 'line',
      line: {
        ...line.read,
        text: text === '' ? line.read.text : text,
        counterparty: { name, account },
        endToEndId: endToEndId ?? line.read.endToEndId,
        mandate,
        code: code ?? line.read.code,
      },
    },
  ];
}

const figureOf = (text: string): Amount | null => readFigure(text, text.includes(',') ? ',' : '.');

const signed = (value: Amount, isOut: boolean): Amount => (isOut ? amount(negate(decimal(value))) : value);

/** The entry's day has no year: it is of the year in which it is nearest to the value day. */
function entryDay(entry: string, valued: Day): Day {
  if (entry === '') return valued;
  const year = Number(valued.slice(0, 4));
  // Only around the turn of a year may it be of another one.
  if (valued.slice(5, 7) === entry.slice(0, 2)) return dayFrom(valued.slice(0, 4), entry.slice(0, 2), entry.slice(2))?.day ?? valued;
  const all = [year - 1, year, year + 1].flatMap((each) => dayFrom(String(each), entry.slice(0, 2), entry.slice(2))?.day ?? []);
  return all.toSorted((a, b) => Math.abs(daysBetween(a, valued)) - Math.abs(daysBetween(b, valued)))[0] ?? valued;
}
