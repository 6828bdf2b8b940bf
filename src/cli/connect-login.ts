import type { Manifest } from '../contract/manifest.ts';
import type { Connection } from '../engine/edge-ports.ts';
import { SignInProblem } from '../engine/sign-in-problem.ts';
import type { Means } from './office.ts';
import { Complaint } from './run.ts';
import type { Desk } from './run.ts';

/** What is said with `tieout connect` about a server of one's own. */
export interface LoginOptions {
  readonly server?: string;
  readonly user?: string;
  readonly company?: string;
}

/** Connects a company of a server with a name and a password. The password is typed or piped and never an argument. */
export async function connectWithLogin(means: Means, desk: Desk, manifest: Manifest, options: LoginOptions): Promise<Connection> {
  const { office } = desk;
  const { id: provider, label } = manifest;
  if (options.server === undefined || options.user === undefined)
    throw new Complaint(
      `Say where your ${label} is and who signs in: tieout connect ${provider} --server http://host:8000/books --user name.`,
    );
  if (!isAddress(options.server)) throw new Complaint(`'${options.server}' is not an address such as http://host:8000/books.`);
  const password = await means.terminal.askSecret(`The password of ${options.user} (it is not shown): `);
  if (password === null || password === '') throw new Complaint('There was no password: type it when asked, or pipe it in.');
  try {
    return await office.withLogin({
      organisation: office.organisation,
      provider,
      server: options.server,
      credentials: { name: options.user, password },
      company: options.company ?? null,
    });
  } catch (cause) {
    if (cause instanceof SignInProblem) throw new Complaint(cause.message, { cause });
    throw cause;
  }
}

/** A host and a port alone read as an address of another sort; and what stands before an @ would be kept and shown as it is. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && [username, password, search, hash].every((part) => part === '');
}
