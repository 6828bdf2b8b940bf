/** What a column of a bank's table can hold. */
export type CsvColumn =
  | 'bookedOn'
  | 'valueOn'
  | 'amount'
  | 'debit'
  | 'credit'
  | 'direction'
  | 'balance'
  | 'currency'
  | 'name'
  | 'counterAccount'
  | 'text'
  | 'id'
  | 'endToEndId'
  | 'mandate'
  | 'reference'
  | 'chequeNumber'
  | 'code'
  | 'state'
  | 'account';

/** A word as it is compared: small letters, no accents, no marks. */
export const plainWord = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

// The first word of a list that a header has wins: 'net' before 'amount', the day of booking before that of the purchase.
const words: Readonly<Record<CsvColumn, string>> = {
  bookedOn: `booking date|bookingdate|posting date|posted date|post date|date posted|buchungstag|buchungsdatum|buchung|date de comptabilisation|
    date operation|date d operation|date de l operation|fecha operacion|fecha contable|fecha de operacion|data contabile|data operazione|boekdatum|
    boekingsdatum|data ksiegowania|data operacji|bokforingsdag|bokforingsdatum|bokforingsdato|kirjauspaiva|data mov|data lancamento|
    completed date|transaction date|transactiedatum|date|datum|fecha|data|dato|pvm|dag|jour|started date|created|datetime`,
  valueOn: `value date|valuedate|valuta|wertstellung|valutadatum|wertstellungsdatum|date valeur|date de valeur|fecha valor|data valuta|rentedatum|
    data waluty|valutadag|arvopaiva|data valor`,
  amount: `net|netto|amount|betrag|umsatz|betrag eur|umsatz eur|montant|montant eur|importe|importe eur|importo|importo eur|bedrag|bedrag eur|kwota|
    belopp|belop|maara|valor|montante|transaction amount|amount eur|amount usd|amount gbp|amount chf|value|gross`,
  debit: `debit|debit amount|withdrawal|withdrawals|withdrawal amount|paid out|money out|soll|belastung|lastschrift|debit eur|debito|cargo|cargos|uscite|addebiti|
    af|wyplaty|obciazenia|uttag|debet|ut fra konto|spent`,
  credit: `credit|credit amount|deposit|deposits|deposit amount|paid in|money in|haben|gutschrift|credit eur|credito|abono|abonos|entrate|accrediti|
    bij|wplaty|uznania|insattning|kredit|inn pa konto|received`,
  direction: `af bij|debit credit|debit or credit|credit debit|credit debit indicator|dr cr|cr dr|d c|soll haben|s h|transaction type|type de mouvement|balance impact|details`,
  balance: `balance|running balance|running bal|runningbalance|saldo|kontostand|saldo nach buchung|solde|saldo na mutatie|saldo po operacji|saldo disponible`,
  currency: `currency|currency code|wahrung|waehrung|devise|monn|monnaie|divisa|valuta munt|munt|moneda|waluta|valuutta|moeda`,
  name: `name|payee|partner name|counterparty|counterparty name|auftraggeber empfanger|auftraggeber|empfanger|beguenstigter zahlungspflichtiger|begunstigter zahlungspflichtiger|
    name zahlungsbeteiligter|zahlungsempfanger|naam|naam omschrijving|naam tegenpartij|nom|tiers|beneficiaire|beneficiario|ordenante|
    nadawca odbiorca|kontrahent|mottagare|saaja maksaja|saajan nimi|merchant name|merchant`,
  counterAccount: `tegenrekening|counterparty account|account number payee|partner iban|iban|kontonummer iban|iban zahlungsbeteiligter|counter account|
    rekening tegenpartij|compte contrepartie|numero rachunku|number`,
  text: `description|memo|payment reference|verwendungszweck|buchungstext|omschrijving|mededelingen|libelle|concepto|descrizione|causale|tytul|opis operacji|
    text|beskrivning|selite|viesti|otsikko|notes|reason|note|details of payment|narrative|particulars|original description|desc|descricao|
    description 1|description 2|description 3|additional description|vwz1|vwz2|vwz3|vwz4|vwz5|vwz6|vwz7|vwz8|vwz9|vwz10|vwz11|vwz12|vwz13|vwz14`,
  id: `transaction id|transactionid|id|fitid|transferwise id|trx id|n de transaction|no de transaction|referenznummer|bank reference|unique id|ledger id`,
  endToEndId: `end to end id|end to end reference|sepa reference|kundenreferenz|kundenreferenz end to end|end to end`,
  mandate: `mandate|mandate id|mandate identification|mandatsreferenz|machtigingskenmerk`,
  reference: `reference|ref|reference id|creditor reference|betalingskenmerk|viite|structured reference`,
  chequeNumber: `check number|check or slip|checknumber|check no|cheque number|check|num|check or slip no`,
  code: `type|code|transaction code|mutatiesoort|category|subcategory|posting key|class|kategorie`,
  state: `status|state|transaction status|buchungsstatus|info`,
  account: `account|account name|kontonummer|auftragskonto|iban auftragskonto|rekening|iban bban|compte|cuenta|conto|konto|account number|produit`,
};

const isColumn = (text: string): text is CsvColumn => Object.hasOwn(words, text);

const lists: readonly (readonly [CsvColumn, readonly string[]])[] = Object.entries(words).flatMap(([column, list]) =>
  isColumn(column) ? [[column, list.split('|').map((word) => word.replaceAll(/\s+/g, ' ').trim())] as const] : [],
);

/** Which column holds what, by the words of a header. A cell has one meaning; text may stand in several columns. */
export function columnsOf(header: readonly string[]): { readonly [column in CsvColumn]?: readonly number[] } {
  const cells = header.map(plainWord);
  const taken = new Set<number>();
  const found: { [column in CsvColumn]?: readonly number[] } = {};
  for (const [column, list] of lists) {
    const at = list.flatMap((word) => cells.flatMap((cell, index) => (cell === word && !taken.has(index) ? [index] : [])));
    const own = column === 'text' ? at.toSorted((a, b) => a - b) : at.slice(0, 1);
    for (const index of own) taken.add(index);
    if (own.length > 0) found[column] = own;
  }
  const { valueOn } = found;
  // Some banks give the value day alone.
  return found.bookedOn === undefined && valueOn !== undefined ? { ...found, bookedOn: valueOn } : found;
}

const outWords: ReadonlySet<string> = new Set(['d', 'debit', 'dbit', 'dr', 'af', 's', 'soll', 'debet', 'out', 'debito', 'withdrawal']);
const inWords: ReadonlySet<string> = new Set(['c', 'credit', 'crdt', 'cr', 'bij', 'h', 'haben', 'kredit', 'in', 'credito', 'deposit']);

/** What a word says of the direction; null: nothing that is known. */
export const directionOf = (text: string): 'in' | 'out' | null => {
  const word = plainWord(text);
  return outWords.has(word) ? 'out' : inWords.has(word) ? 'in' : null;
};

/** What a word says of the state of a line; what banks write of lines that never came about is told, but moves nothing. */
export function stateOf(text: string): 'booked' | 'pending' | 'info' {
  const word = plainWord(text);
  if (/^(pending|(?:umsatz )?vorgemerkt|varaus|en attente|pendiente|reserved|reserviert|authorised|authorized|in behandeling)\b/.test(word))
    return 'pending';
  return /^(failed|declined|reverted|cancelled|canceled|denied|storniert|rejected)\b/.test(word) ? 'info' : 'booked';
}
