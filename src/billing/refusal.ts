/** Every no that billing says: the HTTP status, the sentence, and what to do about it. Codes are part of the API: they never change. */
export const catalogue = {
  'invalid-request': [
    400,
    'The request does not have the expected form.',
    'Correct the named field; the form of each request is in the OpenAPI description.',
  ],
  'no-organisation': [401, 'The request does not say whose book it is for.', 'Send an API key of the organisation.'],
  'no-book': [404, 'This organisation has no billing book yet.', 'Create it with PUT /v1/book.'],
  'not-found': [404, 'There is no such record in this book.', 'Check the id; records of other organisations are not visible.'],
  'key-reused': [
    409,
    'This Idempotency-Key was used for another request.',
    'Use a new key for a new request; repeat a request with exactly the same body.',
  ],
  'version-moved': [409, 'Somebody changed the record meanwhile.', 'Read it again and repeat the change on the version that you then see.'],
  'contact-exists': [409, 'This contact is already there.', 'Use the existing contact, or say evenIfSimilar: true.'],
  'contact-archived': [409, 'The contact is archived.', 'Use the contact into which it was merged, or another active one.'],
  'number-taken': [
    409,
    'Another document has this number.',
    'Leave the number out to take the next one of the series, or give one that is free.',
  ],
  'reference-taken': [409, 'A record already carries this staff reference.', 'Look it up with ?reference=… instead of making it again.'],
  'rate-exists': [
    409,
    'There is a tax rate with this code.',
    'Rates do not change, because documents were made with them: make one with a new code.',
  ],
  'not-open': [
    409,
    'The document is not open.',
    'Only open documents take payments and credits, and only drafts and open ones can be changed.',
  ],
  'is-void': [409, 'The record is void.', 'Make a new one.'],
  'has-settlements': [
    409,
    'Money or credits are set against this document.',
    'Void those first, or make a credit note for the full total: what was paid stays as the customer’s credit.',
  ],
  'unknown-reference': [422, 'The request names a record that is not in this book.', 'Create it first, or correct the id.'],
  'bad-amount': [422, 'This amount cannot be booked.', 'Give a figure in whole units of the currency’s smallest coin, greater than zero.'],
  'bad-discount': [
    422,
    'This discount is not possible.',
    'A percentage lies between 0 and 100; an amount is not larger than what it is taken from.',
  ],
  'negative-total': [422, 'The document would amount to less than zero.', 'Make a credit note instead.'],
  'no-tax-document': [
    422,
    'Lines name taxes, but the document is said to be without tax.',
    'Remove the taxes, or say exclusive or inclusive.',
  ],
  'number-of-series': [
    422,
    'Numbers of the book’s own series are given out by the book, so that there are no gaps.',
    'Leave the number out, or use another prefix.',
  ],
  'base-currency-rate': [422, 'A document in the base currency has no exchange rate.', 'Leave the exchange rate out.'],
  'base-currency-fixed': [
    409,
    'There are documents already, and their rates are to the base currency of the book.',
    'Keep it; another currency needs a book of its own.',
  ],
  'due-before-issue': [422, 'The document would be due before it is issued.', 'Correct the due day.'],
  'more-than-open': [422, 'More would be settled than is open.', 'Settle at most what is open; the rest of a payment stays on account.'],
  'more-than-paid': [
    422,
    'More would be set against invoices than the payment amounts to.',
    'The allocations of a payment sum to at most its amount.',
  ],
  'other-currency': [422, 'The currencies differ.', 'Payments and credits settle documents of their own currency.'],
  'other-contact': [422, 'The contacts differ.', 'Payments and credits settle documents of the same contact.'],
  'mistake-of-ours': [
    500,
    'The request could not be completed, and nothing was changed.',
    'Try again; if it happens again, the log of the server says more.',
  ],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string, fix: string]>>;

export type RefusalCode = keyof typeof catalogue;

/** As the API answers it. */
export interface RefusalAnswer {
  readonly code: RefusalCode;
  readonly message: string;
  readonly seen: string | null;
  readonly expected: string | null;
  readonly fix: string;
}

/** Billing says no, and nothing was changed. */
export class Refusal extends Error {
  /** The HTTP status; so named that a web server takes it from the error. */
  readonly statusCode: number;
  readonly answer: RefusalAnswer;
  constructor(code: RefusalCode, seen: string | null = null, expected: string | null = null) {
    const [status, message, fix] = catalogue[code];
    super(`${message}${seen === null ? '' : ` Seen: ${seen}.`}${expected === null ? '' : ` Expected: ${expected}.`}`);
    this.name = 'Refusal';
    this.statusCode = status;
    this.answer = { code, message, seen, expected, fix };
  }

  /** The refusal that was answered to one draft of a list. */
  static from({ code, seen, expected }: RefusalAnswer): Refusal {
    return new Refusal(code, seen, expected);
  }
}
