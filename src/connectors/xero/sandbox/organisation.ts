import { bodyOf, collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { textIn } from './fields.ts';
import { messages } from './messages.ts';
import { Invalid, WrongMethod } from './refusals.ts';
import { foundedAt, seedId } from './seed.ts';
import type { State } from './state.ts';
import { trackingCategories } from './tracking.ts';
import { wireBareInstant, wireDay } from './wire.ts';

export function answerOrganisation(ask: Ask): Payload {
  if (ask.method !== 'GET') throw new WrongMethod();
  return ask.steps[0] === 'Actions'
    ? collection('Actions', actions(ask.state))
    : collection('Organisations', [organisationShape(ask.state)]);
}

const versions: Readonly<Record<string, string>> = { GB: 'UK', AU: 'AU', NZ: 'NZ', US: 'US' };

// Windows names of zones, upper-cased without spaces, as Xero writes them.
const windowsZones: Readonly<Record<string, string>> = {
  'Europe/London': 'GMTSTANDARDTIME',
  'Europe/Berlin': 'WEUROPESTANDARDTIME',
  'Europe/Vienna': 'WEUROPESTANDARDTIME',
  'Europe/Zurich': 'WEUROPESTANDARDTIME',
  'Europe/Amsterdam': 'WEUROPESTANDARDTIME',
  'Europe/Paris': 'ROMANCESTANDARDTIME',
  'Europe/Madrid': 'ROMANCESTANDARDTIME',
  'Europe/Brussels': 'ROMANCESTANDARDTIME',
  'America/New_York': 'EASTERNSTANDARDTIME',
  'America/Chicago': 'CENTRALSTANDARDTIME',
  'America/Denver': 'MOUNTAINSTANDARDTIME',
  'America/Los_Angeles': 'PACIFICSTANDARDTIME',
  'Australia/Sydney': 'AUSEASTERNSTANDARDTIME',
  'Pacific/Auckland': 'NEWZEALANDSTANDARDTIME',
  'Asia/Tokyo': 'TOKYOSTANDARDTIME',
  UTC: 'UTC',
};

function organisationShape(state: State): object {
  const { facts } = state;
  const settings = state.settings();
  return {
    Name: settings.name,
    LegalName: settings.name,
    PaysTax: true,
    Version: versions[facts.country] ?? 'GLOBAL',
    OrganisationType: 'COMPANY',
    BaseCurrency: facts.baseCurrency,
    CountryCode: facts.country,
    IsDemoCompany: true,
    OrganisationStatus: 'ACTIVE',
    FinancialYearEndDay: 31,
    FinancialYearEndMonth: 12,
    SalesTaxBasis: 'ACCRUALS',
    SalesTaxPeriod: 'QUARTERLY',
    DefaultSalesTax: 'Tax Exclusive',
    DefaultPurchasesTax: 'Tax Exclusive',
    ...(settings.periodLockDate === null ? {} : { PeriodLockDate: wireDay(settings.periodLockDate) }),
    ...(settings.endOfYearLockDate === null ? {} : { EndOfYearLockDate: wireDay(settings.endOfYearLockDate) }),
    CreatedDateUTC: wireBareInstant(foundedAt),
    OrganisationEntityType: 'COMPANY',
    Timezone: windowsZones[facts.timeZone] ?? 'UTC',
    ShortCode: `!${facts.id.slice(0, 5).toUpperCase()}`,
    OrganisationID: facts.id,
    Edition: 'BUSINESS',
    Class: 'DEMO',
    Addresses: [],
    Phones: [],
    ExternalLinks: [],
    PaymentTerms: {},
  };
}

const alwaysAllowed = [
  'CreateDraftInvoice',
  'CreateApprovedInvoice',
  'CreateDraftBill',
  'CreateApprovedBill',
  'CreateInvoicePayment',
  'CreateBillPayment',
  'CreateCreditNote',
  'CreateBankTransaction',
  'CreateBankAccount',
  'CreateManualJournal',
  'CreateContact',
  'AttachFilesToInvoice',
] as const;

function actions(state: State): readonly object[] {
  const allowed = alwaysAllowed.map((Name) => ({ Name, Status: 'ALLOWED' }));
  return [...allowed, { Name: 'UseMulticurrency', Status: state.settings().multicurrency ? 'ALLOWED' : 'NOT-ALLOWED' }];
}

export function answerCurrencies(ask: Ask): Payload {
  const { state } = ask;
  if (ask.method === 'GET') return collection('Currencies', state.settings().currencies.map(currencyShape));
  if (ask.method !== 'PUT') throw new WrongMethod();
  const sent = elementsOf(ask, 'Currencies').map((fields) => textIn(fields, 'Code') ?? textIn(bodyOf(ask), 'Code') ?? '');
  for (const code of sent) addCurrency(state, code);
  return collection('Currencies', sent.map(currencyShape));
}

export function addCurrency(state: State, code: string): void {
  if (!/^[A-Z]{3}$/.test(code)) throw new Invalid(messages.currencyUnknown(code));
  const { multicurrency, currencies } = state.settings();
  if (currencies.includes(code)) return;
  if (!multicurrency) throw new Invalid(messages.currencyPlan);
  state.set({ currencies: [...currencies, code] });
}

const displayNames = new Intl.DisplayNames('en', { type: 'currency' });

const currencyShape = (code: string): object => ({ Code: code, Description: displayNames.of(code) ?? code });

/** GET /Users, /BrandingThemes and /TrackingCategories: short lists that do not change. */
export function answerFixedList(ask: Ask, name: 'Users' | 'BrandingThemes' | 'TrackingCategories'): Payload {
  if (ask.method !== 'GET') throw new WrongMethod();
  return collection(name, fixedLists[name](ask.state));
}

const fixedLists = {
  Users: (state: State) => [
    {
      UserID: seedId(state.facts.id, 'user', 'sam'),
      EmailAddress: 'sam@example.com',
      FirstName: 'Sam',
      LastName: 'Bookkeeper',
      UpdatedDateUTC: wireBareInstant(foundedAt),
      IsSubscriber: true,
      OrganisationRole: 'STANDARD',
    },
  ],
  BrandingThemes: (state: State) => [
    {
      BrandingThemeID: seedId(state.facts.id, 'theme', 'Standard'),
      Name: 'Standard',
      SortOrder: 0,
      CreatedDateUTC: wireBareInstant(foundedAt),
    },
  ],
  TrackingCategories: (state: State) =>
    trackingCategories(state).map(({ id, name, options }) => ({
      Name: name,
      Status: 'ACTIVE',
      TrackingCategoryID: id,
      Options: options.map((option) => ({
        TrackingOptionID: option.id,
        Name: option.name,
        Status: 'ACTIVE',
        HasValidationErrors: false,
        IsDeleted: false,
        IsArchived: false,
        IsActive: true,
      })),
    })),
} as const;
