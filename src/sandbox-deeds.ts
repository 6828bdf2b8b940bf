import { z } from 'zod';
import type { Instant } from './core/day.ts';
import { parseJson } from './core/json.ts';
import type { Connection } from './engine/edge-ports.ts';
import { SetupProblem } from './engine/setup-problem.ts';
import { sandboxOffers } from './providers.ts';
import { CannotDo } from './sandbox/provided.ts';
import type { Deed, Screens } from './sandbox/provided.ts';

/** What a person does in a ledger's own app, in the sandbox that stands for it. The id of what was touched. */
export async function actInSandbox({ provider, account, hosts }: Connection, deed: Deed, now: Instant): Promise<string> {
  const part = await sandboxOffers.get(provider)?.part?.load();
  const url = hosts['api'];
  if (part?.act === undefined || url === undefined)
    throw new SetupProblem('conflict', 'Only in the sandbox of a ledger can this be done from here.', {
      fix: 'Do it in the ledger’s own app.',
    });
  try {
    return await part.act(screensOf({ url, account, now }), deed);
  } catch (cause) {
    if (cause instanceof CannotDo) throw new SetupProblem(cause.is, cause.message);
    throw cause;
  }
}

/** The screens of the sandbox at an address, as a browser finds them. `account`: null for the first that it has. */
export function screensOf({
  url,
  account,
  now,
}: {
  readonly url: string;
  readonly account: string | null;
  readonly now: Instant;
}): Screens {
  const place = account === null ? '' : `account=${encodeURIComponent(account)}`;
  return {
    now,
    today: new Date(now).toISOString().slice(0, 10),
    documents: async (kind) => documents.parse(await answerOf(await fetch(`${url}/_sandbox/documents?kind=${kind}&${place}`))),
    person: async (edit) =>
      touched.parse(await answerOf(await fetch(`${url}/_sandbox/person?${place}`, { method: 'POST', body: JSON.stringify(edit) }))).id,
  };
}

const documents = z.array(z.record(z.string(), z.unknown()));
const touched = z.object({ id: z.string() });
const refused = z.object({ error: z.string() });

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (response.ok) return parseJson(text);
  const no = refused.safeParse(text.startsWith('{') ? JSON.parse(text) : null);
  throw new CannotDo('conflict', no.success ? no.data.error : `The sandbox answered ${response.status}.`);
}
