/** The content of one object is refused: Xero's ValidationException, or ValidationErrors of one element of a batch. */
export class Invalid extends Error {
  readonly messages: readonly string[];
  constructor(...messages: readonly string[]) {
    super(messages.join(' '));
    this.name = 'Invalid';
    this.messages = messages;
  }
}

/** The body cannot be read at all: Xero's PostDataInvalidException. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** A write without a single object: Xero's NoDataProcessedException. */
export class NothingSent extends Error {
  override readonly name = 'NothingSent';
}

/** The query cannot be read: Xero's QueryParseException. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
}

/** No such thing: 404 with a sentence as its body. */
export class Missing extends Error {
  override readonly name = 'Missing';
}

/** The method is not offered on this path: 405. */
export class WrongMethod extends Error {
  override readonly name = 'WrongMethod';
}
