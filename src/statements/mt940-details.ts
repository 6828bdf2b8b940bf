import { ibanOf, inOneLine, orNull } from './figures.ts';

/** What a field 86 says of a line, whichever way the bank writes it. */
export interface MtDetails {
  readonly text: string;
  readonly name: string | null;
  readonly account: string | null;
  readonly endToEndId: string | null;
  readonly mandate: string | null;
  /** The business transaction code (GVC) of German banks. */
  readonly code: string | null;
}

const none: MtDetails = { text: '', name: null, account: null, endToEndId: null, mandate: null, code: null };

/** Three dialects: numbered subfields (German, Polish, Swiss), words between slashes (Dutch), and free text. */
export function mtDetails(raw: string): MtDetails {
  const numbered = /^\s*(\d{3})?\s*([?<~^])(?=\d\d)/.exec(raw);
  if (numbered !== null) return numberedDetails(raw, numbered[1] ?? null, numbered[2] ?? '?');
  if (/^\s*\/[A-Z]{2,8}\//.test(raw)) return slashDetails(raw);
  return { ...none, text: inOneLine(raw) };
}

function numberedDetails(raw: string, code: string | null, mark: string): MtDetails {
  // Subfields are wrapped in the middle of words, so their pieces are joined without a blank.
  const joined = raw.replaceAll(/\r?\n/g, '');
  const fields = new Map<string, string>();
  for (const piece of joined.split(mark).slice(1)) {
    const number = piece.slice(0, 2);
    if (/^\d\d$/.test(number)) fields.set(number, `${fields.get(number) ?? ''}${piece.slice(2)}`);
  }
  const remittance = [...range(20, 29), ...range(60, 63)].map((number) => fields.get(number) ?? '').join('');
  const sepa = sepaWords(remittance);
  const account = orNull(fields.get('31'));
  const name = orNull(`${fields.get('32') ?? ''}${fields.get('33') ?? ''}`);
  return {
    text: inOneLine(sepa.get('SVWZ') ?? remittance) || inOneLine(fields.get('00') ?? ''),
    name,
    account: account === null ? orNull(sepa.get('IBAN')) : (ibanOf(account) ?? account),
    endToEndId: given(sepa.get('EREF')),
    mandate: orNull(sepa.get('MREF')),
    code,
  };
}

const range = (from: number, through: number): readonly string[] =>
  Array.from({ length: through - from + 1 }, (_, index) => String(from + index));

const sepaKeys = /(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP)\+/g;

/** The words that SEPA puts into the remittance: 'EREF+…SVWZ+…'. */
function sepaWords(text: string): ReadonlyMap<string, string> {
  const marks = [...text.matchAll(sepaKeys)];
  return new Map(
    marks.map((mark, index) => [mark[1] ?? '', text.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? text.length).trim()]),
  );
}

function slashDetails(raw: string): MtDetails {
  const joined = raw.replaceAll(/\r?\n/g, '');
  const marks = [
    ...joined.matchAll(
      /\/(TRTP|TYPE|EREF|MARF|CSID|BENM|ORDP|NAME|REMI|ISDT|IBAN|BIC|CNTP|PREF|TRCD|SVCL|RTRN|ID|ADDR|ULTD|ULTB|PURP|CD|USTD|SVCL|OCMT|EXCH)\//g,
    ),
  ];
  const words = new Map<string, string>();
  marks.forEach((mark, index) => {
    const value = joined.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? joined.length).trim();
    if (!words.has(mark[1] ?? '')) words.set(mark[1] ?? '', value);
  });
  const [account = '', , name = ''] = (words.get('CNTP') ?? '').split('/');
  const remittance = words.get('REMI') ?? words.get('USTD') ?? '';
  return {
    text: inOneLine(remittance.replace(/^\/?(USTD|STRD)\/+/, '')) || inOneLine(words.get('TRTP') ?? words.get('TYPE') ?? joined),
    name: orNull(words.get('NAME')) ?? orNull(name),
    account: orNull(words.get('IBAN')) ?? orNull(account),
    endToEndId: given(words.get('EREF')),
    mandate: orNull(words.get('MARF')),
    code: orNull(words.get('TRCD')),
  };
}

/** Payers without an id of their own say so in words. */
const given = (text: string | undefined): string | null => {
  const id = orNull(text);
  return id === null || /^(NOTPROVIDED|NONREF|NICHT ANGEGEBEN|KEINE)$/i.test(id) ? null : id;
};
