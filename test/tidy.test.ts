// The house rules that compilers do not know. Each complaint names the file it dislikes. The table is the architecture diagram.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

/** Which rooms a room may look into (itself always), and which packages it may use. A pure room uses no clock, chance or I/O. */
const rooms: Readonly<
  Record<string, { readonly from: readonly string[]; readonly packages: readonly string[]; readonly isPure: boolean }>
> = {
  core: { from: [], packages: ['@noble/hashes'], isPure: true },
  contract: { from: ['core'], packages: [], isPure: true },
  mapping: { from: ['core'], packages: ['yaml', 'zod'], isPure: true },
  booking: { from: ['core', 'mapping'], packages: [], isPure: true },
  plan: { from: ['core', 'booking'], packages: [], isPure: true },
  proof: { from: ['core'], packages: [], isPure: true },
  statements: { from: ['core'], packages: ['saxes', 'iconv-lite', 'csv-parse'], isPure: true },
  matching: { from: ['core'], packages: [], isPure: true },
  sandbox: { from: ['core', 'contract', 'api'], packages: ['zod'], isPure: false },
  connectors: { from: ['core', 'contract', 'sandbox'], packages: ['zod', 'csv-parse', 'read-excel-file', 'pg'], isPure: false },
  engine: { from: ['core', 'mapping', 'booking', 'plan', 'proof', 'contract', 'statements', 'matching'], packages: ['zod'], isPure: false },
  billing: { from: ['core', 'contract'], packages: [], isPure: false },
  store: {
    from: ['core', 'contract', 'api', 'engine', 'billing', 'sandbox', 'booking', 'mapping', 'proof'],
    packages: ['pg', 'zod'],
    isPure: false,
  },
  api: { from: ['core'], packages: ['zod'], isPure: false },
  printing: { from: ['core'], packages: ['pdfkit', 'dejavu-fonts-ttf'], isPure: false },
  server: {
    from: ['core', 'contract', 'api', 'engine', 'billing', 'mapping', 'printing', 'proof'],
    packages: ['fastify', 'fastify-type-provider-zod', '@fastify/static', '@fastify/swagger', 'zod', 'better-auth'],
    isPure: false,
  },
  cli: {
    from: ['core', 'contract', 'api', 'engine', 'billing', 'mapping', 'booking', 'plan', 'proof', 'server'],
    packages: ['commander', 'zod'],
    isPure: false,
  },
  demo: { from: ['core', 'contract', 'sandbox', 'engine', 'billing', 'mapping', 'proof', 'cli'], packages: ['zod'], isPure: false },
};

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = globSync('src/**/*.ts').map((path) => {
  const text = readFileSync(path, 'utf8');
  return { path, text, lines: text.split('\n').length - 1, imports: importsOf(text) };
});
const isTest = (path: string): boolean => /\.(test|testing)\.ts$/.test(path) || path.endsWith('/testing.ts');
const product = files.filter(({ path }) => !isTest(path));

function importsOf(text: string): readonly string[] {
  const named = [...text.matchAll(/^\s*(?:import|export)\b[^;'"]*?\bfrom\s+'([^']+)'/gms)].map((match) => match[1] ?? '');
  const bare = [...text.matchAll(/^\s*import\s+'([^']+)'/gm)].map((match) => match[1] ?? '');
  const later = [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)].map((match) => match[1] ?? '');
  return [...named, ...bare, ...later];
}

const targetOf = (path: string, name: string): string => normalize(join(dirname(path), name));
const roomOf = (path: string): string | null => (path.split('/').length > 2 ? (path.split('/')[1] ?? null) : null);
const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
const noComplaints = (complaints: readonly string[]): void => assert.deepEqual(complaints, []);

test('there are source files to look at', () => assert.ok(product.length > 50));

test('rooms import only the rooms they may', () =>
  noComplaints(
    product.flatMap(({ path, imports }) => {
      const room = roomOf(path);
      if (room === null) return [];
      const allowed = rooms[room];
      if (!allowed) return [`${path} is in a room that the table does not know`];
      return imports
        .filter((name) => name.startsWith('.'))
        .map((name) => targetOf(path, name))
        .filter((target) => roomOf(target) !== room && !allowed.from.includes(roomOf(target) ?? ''))
        .map((target) => `${path} must not import ${target}`);
    }),
  ));

test('rooms use only the packages they may, and pure rooms nothing of the platform', () =>
  noComplaints(
    product.flatMap(({ path, imports }) => {
      const room = roomOf(path);
      const allowed = room === null ? undefined : rooms[room];
      if (!allowed) return [];
      return imports
        .filter((name) => !name.startsWith('.'))
        .filter((name) =>
          name.startsWith('node:') ? allowed.isPure : !allowed.packages.some((known) => name === known || name.startsWith(`${known}/`)),
        )
        .map((name) => `${path} must not use ${name}`);
    }),
  ));

test('pure rooms ask neither clock nor chance', () =>
  noComplaints(
    product
      .filter(({ path }) => rooms[roomOf(path) ?? '']?.isPure)
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\b(Date\.now|new Date\(\)|Math\.random|performance\.now)\b/g)].map((match) => `${path} uses ${match[1]}`),
      ),
  ));

