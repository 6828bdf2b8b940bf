import { markOf, dayFrom, ibanOf, inOneLine, orNull, readFigure } from './figures.ts';
import type { Day } from '../core/day.ts';
import { ofxTokens } from './ofx-tokens.ts';
import type { OfxToken } from './ofx-tokens.ts';
import { noAccount, plainLine, problem } from './statement.ts';
import type { AccountName, Found, StatementBalance, StatementReader } from './statement.ts';

type Leaves = Map<string, string>;

/** Where the reader is: the aggregates around it, and what their leaves have said. */
interface Place {
  readonly stack: { readonly name: string; readonly leaves: Leaves }[];
  account: AccountName;
  hasHead: boolean;
}

/** One for all: most tokens tell nothing by themselves. */
const nothing: readonly Found[] = [];

const statements: ReadonlySet<string> = new Set(['STMTRS', 'CCSTMTRS', 'INVSTMTRS']);

/** Open Financial Exchange 1 and 2, and what Quicken and QuickBooks make of it (QFX, QBO). The sign of an amount is the account holder's. */
export function ofxReader(): StatementReader {
  const tokens = ofxTokens();
  const place: Place = { stack: [], account: noAccount, hasHead: false };
  let [isOfx, lines] = [false, 0];
  const take = (token: OfxToken): readonly Found[] => {
    if (token.name === 'OFX') isOfx = true;
    if (token.is === 'leaf') {
      place.stack.at(-1)?.leaves.set(token.name, token.value);
      return nothing;
    }
    if (token.is === 'begin') {
      // A transaction that begins within another one ends it: some banks leave the end out.
      const ended = token.name === 'STMTTRN' && place.stack.at(-1)?.name === 'STMTTRN' ? close(place, 'STMTTRN', token.at) : nothing;
      if (statements.has(token.name)) Object.assign(place, { account: noAccount, hasHead: false });
      place.stack.push({ name: token.name, leaves: new Map() });
      return ended;
    }
    return close(place, token.name, token.at);
  };
  const told = (found: readonly Found[]): readonly Found[] => {
    lines += found.length;
    return found;
  };
  return {
    push: (text) => told(tokens.push(text).flatMap(take)),
    end: () => {
      const last = [...tokens.end().flatMap(take), ...place.stack.toReversed().flatMap(({ name }) => close(place, name, 0))];
      if (!isOfx) return [...last, problem(1, 'a file without <OFX>', 'an OFX file', true)];
      return lines + last.length === 0
        ? [problem(1, 'an OFX file without any statement', 'a bank or card statement (STMTRS, CCSTMTRS)')]
        : last;
    },
  };
}

/** Ends an aggregate, and whatever was left open within it. */
function close(place: Place, name: string, at: number): readonly Found[] {
  if (!place.stack.some((open) => open.name === name)) return [];
  const found: Found[] = [];
  for (;;) {
    const open = place.stack.pop();
    if (open === undefined) return found;
    found.push(...ended(place, open, at));
    if (open.name === name) return found;
  }
}

function ended(place: Place, { name, leaves }: Place['stack'][number], at: number): readonly Found[] {
  switch (name) {
    case 'BANKACCTFROM':
    case 'CCACCTFROM':
    case 'INVACCTFROM':
      place.account = accountOf(leaves);
      return [];
    case 'STMTTRN':
      return [...head(place), ...transaction(leaves, at)];
    case 'LEDGERBAL':
      return [...head(place), ...balance(leaves, 'stated', at, place)];
    case 'AVAILBAL':
      return [...head(place), ...balance(leaves, 'available', at, place)];
    case 'STMTRS':
    case 'CCSTMTRS':
      return leaves.size > 0 || place.hasHead ? head(place, leaves) : [];
    case 'STATUS':
      return status(leaves, at);
    case 'PAYEE':
    case 'CURRENCY':
    case 'ORIGCURRENCY':
    case 'BANKACCTTO':
    case 'CCACCTTO':
      // What these say belongs to the transaction around them.
      for (const [leaf, value] of leaves) place.stack.at(-1)?.leaves.set(`${name}.${leaf}`, value);
      return [];
    default:
      return [];
  }
}

const accountOf = (leaves: Leaves): AccountName => {
  const number = orNull(leaves.get('ACCTID'));
  return { iban: number === null ? null : ibanOf(number), bank: orNull(leaves.get('BANKID') ?? leaves.get('BROKERID')), number };
};

