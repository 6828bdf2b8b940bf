import type { FastifyRequest } from 'fastify';
import * as asked from '../api/bank-asked.ts';
import type { BankRulesPreview } from '../api/bank.ts';
import type { Day } from '../core/day.ts';
import { fingerprint } from '../core/fingerprint.ts';
import { previewRules } from '../engine/bank-rules.ts';
import { bankScopeOf } from '../engine/bank-match.ts';
import { checkMapping } from '../engine/mapping-office.ts';
import type { Flow } from '../engine/ports.ts';
import type { BankMapping, BankRule } from '../mapping/bank.ts';
import { mappingVersion } from '../mapping/read.ts';
import { withRule, withoutRule } from '../mapping/set-bank.ts';
import type { SaidRule } from '../mapping/set-bank.ts';
import { bankFlowNow, mappedFlow } from './bank-parts.ts';
import type { BankRouteParts } from './bank-parts.ts';
import { lineRow } from './bank-rows.ts';
import { Problem, notFound } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

const tags = ['bank'];

/** The mapping's rules for lines that recur: what they would do, and new ones. */
export function addBankRules(server: OfficeServer, parts: BankRouteParts): void {
  const rules = {
    tags,
    summary: "What the mapping's rules would have done with the lines of some days",
    querystring: asked.bankRulesQuery,
  };
  server.get('/v1/bank/rules', { schema: rules, config: { may: 'read' } }, async ({ organisation, query }): Promise<BankRulesPreview> => {
    const flow = await bankFlowNow(parts, organisation);
    return previewed(parts, flow, flow.mapping.bank, query);
  });
  const preview = { tags, summary: 'The same, if a rule were one of them; it is not kept', body: asked.bankRulePreview };
  server.post('/v1/bank/rules/preview', { schema: preview, config: { may: 'read', deed: null } }, async ({ organisation, body, actor }) => {
    const flow = await mappedFlow(parts, organisation);
    const text = ruleWritten(await parts.keeping.mappingText(flow), body, { by: nameOf(actor), because: null });
    return previewed(parts, flow, readable(text), body);
  });
  const keep = { tags, summary: 'Keep a rule', body: asked.bankRuleKept };
  server.post('/v1/bank/rules', { schema: keep, config: { may: 'keep', deed: 'made a rule for bank lines' } }, async (request) => {
    const { rule, replaces, over, because } = request.body;
    const said = { by: nameOf(request.actor), because };
    await changeMapping(parts, request, `the rule ${rule.name}`, (text) => {
      mustBeAsSeen(text, replaces, over);
      return ruleWritten(text, request.body, said);
    });
    return { rule: rule.name };
  });
  const remove = {
    tags,
    summary: 'Take a rule away; what it has booked stays',
    params: asked.bankRuleParams,
    querystring: asked.bankRuleOver,
  };
  server.delete(
    '/v1/bank/rules/:rule',
    { schema: remove, config: { may: 'keep', deed: 'took a rule for bank lines away' } },
    async (request) => {
      const { rule } = request.params;
      await changeMapping(parts, request, `without the rule ${rule}`, (text) => {
        mustBeAsSeen(text, rule, request.query.over ?? null);
        const left = withoutRule(text, rule);
        if (left === null) throw notFound('rule', rule);
        return left;
      });
      return { rule };
    },
  );
}

/** A rule that somebody else has changed since it was looked at is not changed over their head. Null: nobody says what they saw. */
function mustBeAsSeen(text: string, name: string | null, over: string | null): void {
  const now = over === null ? undefined : readable(text)?.rules.find((rule) => rule.name === name);
  if (now === undefined || printOf(now) === over) return;
  throw new Problem(409, {
    error: `The rule ${now.name} was changed meanwhile, by ${now.decision.by}.`,
    seen: ruleWords(now),
    fix: 'Look at it as it is now, and change that.',
  });
}

