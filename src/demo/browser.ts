/** A page as somebody without scripts sees it. */
interface Visited {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  readonly cookie: string;
}

/** From our page to the provider's, where a person ticks an organisation and allows it, and back. Resolves with the last page's title. */
export async function allowAccess(page: string, organisation: string): Promise<string> {
  const first = await visit(page);
  const away = await visit(new URL('/connect', page).href, { form: hiddenIn(first.text) });
  const consent = await visit(away.location);
  const accounts = [...consent.text.matchAll(/name="account" value="([^"]*)"[\s\S]*?<strong>([^<]*)<\/strong>/g)];
  const account = accounts.find(([, , name]) => name === organisation)?.[1];
  if (account === undefined) throw new Error(`the consent page does not offer ${organisation}. It says: ${wordsOf(consent.text)}`);
  const form = { ...hiddenIn(consent.text), account, decision: 'approve' };
  const back = await visit(away.location.split('?')[0] ?? '', { form });
  const last = await visit(back.location, { cookie: away.cookie });
  if (last.status !== 200) throw new Error(`the sign-in did not end well. The page says: ${wordsOf(last.text)}`);
  return /<h1[^>]*>([^<]*)</.exec(last.text)?.[1] ?? '';
}

async function visit(
  url: string,
  options: { readonly form?: Readonly<Record<string, string>>; readonly cookie?: string } = {},
): Promise<Visited> {
  const { form, cookie = '' } = options;
  const headers = { cookie, ...(form && { origin: new URL(url).origin, 'content-type': 'application/x-www-form-urlencoded' }) };
  const response = await fetch(url, {
    redirect: 'manual',
    headers,
    ...(form && { method: 'POST', body: new URLSearchParams(form).toString() }),
  });
  return {
    status: response.status,
    text: await response.text(),
    location: response.headers.get('location') ?? '',
    cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '',
  };
}

const hiddenIn = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...page.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [unescaped(name), unescaped(value)]),
  );

/** What a person reads on a page. */
const wordsOf = (page: string): string =>
  unescaped(page.replaceAll(/<(style|script|head)[\s>][\s\S]*?<\/\1>/g, ' ').replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();

const unescaped = (text = ''): string =>
  text
    .replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