test('every statement names the organisation it is about, but for those in across.ts', () => {
  const migrations = globSync('src/store/migrations/*.sql').map((path) => readFileSync(path, 'utf8'));
  const owned = migrations.flatMap((sql) =>
    [...sql.matchAll(/create table (\w+) \(([\s\S]*?)\n\);/g)].flatMap(([, table = '', columns = '']) =>
      /^\s*organisation text/m.test(columns) ? [table] : [],
    ),
  );
  const names = new RegExp(`\\b(?:from|join|into|update)\\s+(?:${owned.join('|')})\\b`);
  const statements = product
    .filter(({ path }) => roomOf(path) === 'store' && !path.endsWith('/across.ts'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'/g)].map((match) => ({ path, sql: match[1] ?? match[2] ?? '' })),
    )
    .filter(({ sql }) => /^\s*(select|insert|update|delete|with)\s/.test(sql) && names.test(sql));
  assert.ok(statements.length > 80, `only ${statements.length} statements were found`);
  noComplaints(statements.filter(({ sql }) => !/\borganisation\b/.test(sql)).map(({ path, sql }) => `${path}: ${sql.slice(0, 80)}`));
});

test('only the store speaks SQL', () =>
  noComplaints(
    product
      .filter(({ path, text }) => roomOf(path) !== 'store' && /\.query[(<](?!'select 1')/.test(text))
      .map(({ path }) => `${path} asks the database itself`),
  ));

test('connectors do not know each other', () =>
  noComplaints(
    product
      .filter(({ path }) => roomOf(path) === 'connectors')
      .flatMap(({ path, imports }) => {
        const provider = path.split('/')[2];
        return imports
          .filter((name) => name.startsWith('.'))
          .map((name) => targetOf(path, name))
          .filter((target) => roomOf(target) === 'connectors' && target.split('/')[2] !== provider)
          .map((target) => `${path} must not import ${target}`);
      }),
  ));

test('no provider is named outside its folder', () => {
  const named = /['"](xero|quickbooks|stripe|tryton|plaid)['"]/i;
  const may = (path: string): boolean =>
    roomOf(path) === 'connectors' || roomOf(path) === 'cli' || roomOf(path) === null || path.includes('/demo');
  noComplaints(
    product.filter(({ path, text }) => !may(path) && named.test(withoutComments(text))).map(({ path }) => `${path} names a provider`),
  );
});

// The demo is a play whose parts are named sandboxes; in the try-out each provider's folder says which part it has.
const plays = /^src\/(demo\/|demo-stage\.ts)/;

test('a provider is one line outside its folder', () => {
  const folders = globSync('src/connectors/*/provider.ts').map((path) => path.split('/')[2] ?? '');
  assert.ok(folders.length >= 8);
  for (const provider of folders) {
    const known = new RegExp(`connectors/${provider}/`);
    const named = /^(xero|quickbooks|stripe|tryton|plaid)$/.test(provider) ? new RegExp(`['"\`]${provider}['"\`]`, 'i') : known;
    const lines = product
      .filter(({ path }) => !path.startsWith(`src/connectors/${provider}/`) && !plays.test(path))
      // Tables are read by the same code wherever they come from.
      .filter(({ path }) => !(provider === 'csv' && path === 'src/office.ts'))
      .flatMap(({ path, text }) =>
        withoutComments(text)
          .split('\n')
          .filter((line) => known.test(line) || named.test(line))
          .map((line) => `${path}: ${line.trim()}`),
      );
    assert.deepEqual(lines, [`src/providers.ts: import('./connectors/${provider}/provider.ts'),`]);
  }
});

test('every connector has its files', () =>
  noComplaints(
    globSync('src/connectors/*/').flatMap((folder) =>
      ['manifest', 'connector', 'provider']
        .map((name) => join(folder, `${name}.ts`))
        .filter((path) => !existsSync(path))
        .map((path) => `${path} is missing`),
    ),
  ));

test('no file is longer than 350 lines', () =>
  noComplaints(files.filter(({ lines }) => lines > 350).map(({ path, lines }) => `${path} has ${lines} lines`)));

test('no file is dead', () => {
  const everything = [
    ...files,
    ...globSync(['test/**/*.ts', 'bench/**/*.ts']).map((path) => ({ path, imports: importsOf(readFileSync(path, 'utf8')) })),
  ];
  const reached = new Set(
    everything.flatMap(({ path, imports }) => imports.filter((name) => name.startsWith('.')).map((name) => targetOf(path, name))),
  );
  const isStart = (path: string): boolean =>
    path === 'src/main.ts' || path.endsWith('/main.ts') || path.endsWith('.test.ts') || path.endsWith('-worker.ts');
  noComplaints(files.filter(({ path }) => !isStart(path) && !reached.has(path)).map(({ path }) => `${path} is imported by nobody`));
});

test('every room says in a few lines what its job is', () =>
  noComplaints(
    Object.keys(rooms)
      .filter((room) => existsSync(`src/${room}`) && !existsSync(`src/${room}/README.md`))
      .map((room) => `src/${room} has no README.md`),
  ));

const webFiles = globSync('web/src/**/*.{ts,tsx}').map((path) => ({ path, text: readFileSync(path, 'utf8') }));

test('the pages take types of the API from the source and nothing else', () =>
  noComplaints(
    webFiles.flatMap(({ path, text }) =>
      [...text.matchAll(/^\s*(?:import|export)\b([^;'"]*?)\bfrom\s+'([^']+)'/gms)]
        .map(([, words = '', name = '']) => ({ isType: words.trimStart().startsWith('type '), target: targetOf(path, name), name }))
        .filter(({ name, target }) => name.startsWith('.') && target.startsWith('src/'))
        .filter(({ isType, target }) => !isType || !/^src\/(api|core)\//.test(target))
        .map(({ target }) => `${path} must not import ${target}`),
    ),
  ));

test('the pages name no colour but those of the theme', () =>
  noComplaints(
    webFiles
      .filter(({ text }) =>
        /\b(?:bg|text|border|fill|stroke)-(?:red|green|blue|gray|slate|zinc|amber|yellow|indigo|black)\b|#[0-9a-f]{6}\b/.test(text),
      )
      .map(({ path }) => `${path} names a colour of its own`),
  ));

test('no file of the pages is longer than 350 lines, and none leaves something to do', () =>
  noComplaints(
    webFiles
      .filter(({ text }) => text.split('\n').length > 351 || /\b(TODO|FIXME|XXX|HACK)\b/.test(text))
      .map(({ path }) => `${path} is too long or leaves something to do`),
  ));

test('money is never a floating-point number', () =>
  noComplaints(
    [...product, ...webFiles]
      .filter(({ text }) => /parseFloat\(|\.toFixed\(/.test(text))
      .map(({ path }) => `${path} uses floating-point text`),
  ));

test('no test is switched off without a reason in words', () =>
  noComplaints(
    [...files.map(({ path }) => path), ...globSync('test/**/*.ts')]
      .filter((path) => path.endsWith('.test.ts'))
      .filter((path) => /\b(test|it|describe)\.(only|skip|todo)\(|\{\s*(only|todo|skip): true/.test(readFileSync(path, 'utf8')))
      .map((path) => `${path} switches a test off`),
  ));

// The suite runs in one process, where a hook at the top of one file runs before every test of all files.
test('no file sets a hook for every test of the suite', () =>
  noComplaints(
    [...files.map(({ path }) => path), ...globSync('test/**/*.ts')]
      .filter((path) => path.endsWith('.test.ts') && /^(beforeEach|afterEach)\(/m.test(readFileSync(path, 'utf8')))
      .map((path) => `${path} must put its hooks into a describe`),
  ));

test('nothing is left to do in the code', () =>
  noComplaints(product.filter(({ text }) => /\b(TODO|FIXME|XXX|HACK)\b/.test(text)).map(({ path }) => `${path} leaves something to do`)));
