import type { KeyPage, KeyPageWish } from '../../contract/connector.ts';
import type { Http } from '../../contract/http.ts';
import { ask } from './api.ts';
import { childOf, listOf, needText, textOf } from './wire.ts';

/** Two years of lines are asked for at once, as that cannot be changed later ("Transactions: days requested"). */
const daysOfHistory = 730;

/**
 * Link, as a page of Plaid's own ("Hosted Link"): a person signs in at their bank there, and what comes of it is exchanged for an
 * access token within half an hour. A bank that only wants its person again is linked in update mode, and its token stays.
 */
export const linkPage: KeyPage = {
  open: async (http, { app, person, country, renews }) => {
    const answer = await ask({ http: asDeveloper(http, app) }, '/link/token/create', {
      client_name: 'Tieout',
      language: 'en',
      country_codes: [country],
      user: { client_user_id: person },
      hosted_link: {},
      ...(renews === null
        ? { products: ['transactions'], transactions: { days_requested: daysOfHistory } }
        : { access_token: tokenOf(renews) }),
    });
    return { url: needText(answer, 'hosted_link_url'), ticket: needText(answer, 'link_token') };
  },
  key: async (http, { app, ticket, renews }) => {
    const line = { http: asDeveloper(http, app) };
    const sessions = listOf(await ask(line, '/link/token/get', { link_token: ticket }), 'link_sessions');
    if (renews !== null) return sessions.some((session) => textOf(session, 'finished_at') !== null) ? renews : null;
    const made = sessions.flatMap((session) => listOf(childOf(session, 'results') ?? {}, 'item_add_results'));
    const [publicToken] = made.flatMap((result) => textOf(result, 'public_token') ?? []);
    if (publicToken === undefined) return null;
    const exchanged = await ask(line, '/item/public_token/exchange', { public_token: publicToken });
    return [needText(exchanged, 'access_token'), app.id, app.secret].join(':');
  },
  // An item's webhook may be set when it is linked, or later ("/item/webhook/update"): our address names the connection, which is made last.
  hearAt: async (http, { app, key, address }) =>
    void (await ask({ http: asDeveloper(http, app) }, '/item/webhook/update', { access_token: tokenOf(key), webhook: address })),
};

/** Before there is an item, the developer's id and secret are the whole key. */
const asDeveloper =
  (http: Http, { id, secret }: KeyPageWish['app']): Http =>
  (request) =>
    http({ ...request, headers: { ...request.headers, 'plaid-client-id': id, 'plaid-secret': secret } });

const tokenOf = (key: string): string => key.split(':')[0] ?? '';
