/** A name as it is compared: without its legal form, its web ending, accents and marks. */
export function tellingWords(name: string): readonly string[] {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('&', ' and ')
    .replaceAll(webEndings, ' ');
  const words = plain
    .replaceAll(/[.'’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const telling = words.filter((word) => !legalForms.has(word));
  return telling.length > 0 ? telling : words;
}

const legalForms: ReadonlySet<string> = new Set(
  'ab ag as asa bv co company corp corporation cv eood eu eurl gbr gmbh inc incorporated kg kk limited llc llp lp ltd mbh nv ohg oy oyj plc pte pty sa sarl sas se sl spa srl sro ug'.split(
    ' ',
  ),
);
const webEndings = /(?<=[\p{L}\p{N}]{2})\.(com|net|org|io|co|eu|de|fr|uk|us|nl|at|ch|it|es|ie)(\.[a-z]{2})?(?![\p{L}\p{N}])/gu;

/** 'aws' for Amazon Web Services; null where a name has fewer than three words, whose initials tell too little. */
export const initialsOf = (words: readonly string[]): string | null =>
  words.length < 3 ? null : words.map((word) => word.slice(0, 1)).join('');

/** Names begin so without being of one family: First Aid and First National, United Airlines and United Biscuits. */
export const isCommonStart = (word: string): boolean => word.length < 4 || commonStarts.has(word);

const commonStarts: ReadonlySet<string> = new Set(
  'american atlantic bank best blue british capital central city clear club creative data delta design digital eastern euro european express first general global golden grand green group hotel house international local medical modern national north northern office pacific premier prime pro quality royal saint school shop smart smith solar south southern star studio super team tech the total trade travel union united universal university urban west western white world young'.split(
    ' ',
  ),
);

/** The domain of an address that belongs to one business; null for those that everybody may use. */
export function ownDomain(email: string | null): string | null {
  const domain = email?.trim().toLowerCase().split('@')[1] ?? '';
  return domain === '' || sharedDomains.has(domain) ? null : domain;
}

const sharedDomains: ReadonlySet<string> = new Set(
  'gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com msn.com yahoo.com yahoo.co.uk icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.at web.de t-online.de freenet.de mail.com proton.me protonmail.com pm.me fastmail.com btinternet.com sky.com virginmedia.com orange.fr free.fr laposte.net libero.it wanadoo.fr qq.com 163.com mail.ru yandex.ru example.com'.split(
    ' ',
  ),
);

export const plainTaxNumber = (taxNumber: string | null): string | null =>
  taxNumber === null ? null : taxNumber.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase() || null;
