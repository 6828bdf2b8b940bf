import { randomUUID } from 'node:crypto';
import type { Instant } from '../../../core/day.ts';
import type { Answer, Incoming } from '../../../sandbox/host.ts';
import type { Client } from '../../../sandbox/oauth.ts';
import type { Fields } from './fields.ts';
import { childIn, isFields, needIn, textIn } from './fields.ts';
import { webhookIn } from './answers.ts';
import type { PlaidItem } from './company.ts';
import { invalidField, missingField, Refusal, unknownToken } from './refusals.ts';

/** What a public token stands for, for half an hour. */
export interface Linked {
  readonly item: PlaidItem;
  readonly webhook: string | null;
  readonly until: Instant;
}

interface LinkToken {
  readonly webhook: string | null;
  readonly client: Client;
  readonly until: Instant;
  /** Update mode: the item whose person signs in again, and whose tokens stay. */
  readonly renews: PlaidItem | null;
  publicToken: string | null;
  finishedAt: Instant | null;
}

/** Link: the page on which a person signs in at their bank, and the tokens before and after it. */
export interface Link {
  create(fields: Fields, client: Client): object;
  get(fields: Fields): object;
  /** Without a page: `/sandbox/public_token/create`. */
  skip(fields: Fields): object;
  linked(publicToken: string): Linked | null;
  page(incoming: Incoming): Answer;
}

const unknown = (): never => {
  throw unknownToken();
};

const minutes = (count: number): number => count * 60_000;

export function createLink(of: { readonly now: () => Instant; readonly url: () => string; readonly items: readonly PlaidItem[] }): Link {
  const { now, url, items } = of;
  const tokens = new Map<string, LinkToken>();
  const linked = new Map<string, Linked>();
  const itemOf = (institution: string | null): PlaidItem => {
    const found = institution === null ? items[0] : items.find(({ state }) => state.facts.institution_id === institution);
    if (found === undefined) throw new Refusal('INVALID_INPUT', 'INVALID_INSTITUTION', 'invalid institution_id provided');
    return found;
  };
  const link = (item: PlaidItem, webhook: string | null): string => {
    const token = `public-sandbox-${randomUUID()}`;
    linked.set(token, { item, webhook, until: now() + minutes(30) });
    return token;
  };
  const known = (token: string): LinkToken => {
    const found = tokens.get(token);
    if (found === undefined || found.until <= now())
      throw new Refusal('INVALID_INPUT', 'INVALID_LINK_TOKEN', 'invalid link_token provided');
    return found;
  };
  return {
    create(fields, client) {
      if (!isFields(fields['user'])) throw missingField('user');
      needIn(fields, 'client_name');
      needIn(fields, 'language');
      const renewed = textIn(fields, 'access_token');
      const renews = renewed === null ? null : (items.find(({ state }) => state.item().accessTokens.includes(renewed)) ?? unknown());
      const link_token = `link-sandbox-${randomUUID()}`;
      const until = now() + minutes(240);
      tokens.set(link_token, { webhook: webhookIn(fields), client, until, renews, publicToken: null, finishedAt: null });
      const hosted = isFields(fields['hosted_link']) ? { hosted_link_url: `${url()}/hosted/${link_token}` } : {};
      return { link_token, expiration: new Date(until).toISOString(), ...hosted };
    },
    get(fields) {
      const link_token = needIn(fields, 'link_token');
      return linkTokenShape(link_token, known(link_token));
    },
    skip(fields) {
      const products = fields['initial_products'];
      if (!Array.isArray(products) || !products.includes('transactions')) throw invalidField('initial_products must include transactions');
      return { public_token: link(itemOf(needIn(fields, 'institution_id')), textIn(childIn(fields, 'options'), 'webhook')) };
    },
    linked(publicToken) {
      const found = linked.get(publicToken);
      return found === undefined || found.until <= now() ? null : found;
    },
    page: ({ method, path, body }) => {
      const token = known(path.slice('/hosted/'.length));
      if (method !== 'POST') return choicePage(token, token.renews === null ? items : [token.renews]);
      if (token.renews === null) token.publicToken = link(itemOf(new URLSearchParams(body).get('institution')), token.webhook);
      else token.renews.person({ does: 'setting', fields: { login: 'good' } });
      token.finishedAt = now();
      return page('Your bank is connected', '<p>You can close this page.</p>');
    },
  };
}

function choicePage({ client }: LinkToken, items: readonly PlaidItem[]): Answer {
  const choices = items.map(({ name, state }) => `<button name="institution" value="${state.facts.institution_id}">${name}</button>`);
  return page(`${client.name} wants to read your bank's lines`, `<form method="post">${choices.join(' ')}</form>`);
}

function linkTokenShape(link_token: string, { until, publicToken, finishedAt }: LinkToken): object {
  const session = {
    link_session_id: link_token.slice('link-sandbox-'.length),
    finished_at: finishedAt === null ? null : new Date(finishedAt).toISOString(),
    results: { item_add_results: publicToken === null ? [] : [{ public_token: publicToken, accounts: [], institution: null }] },
  };
  return {
    link_token,
    created_at: new Date(until - minutes(240)).toISOString(),
    expiration: new Date(until).toISOString(),
    link_sessions: finishedAt === null ? [] : [session],
    metadata: {
      initial_products: ['transactions'],
      webhook: null,
      country_codes: ['US'],
      language: 'en',
      redirect_uri: null,
      client_name: null,
    },
  };
}

const page = (title: string, body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}<p>This is a sandbox: nothing here reaches a real bank.</p></html>`,
});
