import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { askerHeader } from './auth-desk.ts';

/** The library's view of a pool. */
type AuthDatabase = NonNullable<Parameters<typeof betterAuth>[0]['database']>;

export interface AuthParts {
  readonly database: AuthDatabase;
  /** Under which cookies are signed and second factors sealed. */
  readonly secret: string;
  /** Our address as browsers see it. */
  readonly address: string;
  /** The origins from which our own pages may come, given the host that a request was sent to. */
  readonly originsOf: (host: string) => readonly string[];
  /** How many tries of a password one address has in a minute. */
  readonly triesPerMinute: number;
  readonly onTrouble: (message: string) => void;
}

export type Auth = ReturnType<typeof createAuth>;

const day = 86_400;

/**
 * Sign-in by e-mail address and password, sessions and second factors. The library keeps them; which of its paths can be reached,
 * who may sign up, and what a person may do are ours. It sends nothing anywhere: no e-mails, no telemetry, no look-up of passwords.
 */
export function createAuth(parts: AuthParts) {
  return betterAuth({ ...optionsOf(parts), plugins: [secondFactor()] });
}

/** What the migrations are compared with in a test. */
export function optionsOf({ database, secret, address, originsOf, triesPerMinute, onTrouble }: AuthParts) {
  return {
    appName: 'Tieout',
    baseURL: address,
    basePath: '/auth',
    // As a list, so that the environment has no say in it.
    secrets: [{ version: 1, value: secret }],
    database,
    trustedOrigins: async (request?: Request) => [...originsOf(request?.headers.get('host') ?? '')],
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: day,
      // Links are made and shown by an owner or the command line; nobody can ask for one by e-mail.
      sendResetPassword: async () => undefined,
    },
    ...tables,
    rateLimit: {
      ...tables.rateLimit,
      enabled: true,
      storage: 'database' as const,
      window: 60,
      max: 300,
      customRules: {
        '/sign-in/email': { window: 60, max: triesPerMinute },
        '/two-factor/*': { window: 60, max: triesPerMinute },
        '/change-password': { window: 60, max: triesPerMinute },
        '/reset-password': { window: 60, max: triesPerMinute },
      },
    },
    advanced: {
      cookiePrefix: 'tieout',
      useSecureCookies: address.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' as const },
      ipAddress: { ipAddressHeaders: [askerHeader] },
      database: { validateSchema: false },
    },
    logger: {
      level: 'error' as const,
      // The library's details may hold what somebody typed; only its own words go on.
      log: (_level: string, message: string) => onTrouble(message),
    },
    telemetry: { enabled: false },
  };
}

/** Time-based codes and backup codes; codes by e-mail are not sent, so that path stays closed. */
export const secondFactor = () =>
  twoFactor({
    issuer: 'Tieout',
    schema: {
      user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
      twoFactor: {
        modelName: 'person_second_factor',
        fields: {
          userId: 'person',
          backupCodes: 'backup_codes',
          failedVerificationCount: 'failed_verification_count',
          lockedUntil: 'locked_until',
        },
      },
    },
  });

const times = { createdAt: 'created_at', updatedAt: 'updated_at' };

/** The names of our tables and columns for the library's own. */
const tables = {
  user: { modelName: 'person', fields: { emailVerified: 'email_verified', ...times } },
  session: {
    modelName: 'person_session',
    expiresIn: 7 * day,
    updateAge: day,
    // Else nobody could look at their sessions, and end a stolen one, a day after they signed in.
    freshAge: 0,
    fields: { userId: 'person', ipAddress: 'ip_address', userAgent: 'user_agent', expiresAt: 'expires_at', ...times },
  },
  account: {
    modelName: 'person_credential',
    fields: {
      userId: 'person',
      accountId: 'account_id',
      providerId: 'provider_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...times,
    },
  },
  verification: { modelName: 'person_token', storeIdentifier: 'hashed' as const, fields: { expiresAt: 'expires_at', ...times } },
  rateLimit: { modelName: 'sign_in_rate', fields: { lastRequest: 'last_request' } },
};
