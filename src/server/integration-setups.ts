import * as asked from '../api/integrations-asked.ts';
import type { ActivationRefused, LedgerChoices, SetupRow } from '../api/integrations.ts';
import { decideCleanUp } from '../engine/clean-up-merge.ts';
import { ledgerFacts } from '../engine/facts.ts';
import type { Flow } from '../engine/ports.ts';
import { adviceFor, makeSetup, sideOf, takesMoneyBack } from '../engine/setup.ts';
import type { SettingUp } from '../engine/setup.ts';
import { activateSetup, checkSetup } from '../engine/setup-activate.ts';
import type { Activation } from '../engine/setup-activate.ts';
import { nameInMapping } from '../engine/setup-advice.ts';
import { readSettings } from '../engine/setup-reading.ts';
import { SetupProblem } from '../engine/setup-problem.ts';
import { walkSetup } from '../engine/setup-walk.ts';
import { withChoices } from '../mapping/propose-choices.ts';
import { readMapping } from '../mapping/read.ts';
import { connectionNamed, settingUp, told } from './integration-parts.ts';
import type { IntegrationParts } from './integration-parts.ts';
import { shownSetup, standingOf } from './integration-shown.ts';
import { Problem, notFound } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';

const tags = ['integrations'];
const params = asked.flowParams;

/** Setting a flow up, step by step; each can be taken again. */
export function addSetups(server: OfficeServer, parts: IntegrationParts): void {
  server.get(
    '/v1/setups',
    { schema: { tags, summary: 'Which flows are set up, and what comes next' }, config: { may: 'read' } },
    (request) => setupRows(settingUp(parts, request)),
  );
  server.post(
    '/v1/setups',
    { schema: { tags, summary: 'Begin to set a flow up', body: asked.newSetup }, config: { may: 'keep', deed: 'began to set up a flow' } },
    async (request) => {
      const up = settingUp(parts, request);
      const name = await told(makeSetup(up, request.body));
      return shownSetup(up, await flowNamed(up, name));
    },
  );
  server.get('/v1/setups/:flow', { schema: { tags, summary: 'How far it is', params }, config: { may: 'read' } }, async (request) => {
    const up = settingUp(parts, request);
    return shownSetup(up, await flowNamed(up, request.params.flow));
  });
  server.patch(
    '/v1/setups/:flow',
    { schema: { tags, summary: 'Choose', params, body: asked.setupChoices }, config: { may: 'keep', deed: 'chose for a set-up' } },
    async (request) => {
      const up = settingUp(parts, request);
      const flow = await flowNamed(up, request.params.flow);
      await told(choose(up, flow, request.body));
      parts.wake();
      return shownSetup(up, await flowNamed(up, flow.flow));
    },
  );
}

/** What is done with a set-up: check, clean up, walk, activate. */
export function addSetupDeeds(server: OfficeServer, parts: IntegrationParts): void {
  server.post(
    '/v1/setups/:flow/check',
    { schema: { tags, summary: 'Ask the ledger again', params }, config: { may: 'keep', deed: null } },
    async (request) => {
      const up = settingUp(parts, request);
      const flow = await flowNamed(up, request.params.flow);
      await told(checkSetup(up, flow));
      return shownSetup(up, flow);
    },
  );
  server.post(
    '/v1/setups/:flow/clean-up',
    {
      schema: { tags, summary: 'Decide about contacts', params, body: asked.cleanUpDecision },
      config: { may: 'keep', deed: 'decided about contacts' },
    },
    async (request) => {
      const up = settingUp(parts, request);
      const flow = await flowNamed(up, request.params.flow);
      await told(decideCleanUp(up, flow, request.body));
      parts.wake();
      return shownSetup(up, flow);
    },
  );
  server.post(
    '/v1/setups/:flow/test-invoice',
    {
      schema: { tags, summary: 'Walk one document through', params, body: asked.testInvoiceAsked },
      config: { may: 'approve', deed: 'walked a test invoice' },
    },
    async (request) => {
      const up = settingUp(parts, request);
      const flow = await flowNamed(up, request.params.flow);
      await told(walkSetup(up, flow, request.body.id));
      return shownSetup(up, await flowNamed(up, flow.flow));
    },
  );
  server.post(
    '/v1/setups/:flow/activate',
    {
      schema: { tags, summary: 'Switch it to shadow or live', params, body: asked.activation },
      config: { may: 'approve', deed: 'activated a flow' },
    },
    async (request) => {
      const up = settingUp(parts, request);
      const flow = await flowNamed(up, request.params.flow);
      const done = await told(activateSetup(up, flow, request.body));
      parts.wake();
      if (done.is === 'active') return shownSetup(up, await flowNamed(up, flow.flow));
      throw refusal(flow, done);
    },
  );
}

