import { amount, decimal, equal, negate, sum } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import { dayFrom, inOneLine, readFigure } from './figures.ts';
import { plainLine, problem } from './statement.ts';
import type { Found, LinePart, StatementLine } from './statement.ts';
import type { Day } from '../core/day.ts';
import { child, childrenOf, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** An entry (`Ntry`) as a line, with what is odd about it; no line: it cannot be read. */
export interface CamtEntry {
  readonly line: StatementLine | null;
  readonly problems: readonly Found[];
}

export function camtEntry(entry: XmlElement, fallbackDay: Day | null): CamtEntry {
  const { at } = entry;
  const shown = textOf(entry, 'Amt');
  const figure = signedFigure(entry);
  if (figure === null) return { line: null, problems: [problem(at, `the amount '${shown ?? ''}' of an entry`, 'a figure such as 12.50')] };
  const [booked, valued] = [dayOf(child(entry, 'BookgDt')), dayOf(child(entry, 'ValDt'))];
  const bookedOn = booked?.day ?? valued?.day ?? fallbackDay;
  if (bookedOn === null) return { line: null, problems: [problem(at, 'an entry without a day', 'a day of booking (BookgDt)')] };
  const details = childrenOf(entry, 'NtryDtls').flatMap((each) => childrenOf(each, 'TxDtls'));
  const isOut = figure.startsWith('-');
  const parts = details.length > 1 ? details.map((each) => partOf(each, isOut)) : [];
  const only = details.length === 1 ? details[0] : undefined;
  const own = only === undefined ? null : partOf(only, isOut);
  const id = textOf(entry, 'AcctSvcrRef') ?? textOf(only, 'Refs', 'AcctSvcrRef');
  const ref = textOf(entry, 'NtryRef');
  return {
    line: {
      ...plainLine,
      bookedOn,
      valueOn: valued?.day ?? null,
      amount: figure,
      currency: child(entry, 'Amt')?.attributes.Ccy ?? null,
      state: stateOf(entry),
      // The bank's reference is one booking's; the entry's own number is only unique within its statement.
      bankId: id !== null && !isNothing(id) ? { id, isReliable: true } : ref === null ? null : { id: ref, isReliable: false },
      counterparty: own?.counterparty ?? { name: null, account: null },
      text: own === null || own.text === '' ? inOneLine(textOf(entry, 'AddtlNtryInf') ?? '') : own.text,
      reference: own?.reference ?? null,
      endToEndId: own?.endToEndId ?? null,
      mandate: given(textOf(only, 'Refs', 'MndtId')),
      chequeNumber: textOf(only, 'Refs', 'ChqNb'),
      code: codeOf(child(entry, 'BkTxCd')) ?? codeOf(child(only, 'BkTxCd')),
      isReversal: textOf(entry, 'RvslInd') === 'true',
      parts,
      at,
    },
    problems: [...clamped(at, booked), ...clamped(at, valued), ...partsComplaint(at, figure, parts)],
  };
}

const clamped = (at: number, read: ReturnType<typeof dayOf>): readonly Found[] =>
  read?.isClamped === true ? [problem(at, 'a day that no calendar has', `a day of the calendar; ${read.day} was taken`)] : [];

function partsComplaint(at: number, figure: Amount, parts: readonly LinePart[]): readonly Found[] {
  const known = parts.flatMap((part) => part.amount ?? []);
  if (parts.length === 0 || known.length < parts.length) return [];
  const total = sum(known.map(decimal));
  return equal(total, decimal(figure))
    ? []
    : [problem(at, `payments that add up to ${amount(total)} in one entry`, `the entry's own amount ${figure}`)];
}

function partOf(details: XmlElement, isOut: boolean): LinePart {
  const parties = child(details, 'RltdPties');
  // The entry's direction says who the other one is; some banks turn it around for payments that came back.
  const side = isOut ? 'Cdtr' : 'Dbtr';
  const person = child(parties, side) ?? child(parties, isOut ? 'Dbtr' : 'Cdtr');
  const account = child(parties, `${side}Acct`, 'Id');
  const remittance = child(details, 'RmtInf');
  const unstructured = childrenOf(remittance, 'Ustrd').map((each) => each.text);
  return {
    amount: partAmount(details, isOut),
    counterparty: {
      name:
        textOf(person, 'Nm') ??
        textOf(person, 'Pty', 'Nm') ??
        textOf(parties, `Ultmt${side}`, 'Nm') ??
        textOf(parties, `Ultmt${side}`, 'Pty', 'Nm'),
      account: textOf(account, 'IBAN') ?? textOf(account, 'Othr', 'Id'),
    },
    text: inOneLine(unstructured.length > 0 ? unstructured.join(' ') : (textOf(details, 'AddtlTxInf') ?? '')),
    reference: textOf(remittance, 'Strd', 'CdtrRefInf', 'Ref'),
    endToEndId: given(textOf(details, 'Refs', 'EndToEndId')),
    bankId: textOf(details, 'Refs', 'AcctSvcrRef'),
  };
}

function partAmount(details: XmlElement, isOut: boolean): Amount | null {
  const holder = child(details, 'Amt') === undefined ? child(details, 'AmtDtls', 'TxAmt') : details;
  const figure = readFigure(textOf(holder, 'Amt') ?? '', '.');
  if (figure === null) return null;
  const direction = textOf(details, 'CdtDbtInd');
  return signed(figure, direction === null ? isOut : direction === 'DBIT');
}

/** The amount of an entry or a balance: always written without a sign, which is the direction's. */
export function signedFigure(element: XmlElement): Amount | null {
  const figure = readFigure(textOf(element, 'Amt') ?? '', '.');
  return figure === null ? null : signed(figure, textOf(element, 'CdtDbtInd') === 'DBIT');
}

const signed = (figure: Amount, isOut: boolean): Amount => (isOut ? amount(negate(decimal(figure))) : figure);

export function dayOf(element: XmlElement | undefined): { readonly day: Day; readonly isClamped: boolean } | null {
  const text = textOf(element, 'Dt') ?? textOf(element, 'DtTm') ?? '';
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  return parts === null ? null : dayFrom(parts[1] ?? '', parts[2] ?? '', parts[3] ?? '');
}

/** Text until version 7, an element with a code from version 8 on. */
function stateOf(entry: XmlElement): StatementLine['state'] {
  const state = textOf(entry, 'Sts', 'Cd') ?? textOf(entry, 'Sts');
  return state === 'PDNG' || state === 'FUTR' ? 'pending' : state === 'INFO' ? 'info' : 'booked';
}

function codeOf(code: XmlElement | undefined): string | null {
  const domain = [textOf(code, 'Domn', 'Cd'), textOf(code, 'Domn', 'Fmly', 'Cd'), textOf(code, 'Domn', 'Fmly', 'SubFmlyCd')];
  const words = domain.filter((word) => word !== null);
  return words.length > 0 ? words.join('-') : textOf(code, 'Prtry', 'Cd');
}

const isNothing = (id: string): boolean => /^(NOTPROVIDED|NONREF|NOT PROVIDED|0+)$/i.test(id);
const given = (id: string | null): string | null => (id === null || isNothing(id) ? null : id);