/** Said once a statement, as soon as something of it is told. */
function head(place: Place, own?: Leaves): readonly Found[] {
  if (place.hasHead) return [];
  place.hasHead = true;
  const leaf = (aggregate: string, name: string): string | undefined =>
    place.stack.findLast((open) => open.name === aggregate)?.leaves.get(name);
  const currency = own?.get('CURDEF') ?? leaf('STMTRS', 'CURDEF') ?? leaf('CCSTMTRS', 'CURDEF') ?? leaf('INVSTMTRS', 'CURDEF');
  const period = (name: string): Day | null => ofxDay(leaf('BANKTRANLIST', name) ?? '');
  return [
    {
      is: 'statement',
      statement: {
        account: place.account,
        currency: orNull(currency)?.toUpperCase() ?? null,
        number: null,
        from: period('DTSTART'),
        through: period('DTEND'),
      },
    },
  ];
}

function transaction(leaves: Leaves, at: number): readonly Found[] {
  const [posted, shown] = [leaves.get('DTPOSTED') ?? '', leaves.get('TRNAMT') ?? ''];
  const bookedOn = ofxDay(posted) ?? ofxDay(leaves.get('DTUSER') ?? '');
  const figure = ofxFigure(shown);
  if (bookedOn === null)
    return [problem(at, posted === '' ? 'a transaction without DTPOSTED' : `DTPOSTED ${posted}`, 'a day such as 20260331')];
  if (figure === null) return [problem(at, shown === '' ? 'a transaction without TRNAMT' : `TRNAMT ${shown}`, 'a figure such as -12.50')];
  const id = orNull(leaves.get('FITID'));
  const name = orNull(leaves.get('NAME') ?? leaves.get('PAYEE.NAME') ?? leaves.get('EXTDNAME'));
  const memo = orNull(leaves.get('MEMO'));
  return [
    {
      is: 'line',
      line: {
        ...plainLine,
        bookedOn,
        valueOn: ofxDay(leaves.get('DTAVAIL') ?? ''),
        amount: figure,
        currency: orNull(leaves.get('CURRENCY.CURSYM'))?.toUpperCase() ?? null,
        bankId: id === null ? null : { id, isReliable: !isPlaceholder(id) },
        counterparty: { name, account: orNull(leaves.get('BANKACCTTO.ACCTID') ?? leaves.get('CCACCTTO.ACCTID')) },
        text: inOneLine([name, memo].filter((part) => part !== null).join(' ')),
        reference: orNull(leaves.get('REFNUM')),
        chequeNumber: orNull(leaves.get('CHECKNUM')),
        code: orNull(leaves.get('TRNTYPE'))?.toUpperCase() ?? null,
        at,
      },
    },
  ];
}

/** Some banks write the same id everywhere. */
const isPlaceholder = (id: string): boolean => /^0*$/.test(id) || /^(none|n\/a|null)$/i.test(id);

function balance(leaves: Leaves, of: StatementBalance['of'], at: number, place: Place): readonly Found[] {
  const shown = leaves.get('BALAMT') ?? '';
  const figure = ofxFigure(shown);
  if (figure === null) return shown === '' ? [] : [problem(at, `BALAMT ${shown}`, 'a figure such as 1024.50')];
  const currency = orNull(place.stack.findLast((open) => statements.has(open.name))?.leaves.get('CURDEF'));
  return [
    {
      is: 'balance',
      balance: { of, on: ofxDay(leaves.get('DTASOF') ?? ''), amount: figure, currency: currency?.toUpperCase() ?? null, at },
    },
  ];
}

function status(leaves: Leaves, at: number): readonly Found[] {
  const code = leaves.get('CODE') ?? '0';
  const message = leaves.get('MESSAGE');
  return code === '0' || leaves.get('SEVERITY') === 'INFO'
    ? []
    : [problem(at, `the bank's answer ${code}${message === undefined ? '' : `: ${message}`}`, 'an answer with a statement')];
}

/** OFX gives instants with an offset: the day as the bank wrote it counts, and is never moved. */
function ofxDay(text: string): Day | null {
  const digits = /^\s*(\d{4})-?(\d{2})-?(\d{2})/.exec(text);
  return digits === null ? null : (dayFrom(digits[1] ?? '', digits[2] ?? '', digits[3] ?? '')?.day ?? null);
}

const ofxFigure = (text: string) => {
  const bare = text.replace(/^([+-]?)[$€£]\s*/, '$1');
  // No grouping by the rules; a bank that groups all the same shows both marks.
  return readFigure(bare, /^[^.,]*,\d*$/.test(bare.trim()) ? ',' : (markOf(bare) ?? '.'));
};
