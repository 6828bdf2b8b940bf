/** A refusal in QuickBooks' own words. Nothing was written. */
export class Fault extends Error {
  readonly code: string;
  readonly detail: string;
  readonly element: string;
  constructor(code: string, message: string, detail: string, element = '') {
    super(message);
    this.name = 'Fault';
    this.code = code;
    this.detail = detail;
    this.element = element;
  }
}

/** The refusals that the sandbox knows. The codes are Intuit's; where the wording is not recorded, it is ours. */
export const faults = {
  unsupported: (property: string) =>
    new Fault(
      '2010',
      'Request has invalid or unsupported property',
      `Property Name:${property} specified is unsupported or invalid`,
      property,
    ),
  missing: (element: string) =>
    new Fault(
      '2020',
      'Required param missing, need to supply the required value for the API',
      `Required parameter ${element} is missing in the request`,
      element,
    ),
  badNumber: (element: string, value: string) => new Fault('2040', 'Invalid Number', `Invalid Number : ${value}`, element),
  badValue: (element: string, value: string) => new Fault('2090', 'Invalid value', `Invalid value : ${value}`, element),
  tooLong: (element: string, max: number, length: number) =>
    new Fault(
      '2050',
      'String length is either shorter or longer than supported by specification',
      `Min:0 Max:${max.toLocaleString('en')} supported. Supplied length:${length.toLocaleString('en')}`,
      element,
    ),
  badWord: (element: string, value: string) => new Fault('2170', 'Invalid Enumeration', `Invalid Enumeration : ${value}`, element),
  badEmail: (value: string) =>
    new Fault('2210', 'Invalid Email Address format', `Email Address does not conform to RFC 822 Standard. Supplied value:${value}`),
  badReference: (element: string, what: string, id: string) =>
    new Fault('2500', 'Invalid Reference Id', `Invalid Reference Id : ${what} element id ${id} not found`, element),
  operation: (what: string) => new Fault('500', 'Unsupported Operation', `Operation ${what} is not supported.`),
  notFound: (what: string, id: string) =>
    new Fault(
      '610',
      'Object Not Found',
      `Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees. (${what} ${id})`,
    ),
  cannotLink: (id: string) =>
    new Fault('620', 'Transaction cannot be linked', `Transaction cannot be linked : TxnID ${id} cannot be linked`),
  parse: (why: string) => new Fault('4000', 'Error parsing query', `QueryParserError: ${why}`),
  badQuery: (why: string) => new Fault('4001', 'Invalid query', `QueryValidationError: ${why}`),
  stale: (who: string) =>
    new Fault(
      '5010',
      'Stale Object Error',
      `Stale Object Error : You and ${who} were working on this at the same time. ${who} finished before you did, so your work was not saved.`,
    ),
  feature: (why: string) => new Fault('5020', 'Permission Denied Error', `Permission Denied Error : ${why}`),
  business: (why: string) =>
    new Fault('6000', 'A business validation error has occurred while processing your request', `Business Validation Error: ${why}`),
  accountType: () =>
    new Fault('6010', 'Invalid AccountType or AccountSubType', 'The account type and the detail type do not go together', 'AccountType'),
  lineAmount: () =>
    new Fault('6070', 'Amount calculation incorrect in the request', 'Amount is not equal to UnitPrice * Qty. Supplied value differs'),
  discount: () =>
    new Fault('6090', 'Discount line is missing a percentage or an amount', 'DiscountLineDetail needs DiscountPercent or Amount'),
  usTaxCode: (value: string) =>
    new Fault('6100', 'Invalid tax code', `The tax code of a line must be TAX or NON. Supplied value:${value}`, 'TaxCodeRef'),
  duplicateNumber: (number: string, type: string, id: string) =>
    new Fault(
      '6140',
      'Duplicate Document Number Error',
      `Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=${number} is assigned to TxnType=${type} with TxnId=${id}`,
    ),
  closed: () =>
    new Fault(
      '6210',
      'Account Period Closed',
      'Account Period Closed, Can not modify or create : The account period has closed and the account books cannot be updated through the QuickBooks Online Services API.',
    ),
  duplicateName: (what: string) =>
    new Fault(
      '6240',
      'Duplicate Name Exists Error',
      `The name supplied already exists. : Another ${what} is already using this name. Please use a different name.`,
    ),
  deposited: () =>
    new Fault(
      '6540',
      'Deposited Transaction cannot be changed',
      'This transaction has been deposited. If you want to change or delete it, you must edit the deposit it appears on and remove it first.',
    ),
} as const;
