/** Tryton's JSON-RPC as a person's client speaks it, for setting up companies and for looking at them from outside. */
export type Rpc = (method: string, params: readonly unknown[]) => Promise<unknown>;

export const rpcTo =
  (url: string, headers: Readonly<Record<string, string>>): Rpc =>
  async (method, params) => {
    const response = await fetch(`${url}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ id: 1, method, params }),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${method}: ${response.status} ${text.slice(0, 300)}`);
    const answer: unknown = JSON.parse(text);
    const error = memberOf(answer, 'error');
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error).slice(0, 2000)}`);
    return memberOf(answer, 'result');
  };

export const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

export async function signIn(url: string, password: string): Promise<Readonly<Record<string, string>>> {
  const session = await rpcTo(url, {})('common.db.login', ['admin', { password }]);
  if (!Array.isArray(session)) throw new Error('Tryton let nobody in');
  return { authorization: `Session ${Buffer.from(`admin:${session.join(':')}`).toString('base64')}` };
}

/** The first of the ids that a search or a creation answers. */
export function firstId(value: unknown): number {
  const [id]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (typeof id !== 'number') throw new Error(`no id in ${JSON.stringify(value)}`);
  return id;
}

export const figure = (text: string) => ({ __class__: 'Decimal', decimal: text });

export const dayOf = (day: string) => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return { __class__: 'date', year, month, day: date };
};

/** The text of a member; empty where it is none. */
export const textIn = (value: unknown, name: string): string => {
  const text = memberOf(value, name);
  return typeof text === 'string' ? text : '';
};
