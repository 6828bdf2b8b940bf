import { randomUUID } from 'node:crypto';
import { dayIn } from '../../../core/day.ts';
import { childIn, isFields, needIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { addLine, newsCode } from './person.ts';
import { invalidField, loginRequired, Refusal } from './refusals.ts';
import { accountShapes, itemShape } from './shapes.ts';
import type { State } from './state.ts';
import { sync } from './sync.ts';

type Answering = (state: State, fields: Fields) => object;

/** What an item answers, by address. All are POST. */
export const answers: Readonly<Record<string, Answering>> = {
  '/item/get': (state) => ({
    item: itemShape(state),
    status: { transactions: { last_successful_update: new Date(state.now()).toISOString() } },
  }),
  '/item/remove': (state, fields) => {
    const gone = needIn(fields, 'access_token');
    state.set({ accessTokens: state.item().accessTokens.filter((token) => token !== gone) });
    return { removed: true };
  },
  '/item/webhook/update': (state, fields) => {
    state.set({ webhook: textIn(fields, 'webhook') });
    state.tell('WEBHOOK_UPDATE_ACKNOWLEDGED');
    return { item: itemShape(state) };
  },
  '/item/public_token/exchange': (state) => {
    const access_token = `access-sandbox-${randomUUID()}`;
    state.set({ accessTokens: [...state.item().accessTokens, access_token] });
    return { access_token, item_id: state.facts.item_id };
  },
  '/accounts/get': (state) => withLogin(state, () => ({ accounts: accountShapes(state), item: itemShape(state) })),
  '/accounts/balance/get': (state) => withLogin(state, () => ({ accounts: accountShapes(state), item: itemShape(state) })),
  '/transactions/sync': (state, fields) => withLogin(state, () => sync(state, fields)),
  '/transactions/refresh': (state) =>
    withLogin(state, () => {
      state.tell(newsCode);
      return {};
    }),
  '/sandbox/item/fire_webhook': (state, fields) => {
    if (state.item().webhook === null)
      throw new Refusal('SANDBOX_ERROR', 'SANDBOX_WEBHOOK_INVALID', 'Webhook for this item is either not set up, or invalid.');
    state.tell(needIn(fields, 'webhook_code'));
    return { webhook_fired: true };
  },
  '/sandbox/item/reset_login': (state) => {
    state.set({ login: 'required' });
    state.tell('ERROR');
    return { reset_login: true };
  },
  '/sandbox/transactions/create': (state, fields) => withLogin(state, () => createLines(state, fields)),
};

function withLogin<T>(state: State, work: () => T): T {
  const [error, ...errors] = state.item().errors;
  if (error !== undefined) {
    state.set({ errors });
    throw new Refusal(error.error_type, error.error_code, `the sandbox was asked to answer ${error.error_code}`);
  }
  if (state.item().login === 'required') throw loginRequired();
  return work();
}

/** Ten at most. What is posted on a day to come waits. */
function createLines(state: State, fields: Fields): object {
  const { transactions } = fields;
  const given = Array.isArray(transactions) ? transactions.filter(isFields) : [];
  if (given.length === 0 || given.length > 10) throw invalidField('transactions must hold between 1 and 10 transactions');
  const today = dayIn('UTC', state.now());
  for (const line of given) {
    const posted = needIn(line, 'date_posted');
    const isPending = posted > today;
    addLine(state, {
      amount: needIn(line, 'amount'),
      name: needIn(line, 'description'),
      original_description: needIn(line, 'description'),
      date: isPending ? needIn(line, 'date_transacted') : posted,
      pending: isPending,
    });
  }
  return {};
}

/** Where an item is to tell of news, as Link or `/sandbox/public_token/create` was told. */
export const webhookIn = (fields: Fields): string | null => textIn(fields, 'webhook') ?? textIn(childIn(fields, 'options'), 'webhook');
