import { add, amount, decimal, equal, negate, zero } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import { camtEntry, dayOf, signedFigure } from './camt-entry.ts';
import { ibanOf, dayFrom } from './figures.ts';
import { noAccount, problem } from './statement.ts';
import type { AccountName, Found, StatementBalance, StatementLine, StatementReader } from './statement.ts';
import type { Day } from '../core/day.ts';
import { child, textOf, xmlReader } from './xml.ts';
import type { XmlElement } from './xml.ts';

interface Statement {
  readonly at: number;
  account: AccountName;
  currency: string | null;
  number: string | null;
  period: { readonly from: Day | null; readonly through: Day | null };
  madeOn: Day | null;
  hasHead: boolean;
  opening: Amount | null;
  closing: Amount | null;
  booked: Decimal;
  /** Reversals wait for the end of the statement: only its balances can say in which direction the bank writes them. */
  readonly reversals: StatementLine[];
}

const statementNames: ReadonlySet<string> = new Set(['Stmt', 'Rpt', 'Ntfctn']);
const told: ReadonlySet<string> = new Set(['Id', 'ElctrncSeqNb', 'LglSeqNb', 'CreDtTm', 'FrToDt', 'Acct', 'Bal', 'Ntry']);

/**
 * ISO 20022 CAMT.053 (statement), 052 (within the day) and 054 (notification), any version: elements are known by their names alone.
 * A notification only tells more about lines that a statement has, so its lines are told as `info`.
 */
export function camtReader(): StatementReader {
  const found: Found[] = [];
  let statement: Statement | null = null;
  let [count, isNotification] = [0, false];
  const xml = xmlReader({
    isWhole: (name, parent) => parent === null || parent.startsWith('BkToCstmr') || (statementNames.has(parent) && told.has(name)),
    began: (name, at) => {
      if (!statementNames.has(name) || statement !== null) return;
      isNotification = name === 'Ntfctn';
      statement = newStatement(at);
      count += 1;
    },
    whole: (element) => {
      if (statement !== null && told.has(element.name)) found.push(...tell(statement, element, isNotification));
    },
    ended: ({ name }) => {
      if (statement === null || !statementNames.has(name)) return;
      found.push(...ended(statement));
      statement = null;
    },
    broken: (at, why) => found.push(problem(at, `XML that is broken here (${why})`, 'well-formed XML', true)),
  });
  const taken = (): readonly Found[] => found.splice(0);
  return {
    push: (text) => {
      xml.push(text);
      return taken();
    },
    end: () => {
      xml.end();
      if (statement !== null) found.push(...ended(statement));
      statement = null;
      if (count === 0 && !found.some((each) => each.is === 'problem' && each.problem.isFatal))
        found.push(problem(1, 'XML without a statement', 'a CAMT.052, 053 or 054 with a Stmt, Rpt or Ntfctn', true));
      return taken();
    },
  };
}

const newStatement = (at: number): Statement => ({
  at,
  account: noAccount,
  currency: null,
  number: null,
  period: { from: null, through: null },
  madeOn: null,
  hasHead: false,
  opening: null,
  closing: null,
  booked: zero,
  reversals: [],
});

function tell(statement: Statement, element: XmlElement, isNotification: boolean): readonly Found[] {
  switch (element.name) {
    case 'ElctrncSeqNb':
    case 'LglSeqNb':
      statement.number ??= textOf(element);
      return [];
    case 'CreDtTm':
      statement.madeOn = plainDay(textOf(element));
      return [];
    case 'FrToDt':
      statement.period = {
        from: plainDay(textOf(element, 'FrDtTm') ?? textOf(element, 'FrDt')),
        through: plainDay(textOf(element, 'ToDtTm') ?? textOf(element, 'ToDt')),
      };
      return [];
    case 'Acct':
      Object.assign(statement, accountOf(element));
      return [];
    case 'Bal':
      return [...head(statement), ...balance(statement, element)];
    case 'Ntry':
      return [...head(statement), ...entry(statement, element, isNotification)];
    default:
      return [];
  }
}

