import { addDays } from '../../src/core/day.ts';
import type { StatementFormat } from '../../src/statements/formats.ts';

/** A statement as a bank has it, to be written in any format. Amounts in cents: minus is out. */
export interface Sample {
  readonly opening: bigint;
  readonly lines: readonly SampleLine[];
}

export interface SampleLine {
  readonly day: string;
  readonly cents: bigint;
  readonly name: string;
  readonly text: string;
  readonly id: string;
}

export interface Written {
  readonly format: StatementFormat;
  readonly text: string;
  /** The text that a reader finds of a line. */
  readonly textOf: (line: SampleLine) => string;
}

export const account = 'DE89370400440532013000';

export const digits = (cents: bigint, mark = '.'): string => {
  const size = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${size.slice(0, -2)}${mark}${size.slice(-2)}`;
};
const unsigned = (cents: bigint, mark = '.'): string => digits(cents < 0n ? -cents : cents, mark);
const packed = (day: string): string => day.replaceAll('-', '');
const short = (day: string): string => packed(day).slice(2);
const total = ({ opening, lines }: Sample): bigint => lines.reduce((sum, { cents }) => sum + cents, opening);
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const lastDay = ({ lines }: Sample): string =>
  lines
    .map(({ day }) => day)
    .toSorted()
    .at(-1) ?? '2026-01-01';

export const ofxLine = ({ day, cents, name, text, id }: SampleLine): string =>
  `<STMTTRN>\n<TRNTYPE>${cents < 0n ? 'DEBIT' : 'CREDIT'}\n<DTPOSTED>${packed(day)}120000[-5:EST]\n<TRNAMT>${digits(cents)}\n<FITID>${id}\n<NAME>${escaped(name)}\n<MEMO>${escaped(text)}\n</STMTTRN>\n`;
export const ofxHead = `OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR\n<BANKACCTFROM><BANKID>1<ACCTID>${account}<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>\n`;
const nameAndText = ({ name, text }: SampleLine): string => `${name} ${text}`;

export function ofx(sample: Sample): Written {
  const foot = `</BANKTRANLIST><LEDGERBAL><BALAMT>${digits(total(sample))}<DTASOF>${packed(lastDay(sample))}</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n`;
  return { format: 'ofx', text: `${ofxHead}${sample.lines.map(ofxLine).join('')}${foot}`, textOf: nameAndText };
}

/** The same as XML, where every leaf is closed. */
export function ofx2(sample: Sample): Written {
  const closed = ofx(sample).text.replace(/^[\s\S]*?<OFX>/, '<?xml version="1.0"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n<OFX>');
  const leaf = /<(TRNTYPE|DTPOSTED|TRNAMT|FITID|NAME|MEMO|CURDEF|BANKID|ACCTID|ACCTTYPE|BALAMT|DTASOF)>([^<\n]*)/g;
  return { format: 'ofx', text: closed.replaceAll(leaf, '<$1>$2</$1>'), textOf: nameAndText };
}

export function qif({ lines }: Sample): Written {
  const date = (day: string): string => `${day.slice(5, 7)}/${day.slice(8)}/${day.slice(0, 4)}`;
  const records = lines.map(({ day, cents, name, text }) => `D${date(day)}\nT${digits(cents)}\nP${name}\nM${text}\n^\n`);
  return { format: 'qif', text: `!Type:Bank\n${records.join('')}`, textOf: nameAndText };
}

export const camtEntry = ({ day, cents, name, text, id }: SampleLine): string => {
  const [direction, side] = cents < 0n ? ['DBIT', 'Cdtr'] : ['CRDT', 'Dbtr'];
  return `<Ntry><Amt Ccy="EUR">${unsigned(cents)}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>${day}</Dt></BookgDt>
<AcctSvcrRef>${id}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><${side}><Nm>${escaped(name)}</Nm></${side}></RltdPties>
<RmtInf><Ustrd>${escaped(text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n`;
};
export const camtHead = `<?xml version="1.0"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>${account}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n`;
export const camtFoot = '</Stmt></BkToCstmrStmt></Document>\n';

export function camt(sample: Sample): Written {
  const balance = (code: string, cents: bigint): string =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${unsigned(cents)}</Amt><CdtDbtInd>${cents < 0n ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>\n`;
  const text = `${camtHead}${balance('OPBD', sample.opening)}${balance('CLBD', total(sample))}${sample.lines.map(camtEntry).join('')}${camtFoot}`;
  return { format: 'camt', text, textOf: (line) => line.text };
}

export const mt940Line = ({ day, cents, text, id }: SampleLine): string =>
  `:61:${short(day)}${packed(day).slice(4)}${cents < 0n ? 'D' : 'C'}${unsigned(cents, ',')}NTRFNONREF//${id}\n:86:${text}\n`;
export const mt940Head = `:20:STARTUMS\n:25:${account}\n:28C:1/1\n`;

export function mt940(sample: Sample): Written {
  const balance = (tag: string, cents: bigint): string => `:${tag}:${cents < 0n ? 'D' : 'C'}260101EUR${unsigned(cents, ',')}\n`;
  const lines = sample.lines.map(mt940Line).join('');
  const text = `${mt940Head}${balance('60F', sample.opening)}${lines}${balance('62F', total(sample))}-\n`;
  return { format: 'mt940', text, textOf: (line) => line.text };
}

/** One group a day, for a line has no day of its own. */
export function bai2(sample: Sample): Written {
  const days = [...new Set(sample.lines.map(({ day }) => day))].toSorted();
  let balance = sample.opening;
  const groups = days.map((day) => {
    const lines = sample.lines.filter((line) => line.day === day);
    const opening = balance;
    for (const { cents } of lines) balance += cents;
    const control = lines.reduce((sum, { cents }) => sum + (cents < 0n ? -cents : cents), opening + balance);
    const records = lines.map(({ cents, text, id }) => `16,${cents < 0n ? '475' : '165'},${cents < 0n ? -cents : cents},,${id},,${text}\n`);
    return `02,C,B,1,${short(day)},2400,EUR,2/\n03,${account},EUR,010,${opening},,,015,${balance},,/\n${records.join('')}49,${control},${lines.length + 2}/\n98,${control},1,${lines.length + 4}/\n`;
  });
  return { format: 'bai2', text: `01,B,C,260101,0600,1,,,2/\n${groups.join('')}99,0,${days.length},0/\n`, textOf: (line) => line.text };
}

export const csvLine = ({ day, cents, name, text, id }: SampleLine): string =>
  `${id},${day},"${name.replaceAll('"', '""')}","${text.replaceAll('"', '""')}",${digits(cents)}\n`;
export const csvHead = 'Transaction ID,Date,Name,Description,Amount\n';

/** Three banks' ways: signed with points, German with commas and a balance, American with two columns. */
export function csv(sample: Sample, way: 'plain' | 'german' | 'american'): Written {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const textOf = (line: SampleLine): string => line.text;
  let balance = sample.opening;
  switch (way) {
    case 'plain':
      return { format: 'csv', text: csvHead + sample.lines.map(csvLine).join(''), textOf };
    case 'german': {
      const rows = sample.lines.map(({ day, cents, name, text }) => {
        balance += cents;
        const date = `${day.slice(8)}.${day.slice(5, 7)}.${day.slice(0, 4)}`;
        return `${date};${quoted(name)};${quoted(text)};${digits(cents, ',')};EUR;${digits(balance, ',')}\n`;
      });
      return { format: 'csv', text: `Buchungstag;Auftraggeber/Empfänger;Verwendungszweck;Betrag;Währung;Saldo\n${rows.join('')}`, textOf };
    }
    case 'american': {
      const rows = sample.lines.map(({ day, cents, text }) => {
        const date = `${day.slice(5, 7)}/${day.slice(8)}/${day.slice(0, 4)}`;
        return `${date},${quoted(text)},${cents < 0n ? `$${unsigned(cents)}` : ''},${cents < 0n ? '' : `$${unsigned(cents)}`}\n`;
      });
      return { format: 'csv', text: `Date,Description,Withdrawal,Deposit\n${rows.join('')}`, textOf };
    }
  }
}

export const writers: Readonly<Record<string, (sample: Sample) => Written>> = {
  ofx,
  ofx2,
  qif,
  camt,
  mt940,
  bai2,
  csvPlain: (sample) => csv(sample, 'plain'),
  csvGerman: (sample) => csv(sample, 'german'),
  csvAmerican: (sample) => csv(sample, 'american'),
};

/** A line of a long file, different from its neighbours. */
export const numberedLine = (index: number): SampleLine => ({
  day: addDays('2026-01-01', Math.floor(index / 3000)),
  cents: BigInt(((index * 7919) % 200_000) - 100_000 || 1),
  name: `Customer ${index % 977}`,
  text: `Invoice ${100_000 + index} of order ${index * 3}`,
  id: `R${index}`,
});