/** What stands in the way of going live, and what to do about it. */
function refusal(flow: Flow, { findings, open }: Extract<Activation, { is: 'refused' }>): Problem {
  const [first] = findings;
  const documents = open.length === 1 ? 'A document from' : `${open.length} documents from`;
  const checks = findings.length === 1 ? 'A check fails' : `${findings.length} checks fail`;
  const answer: ActivationRefused =
    open.length > 0
      ? {
          error: `${documents} before ${flow.startsOn}: open at the source, and not in the ledger.`,
          fix: 'Say under Holds whether each is to be made or left out, and try again.',
          findings,
          open,
        }
      : { error: `${checks}: nothing goes live before that is mended.`, fix: first?.fix ?? 'Check again.', findings, open };
  return new Problem(409, answer);
}

/** The choices that a ledger offers, read from it at the moment. */
export function addChoices(server: OfficeServer, parts: IntegrationParts): void {
  server.get(
    '/v1/connections/:connection/accounts',
    {
      schema: { tags, summary: 'Accounts, taxes and currencies of a ledger, with advice', params: asked.connectionParams },
      config: { may: 'read' },
    },
    async (request): Promise<LedgerChoices> => {
      const up = settingUp(parts, request);
      const { organisation } = request;
      const named = await connectionNamed(parts, organisation, request.params.connection);
      await told(readSettings(parts, named));
      const target = await told(sideOf(up, named.connection));
      // Who is going to use them: the flow that is being set up, where there is one.
      const flow = (await up.flows.all()).findLast((one) => one.target === named.connection);
      const source = flow === undefined ? null : await told(sideOf(up, flow.source));
      const { advice, facts } = await adviceFor(up, target, source);
      return {
        accounts: facts.accounts
          .filter(({ state }) => state === 'active')
          .map((account) => ({
            id: nameInMapping(account),
            code: account.code,
            name: account.name,
            type: account.isBank ? 'bank' : account.class,
            takesPayments: account.takesPayments,
            advice: advice.filter((each) => each.account.id === account.id).map(({ use, why }) => ({ use, why })),
          })),
        taxRates: facts.taxRates
          .filter(({ state, appliesTo }) => state === 'active' && appliesTo.includes('revenue'))
          .map(({ id, name, percent }) => ({ id, name, percent })),
        currencies: facts.organisation?.currencies ?? [],
        baseCurrency: facts.organisation?.baseCurrency ?? '',
        country: facts.organisation?.country ?? null,
      };
    },
  );
}

async function flowNamed({ flows }: SettingUp, name: string): Promise<Flow> {
  const found = (await flows.all()).find(({ flow }) => flow === name);
  if (found === undefined) throw notFound('set-up', name);
  return found;
}

/** Flows that lead to a ledger; what comes back from there belongs to them. */
async function setupRows(up: SettingUp): Promise<readonly SetupRow[]> {
  const rows: SetupRow[] = [];
  for (const flow of await up.flows.all()) {
    const source = up.connectorOf(
      (await up.connections.connection({ organisation: up.organisation, connection: flow.source }))?.provider ?? '',
    );
    if (source?.manifest.role !== 'platform') continue;
    const { steps } = await standingOf(up, flow, []);
    const next = steps.find(({ state }) => state !== 'done')?.step ?? null;
    rows.push({ flow: flow.flow, source: flow.source, target: flow.target, mode: flow.mode, next });
  }
  return rows;
}

type Choices = ReturnType<typeof asked.setupChoices.parse>;

/** Writes choices into the mapping file, signed; accounts and codes must be the ledger's. */
async function choose(up: SettingUp, flow: Flow, { isTwoWay, because, ...choices }: Choices): Promise<void> {
  const { organisation, by, engine, flows, setups } = up;
  const { accounts, taxRates } = await ledgerFacts(engine.store, organisation, flow.target);
  for (const named of [choices.sales, choices.payments, choices.rounding]) {
    if (named === undefined || named === null || accounts.some(({ code, id }) => code === named || id === named)) continue;
    throw new SetupProblem('invalid', `The ledger has no account ${named}.`, { expected: 'the code of one of its accounts' });
  }
  for (const { target } of choices.taxes ?? []) {
    if (taxRates.some(({ id }) => id === target)) continue;
    throw new SetupProblem('invalid', `The ledger has no tax code ${target}.`, { expected: 'one of its tax codes' });
  }
  if (isTwoWay !== undefined) {
    const source = await sideOf(up, flow.source);
    if (isTwoWay && !takesMoneyBack(source.manifest))
      throw new SetupProblem('invalid', `${source.manifest.label} takes no payments from a ledger.`, { fix: 'Leave it at one direction.' });
    await setups.keepSetup(flow, { isTwoWay, by, now: engine.clock.now() });
  }
  if (Object.values(choices).every((choice) => choice === undefined)) return;
  const text = withChoices(await flows.mappingText(flow), choices, { by, because: because ?? 'chosen while the flow was set up' });
  const read = readMapping(text);
  if ('problems' in read) {
    const [first] = read.problems;
    throw new SetupProblem('invalid', 'With these choices the mapping file could not be read.', {
      ...(first && { seen: `line ${first.line}: ${first.seen}`, expected: first.expected, fix: first.fix }),
    });
  }
  await flows.setMapping(flow, text);
}