const printOf = ({ name, when, account, contact, tax }: BankRule): string => fingerprint({ name, when, account, contact, tax });

function ruleWords({ when, account, contact, tax, decision }: BankRule): string {
  const { contains, counterparty, from, through } = when;
  const fits = [
    contains === null ? '' : `says ${contains}`,
    counterparty === null ? '' : `is of ${counterparty}`,
    from === null ? '' : `is ${from} or more`,
    through === null ? '' : `is ${through} or less`,
    when.account === null ? '' : `is on ${when.account}`,
  ].filter((each) => each !== '');
  const taxed = tax === null ? '' : `, tax ${tax}`;
  return `what ${fits.join(' and ')} goes to account ${account}, contact ${contact}${taxed}: ${decision.because}`;
}

/** Whoever changes a rule that is gone is told so: what somebody else made of it is not undone. */
function ruleWritten(
  text: string,
  { rule, replaces }: { readonly rule: SaidRule; readonly replaces: string | null },
  said: { readonly by: string; readonly because: string | null },
): string {
  const written = withRule(text, rule, replaces, said);
  if (written !== null) return written;
  throw new Problem(409, {
    error: `The rule ${replaces ?? rule.name} is not there any more: somebody renamed it or took it away meanwhile.`,
    seen: replaces ?? rule.name,
    fix: 'Look at the rules as they are now, and change the one you mean.',
  });
}

const triesToKeep = 3;

/** A new text of the mapping, unless it cannot be used. Somebody else's change meanwhile is built upon, and not lost. */
export async function changeMapping(
  parts: BankRouteParts,
  { organisation, actor }: Pick<FastifyRequest, 'organisation' | 'actor'>,
  because: string,
  change: (text: string) => string,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const flow = await mappedFlow(parts, organisation);
    const text = change(await parts.keeping.mappingText(flow));
    readable(text);
    const { now } = parts.engine.clock;
    const version = { text, version: mappingVersion(text), over: flow.mappingVersion, by: nameOf(actor), because, now: now() };
    if (await parts.keeping.keepMapping(flow, version)) break;
    if (tries === triesToKeep)
      throw new Problem(409, { error: 'Somebody saves the mapping at the same time.', fix: 'Try again in a moment.' });
  }
  parts.wake();
}

function readable(text: string): BankMapping | null {
  const { mapping, problems } = checkMapping(text);
  if (mapping !== null) return mapping.bank;
  const [first] = problems;
  throw new Problem(400, { error: 'The mapping cannot be used with it.', ...(first !== undefined && { seen: first.message }) });
}

async function previewed(
  parts: BankRouteParts,
  flow: Flow,
  bank: BankMapping | null,
  { from, through }: { readonly from: Day; readonly through: Day },
): Promise<BankRulesPreview> {
  if (bank === null) return { from, through, rules: [], untouched: 0 };
  return parts.bank.look(bankScopeOf(flow), async (book) => {
    const kept = (await book.lines({ account: null, from, through, isOpen: false })).filter(({ isGone }) => !isGone);
    const decisions = await book.decisions(null);
    const known = new Map(kept.map((each) => [each.record.id, each]));
    const rows = lineRow(decisions, []);
    const found = previewRules(
      bank,
      kept.map(({ record }) => record),
      decisions,
    );
    const said = new Map(bank.rules.map((rule) => [rule.name, rule]));
    const rules = found.rules.flatMap(({ lines, rule, ...shown }) => {
      const its = said.get(rule);
      if (its === undefined) return [];
      const { when, tax, decision } = its;
      const shownLines = lines.flatMap(({ line, instead }) => {
        const each = known.get(line.id);
        return each === undefined ? [] : [{ line: rows(each), instead }];
      });
      return [{ rule, print: printOf(its), ...shown, when, tax, ...decision, lines: shownLines }];
    });
    return { from, through, rules, untouched: found.untouched };
  });
}