function accountOf(element: XmlElement): Pick<Statement, 'account' | 'currency'> {
  const iban = textOf(element, 'Id', 'IBAN');
  const number = iban ?? textOf(element, 'Id', 'Othr', 'Id');
  const institution = child(element, 'Svcr', 'FinInstnId');
  return {
    account: {
      iban: iban === null ? null : (ibanOf(iban) ?? iban),
      bank: textOf(institution, 'BICFI') ?? textOf(institution, 'BIC') ?? textOf(institution, 'ClrSysMmbId', 'MmbId'),
      number,
    },
    currency: textOf(element, 'Ccy'),
  };
}

function head(statement: Statement): readonly Found[] {
  if (statement.hasHead) return [];
  statement.hasHead = true;
  const { account, currency, number, period } = statement;
  return [{ is: 'statement', statement: { account, currency, number, ...period } }];
}

const kinds: Readonly<Record<string, StatementBalance['of']>> = {
  OPBD: 'opening',
  PRCD: 'opening',
  CLBD: 'closing',
  OPAV: 'available',
  CLAV: 'available',
  FWAV: 'available',
  ITAV: 'available',
};

function balance(statement: Statement, element: XmlElement): readonly Found[] {
  const code = textOf(element, 'Tp', 'CdOrPrtry', 'Cd') ?? '';
  const figure = signedFigure(element);
  if (figure === null) return [problem(element.at, `the balance '${textOf(element, 'Amt') ?? ''}'`, 'a figure such as 1024.50')];
  const of = kinds[code] ?? 'stated';
  // Some banks give the previous closing balance as well as the opening one.
  if (of === 'opening' && statement.opening === figure) return [];
  if (of === 'opening') statement.opening ??= figure;
  if (of === 'closing') statement.closing = figure;
  const on = dayOf(child(element, 'Dt'))?.day ?? null;
  return [
    {
      is: 'balance',
      balance: { of, on, amount: figure, currency: child(element, 'Amt')?.attributes.Ccy ?? statement.currency, at: element.at },
    },
  ];
}

function entry(statement: Statement, element: XmlElement, isNotification: boolean): readonly Found[] {
  const { line, problems } = camtEntry(element, statement.period.through ?? statement.madeOn);
  if (line === null) return problems;
  const known: StatementLine = isNotification ? { ...line, state: 'info' } : line;
  if (known.isReversal) {
    statement.reversals.push(known);
    return problems;
  }
  if (known.state === 'booked') statement.booked = add(statement.booked, decimal(known.amount));
  return [...problems, { is: 'line', line: known }];
}

/** Some banks give a reversal the direction of the entry that it takes back; the balances tell, where there are both. */
function ended(statement: Statement): readonly Found[] {
  const { reversals, opening, closing, booked } = statement;
  const counted = reversals.filter(({ state }) => state === 'booked');
  const back = counted.reduce((total, line) => add(total, decimal(line.amount)), zero);
  const lines = (all: readonly StatementLine[]): readonly Found[] => all.map((line) => ({ is: 'line', line }));
  if (opening === null || closing === null || counted.length === 0) return [...head(statement), ...lines(reversals)];
  const [before, after] = [add(decimal(opening), booked), decimal(closing)];
  const isTurned = !equal(add(before, back), after) && equal(add(before, negate(back)), after);
  if (!isTurned) return [...head(statement), ...lines(reversals)];
  const first = reversals[0]?.at ?? statement.at;
  return [
    ...head(statement),
    problem(first, 'reversals in the direction of what they take back', 'their own direction; they were turned, as the balances demand'),
    ...lines(reversals.map((line) => ({ ...line, amount: amount(negate(decimal(line.amount))) }))),
  ];
}

const plainDay = (text: string | null): Day | null => {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(text ?? '');
  return parts === null ? null : (dayFrom(parts[1] ?? '', parts[2] ?? '', parts[3] ?? '')?.day ?? null);
};
