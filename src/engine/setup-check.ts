import type { Finding, PreflightWants } from '../contract/connector.ts';
import { Refused } from '../contract/refused.ts';
import { taxTarget } from '../mapping/apply.ts';
import { ledgerFacts } from './facts.ts';
import type { Engine } from './parts.ts';
import type { Flow } from './ports.ts';
import type { Reading, Usage } from './reading-port.ts';
import { otherPrograms } from './setup-others.ts';

/** Whether a flow could go live now: the ledger's settings against what the mapping and the source's records are going to use. */
export async function checkFlow(
  { engine, reading }: { readonly engine: Engine; readonly reading: Pick<Reading, 'usage' | 'postedByOthers'> },
  flow: Flow,
): Promise<readonly Finding[]> {
  const target = await engine.open(flow.organisation, flow.target);
  const usage = await reading.usage(flow.organisation, flow.source, flow.startsOn);
  // A platform has no accounts and no tax codes of its own to be mapped to.
  if (target.manifest.role !== 'ledger') return [];
  const { organisation } = await ledgerFacts(engine.store, flow.organisation, flow.target);
  const { preflight } = target.session;
  const wants = wantsOf(flow, usage, organisation?.country ?? null);
  const ledger = preflight === null ? [] : await unhurried(engine.clock, () => preflight(wants));
  const others = await otherPrograms(reading, flow);
  return [...new Map([...ledger, ...mappingFindings(flow, usage), ...others].map((finding) => [finding.check, finding])).values()];
}

/** How often it is asked in all, when the provider turns it away for its limits. */
const triesAtMost = 4;

/** A check is many reads at once, and a person waits for it: a provider that has had too many calls is asked again when it says. */
async function unhurried<T>(clock: Engine['clock'], work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof Refused) || cause.reason !== 'throttled' || tries === triesAtMost) throw cause;
      await clock.sleepUntil(clock.now() + (cause.retryAfterSeconds ?? 5) * 1000);
    }
  }
}

function wantsOf(flow: Flow, usage: Usage, country: string | null): PreflightWants {
  const { sales, payments, rounding } = flow.mapping.accounts;
  const revenue = [...new Set([sales.default, ...Object.values(sales.byCategory)])];
  const targets = usage.taxes.flatMap(({ id, percent }) => {
    const tax = taxTarget(flow.mapping, { source: id, percent, country });
    return tax === null ? [] : [{ tax, percent: id === null ? null : percent }];
  });
  const lines = [
    ...targets.map((one) => ({ account: sales.default, ...one })),
    ...revenue
      .filter((account) => account !== sales.default || targets.length === 0)
      .map((account) => ({ account, tax: null, percent: null })),
    ...(rounding === null ? [] : [{ account: rounding, tax: null, percent: null }]),
  ];
  const moves = flow.kinds.includes('payment') || flow.kinds.includes('refund');
  const accounts = [payments.default, ...Object.values(payments.byCurrency)].filter((account) => account !== null);
  return {
    paymentAccounts: moves ? [...new Set(accounts)] : [],
    bankAccounts: [],
    lines,
    currencies: usage.currencies,
    from: flow.startsOn,
    granted: null,
  };
}

/** What the mapping leaves open, as far as the records that we have seen show it. */
function mappingFindings(flow: Flow, usage: Usage): readonly Finding[] {
  const { accounts, taxes } = flow.mapping;
  const open = usage.taxes.filter(({ id, percent }) => {
    const mayFit = taxes.some((rule) => rule.source === id && (rule.percent === null || rule.percent === percent));
    return !mayFit;
  });
  const names = open
    .map(({ id, percent }) => (id === null ? 'lines without a tax' : `${id}${percent === null ? '' : ` (${percent} %)`}`))
    .join(', ');
  const money: Finding = {
    check: 'the mapping says where payments go',
    ok: accounts.payments.default !== null || Object.keys(accounts.payments.byCurrency).length > 0,
    seen: accounts.payments.default === null ? 'no account for payments' : `account ${accounts.payments.default}`,
    expected: 'an account for payments',
    fix: accounts.payments.default === null ? 'In the mapping file, under accounts: add "payments: <account code>"' : null,
  };
  const tax: Finding = {
    check: 'every tax at the source has a code in the mapping',
    ok: open.length === 0,
    seen: open.length === 0 ? 'all have one' : `none for ${names}`,
    expected: 'a rule under taxes for each',
    fix: open.length === 0 ? null : `In the mapping file, under taxes: add a rule for ${names}`,
  };
  return [...(flow.kinds.includes('payment') ? [money] : []), ...(usage.documents > 0 ? [tax] : [])];
}
