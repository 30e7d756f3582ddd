// The layer law: docs/architecture.md tells why, this file holds it. Arrows point down the list only.

const folder = (name) => `^src/${name}/`;
const file = (path) => `^src/${path}[.]ts$`;
/** A module that is one file today and may be a folder tomorrow. */
const part = (path) => `^src/${path}(/|[.])`;

/** Lower layers in order; each may use those before it. */
const stack = ['core', 'text', 'store', 'access', 'commands', 'live'].map(folder);
/** They work behind the log, side by side, and don't know one another. */
const behindTheLog = ['timers', 'outbox', 'digests'].map(folder);
const belowGraph = [...stack, ...behindTheLog];
const declarations = [
  folder('core'),
  folder('text'),
  part('store/(columns|schema-builder|rows)'),
  part('graph/(types|scalars|context|look-ahead|record-page)'),
];
const config = part('config');
const main = file('main');
const app = file('app');
const kindsAndRecords = [folder('kinds'), folder('records')];

/** Modules at `from` may import of ours only themselves and `mayImport`. */
function layer(name, from, mayImport) {
  return {
    name: `layer-${name}`,
    severity: 'error',
    comment: `${name} may not import this part of ours; see the layer table in docs/architecture.md.`,
    from: { path: from },
    to: { path: '^(src|migrations|test)/', pathNot: [from, ...mayImport] },
  };
}

/** Modules at `from` may import all of src but `mayNotImport`. */
function outerLayer(name, from, mayNotImport) {
  return {
    name: `layer-${name}`,
    severity: 'error',
    comment: `${name} gets this from app.ts instead of importing it.`,
    from: { path: from },
    to: { path: [...mayNotImport, main, '^test/'] },
  };
}

/** npm package `name` may be imported only by modules at `from`. */
function packageOnlyIn(name, from) {
  return {
    name: `${name}-only-where-it-belongs`,
    severity: 'error',
    comment: `Only ${from.join(', ')} know ${name}.`,
    from: { path: '^(src|migrations)/', pathNot: from },
    to: { path: `(^|/)node_modules/${name}/` },
  };
}

const rooms = [
  ...belowGraph,
  folder('audit'),
  folder('graph'),
  ...kindsAndRecords,
  ...['http', 'cli', 'demo'].map(folder),
  config,
  app,
  main,
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    layer('core', folder('core'), []),
    layer('text', folder('text'), [folder('core')]),
    layer('store', folder('store'), stack.slice(0, 2)),
    layer('access', folder('access'), stack.slice(0, 3)),
    layer('commands', folder('commands'), stack.slice(0, 4)),
    layer('live', folder('live'), stack.slice(0, 5)),
    layer('audit', folder('audit'), stack.slice(0, 3)),
    ...behindTheLog.map((from) => layer(from.slice('^src/'.length, -1), from, stack)),
    layer('graph', folder('graph'), belowGraph),
    layer('records', folder('records'), declarations),
    layer('kinds', folder('kinds'), [...declarations, part('records/[^/]+/(rows|types)')]),
    layer('migrations', '^migrations/', [folder('core'), part('store/(columns|schema-builder)')]),
    layer('config', config, stack.slice(0, 2)),
    outerLayer('http', folder('http'), [...kindsAndRecords, app]),
    outerLayer('cli', folder('cli'), kindsAndRecords),
    outerLayer('demo', folder('demo'), [...kindsAndRecords, app]),
    layer('test-of-core', '^test/core/', [folder('core')]),
    layer('test-of-text', '^test/text/', [folder('core'), folder('text')]),
    {
      name: 'bench-is-not-used',
      severity: 'error',
      comment: 'What measures is no part of what is measured.',
      from: { pathNot: '^bench/' },
      to: { path: '^bench/' },
    },
    {
      name: 'room-without-a-rule',
      severity: 'error',
      comment: 'A new folder of src needs its row in this file and in docs/architecture.md.',
      from: { path: '^src/', pathNot: rooms },
      to: {},
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'Core does no I/O and knows no framework: it can be run again, and tested without a database.',
      from: { path: folder('core') },
      to: { pathNot: ['^(src|migrations|test)/', '(^|/)node_modules/uuidv7/', '^(node:)?crypto$'] },
    },
    {
      name: 'kinds-are-strangers',
      severity: 'error',
      comment: 'A kind stays one folder: links between kinds go by id, through core.',
      from: { path: '^src/kinds/([^/]+)/' },
      to: { path: '^src/kinds/', pathNot: '^src/kinds/$1/' },
    },
    packageOnlyIn('typeorm', [folder('store'), '^migrations/', part('(kinds|records)/[^/]+/(rows|migrations)')]),
    packageOnlyIn('prom-client', [folder('http')]),
    packageOnlyIn('@redis', [part('live/wake-up')]),
    packageOnlyIn('type-graphql', ['graph', 'kinds', 'records'].map(folder)),
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A circle of imports has no first reader; move what both need to the lower one.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'A production install leaves devDependencies out; of types nothing is left when it runs.',
      from: { path: '^(src|migrations)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'The import leads nowhere, or to a package that package.json does not name.',
      // Its packages are those of bench/package.json, which need not be installed.
      from: { pathNot: '^bench/peer/main[.]js$' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type-only imports are dependencies too: a layer that knows another's types knows the layer.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
};
