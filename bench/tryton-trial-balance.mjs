// Reads what each account of a Tryton company moved over a span of days from Tryton's own general ledger, over its JSON-RPC, in a
// process of its own that imports nothing of Tieout's. Prints {"movement":{"4000":"-3706708.65",…}}.
// Usage: node tryton-trial-balance.mjs URL COMPANY AUTHORIZATION FROM THROUGH; the URL ends with the database.

const [url, company, authorization, from, through] = process.argv.slice(2);
const context = { company: Number(company), language: 'en', active_test: false };

async function ask(method, params) {
  const response = await fetch(`${url}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ id: 1, method, params }),
  });
  const answer = await response.json();
  if (answer.error) throw new Error(`${method}: ${JSON.stringify(answer.error).slice(0, 1000)}`);
  return answer.result;
}

const searched = (model, domain, fields, more = {}) =>
  ask(`model.${model}.search_read`, [domain, 0, null, [['id', 'ASC']], fields, { ...context, ...more }]);

const dayOut = (day) => {
  const [year, month, date] = day.split('-').map(Number);
  return { __class__: 'date', year, month, day: date };
};

const dayIn = ({ year, month, day }) => [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');

function cents(figure) {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(figure?.decimal ?? '0');
  if (/[1-9]/.test(part.slice(2))) throw new Error(`${figure.decimal} has more than two places`);
  return BigInt(`${sign}${whole}${part.padEnd(2, '0').slice(0, 2)}`);
}

const codes = new Map(
  (await searched('account.account', [['type', '!=', null]], ['code'])).map(({ id, code }) => [id, code ?? String(id)]),
);
const sums = new Map();
// The general ledger is one of each year.
for (const year of await searched('account.fiscalyear', [], ['start_date', 'end_date'])) {
  const [first, last] = [dayIn(year.start_date), dayIn(year.end_date)];
  if (last < from || first > through) continue;
  const span = { from_date: dayOut(first > from ? first : from), to_date: dayOut(last < through ? last : through) };
  const rows = await searched('account.general_ledger.account', [], ['account', 'debit', 'credit'], {
    fiscalyear: year.id,
    posted: true,
    ...span,
  });
  for (const { account, debit, credit } of rows) {
    const code = codes.get(account);
    sums.set(code, (sums.get(code) ?? 0n) + cents(debit) - cents(credit));
  }
}

const movement = {};
for (const [code, sum] of sums) {
  if (sum === 0n) continue;
  const size = String(sum < 0n ? -sum : sum).padStart(3, '0');
  movement[code] = `${sum < 0n ? '-' : ''}${size.slice(0, -2)}.${size.slice(-2)}`;
}
console.log(JSON.stringify({ movement }));
