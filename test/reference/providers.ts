import type { Ability, WriteAbility } from '../../src/core/ability.ts';
import { kinds } from '../../src/core/records.ts';
import type { Kind } from '../../src/core/records.ts';
import type { Limits, Manifest } from '../../src/contract/manifest.ts';
import { providers } from '../../src/providers.ts';

/** `docs/reference/providers.md`: what each provider can and cannot do, field by field, written from the manifests. */
export function providersPage(): string {
  const manifests = providers.map(({ manifest }) => manifest);
  return [
    '# Providers',
    '',
    'Written from the manifests by `npm run node24 -- test/reference/write-providers.ts`; a test holds it to them. Planning reads the same',
    'manifests: what a provider cannot take is a loss that is shown before the write, or a question.',
    '',
    '## At a glance',
    '',
    ...overview(manifests),
    '',
    '## What a provider takes outside its folder',
    '',
    'One line, in `src/providers.ts`: its connector, its manifest and its sandbox are offered by the `provider.ts` of its folder. Count it with',
    '',
    '```sh',
    "grep -rnE \"connectors/quickbooks/|'quickbooks'\" src | grep -vE '^src/(connectors/quickbooks|demo)[/-]'",
    '```',
    '',
    'or for every provider at once: `test/tidy.test.ts`, “a provider is one line outside its folder”. Left out of the count is the demo, a',
    'play whose parts are named sandboxes. Which part a provider has when everything is tried out stands in its folder, too.',
    '',
    ...manifests.flatMap((manifest) => providerSection(manifest)),
  ].join('\n');
}

function overview(manifests: readonly Manifest[]): readonly string[] {
  const used = kinds.filter((kind) => manifests.some((manifest) => manifest.kinds[kind] !== undefined));
  return [
    `| | ${manifests.map(({ label }) => label).join(' | ')} |`,
    `|---|${manifests.map(() => '---|').join('')}`,
    ...used.map((kind) => `| ${kind} | ${manifests.map((manifest) => doesWith(manifest.kinds[kind])).join(' | ')} |`),
  ];
}

function doesWith(ability: Ability | undefined): string {
  if (ability === undefined) return '';
  const { read, write } = ability;
  const does = [
    ...(read ? ['reads'] : []),
    ...(write?.create === true ? ['creates'] : []),
    ...((write?.update.length ?? 0) > 0 ? ['updates'] : []),
    ...(write === null || write.remove === 'none' ? [] : [`${write.remove}s`]),
  ];
  return does.join(', ');
}

function providerSection(manifest: Manifest): readonly string[] {
  const written = kinds.flatMap((kind) => {
    const write = manifest.kinds[kind]?.write;
    return write ? [{ kind, write }] : [];
  });
  return [
    `## ${manifest.label}`,
    '',
    `- role: ${manifest.role}; sign-in: ${signInOf(manifest)}`,
    `- limits: ${manifest.limits === null ? 'none' : limitsText(manifest.limits)}`,
    `- remembers an idempotency key for: ${manifest.keySeconds === 0 ? 'not at all, or it does not say' : seconds(manifest.keySeconds)}; a request may still land for ${seconds(manifest.settleSeconds)} after we stopped listening`,
    `- polled every ${seconds(manifest.poll.everySeconds)}, everything every ${seconds(manifest.poll.fullPassSeconds)}; webhooks for: ${manifest.webhooks.join(', ') || 'nothing'}`,
    '',
    ...(written.length === 0 ? ['Nothing is written to it.', ''] : written.flatMap(({ kind, write }) => kindLines(kind, write))),
  ];
}

function signInOf({ auth }: Manifest): string {
  switch (auth.type) {
    case 'oauth2':
      return `OAuth 2 (${auth.scopes.map(({ name }) => `\`${name}\``).join(', ')})`;
    case 'key':
      return `a ${auth.secret.name}, made at ${auth.secret.madeAt}`;
    case 'login':
      return 'a user name and a password at a server of one’s own';
    case 'none':
      return 'none';
  }
}

const limitsText = ({ perMinute, perDay, concurrent, perSecond, batchPerMinute }: Limits): string =>
  [
    `${perMinute} calls a minute`,
    ...(perSecond === undefined || perSecond === null ? [] : [`${perSecond} a second`]),
    ...(batchPerMinute === undefined || batchPerMinute === null ? [] : [`${batchPerMinute} batches a minute`]),
    ...(perDay === null ? [] : [`${perDay} a day`]),
    `${concurrent} at once`,
  ].join(', ');

const seconds = (count: number): string =>
  count % 86_400 === 0 && count > 0 ? `${count / 86_400} d` : count % 3600 === 0 && count > 0 ? `${count / 3600} h` : `${count} s`;

function kindLines(kind: Kind, write: WriteAbility): readonly string[] {
  const facts: readonly (readonly [string, string])[] = [
    ['created', write.create ? `${write.batch.elements} in a call` : 'no'],
    ['can be changed', write.update.join(', ') || 'nothing'],
    ['goes away by', write.remove === 'none' ? 'nothing: it stays' : write.remove],
    ['our reference', referenceText(write)],
    ['longest text', pairs(write.lengths)],
    ['decimal places', pairs(write.places)],
    ['taxes on a line', `${write.taxesPerLine}${write.taxOverride ? ', their amounts as we say' : ', worked out by the provider'}`],
    ['discounts', `on a line: ${write.lineDiscount}; on the document: ${write.documentDiscount ? 'yes' : 'no'}`],
    ['negative lines', write.negativeLines ? 'yes' : 'no'],
    ['no place for', write.drops.join(', ') || 'nothing is dropped'],
    ['looked for before it is made', write.seek ? 'by number or name' : 'only among what was read'],
    ['notes', write.notes === 'none' ? 'no' : write.notes],
  ];
  return [`### ${kind}`, '', '| | |', '|---|---|', ...facts.map(([name, text]) => `| ${name} | ${text} |`), ''];
}

function referenceText({ reference }: WriteAbility): string {
  if (reference.in === 'parent') return `nowhere; proven by reading its ${reference.parent}`;
  return `\`${reference.field}\` (${reference.max} characters, seen by ${reference.visibleTo === 'staff' ? 'staff' : 'the customer too'}; found ${reference.find === 'exact' ? 'exactly' : 'by narrowing'})`;
}

const pairs = (figures: Readonly<Record<string, number>>): string =>
  Object.entries(figures)
    .map(([field, figure]) => `${field} ${figure}`)
    .join(', ') || 'not limited';
