import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

const OURS = ['src/**/*.ts', 'migrations/**/*.ts', 'bench/**/*.ts', 'web/**/*.js'];

// Decorators must name their type: no compiler emits metadata, so a reflected type would be lost without a word.
const explicitTypes = [
  {
    selector:
      'Decorator > CallExpression[callee.name=/^(Field|FieldResolver|Query|Mutation|Subscription|Arg|Args)$/]:not(:has(> ArrowFunctionExpression.arguments))',
    message: 'Name the type: @Field(() => String).',
  },
  {
    selector:
      "Decorator > CallExpression[callee.name=/^(Column|PrimaryColumn)$/]:not(:has(> CallExpression.arguments)):not(:has(Property[key.name='type']))",
    message: "Name the type: @Column({ type: 'varchar', length: 200 }), or call a helper of store/columns.",
  },
];

// The application's clock is the only one: it can be set in tests and is the same on every database.
const noDatabaseClock = ['Literal[value=CLOCK]', 'TemplateElement[value.raw=CLOCK]'].map((selector) => ({
  selector: selector.replace('CLOCK', String.raw`/\bNOW\s*\(|\bCURRENT_TIMESTAMP\b/i`),
  message: "Pass the time as a parameter: the database's clock is not ours.",
}));

// Parameters with decorators are a field's GraphQL arguments and can't be bundled into one object; and every
// `decide` takes the same four: thing, input, facts, context.
const fewParameters = {
  selector: ":function[params.length>3]:not(:has(Decorator)):not(Property[key.name='decide'] > :function)",
  message: 'More than 3 parameters: take one object.',
};

const pureCore = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.name='Date']",
  message: 'Core has no clock: take `now` from the context.',
};

const noEnvironment = {
  object: 'process',
  property: 'env',
  message: 'Only src/config.ts reads the environment; take the setting from Config.',
};

const ourSyntax = [...explicitTypes, ...noDatabaseClock, fewParameters];

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'data/', 'web/dist/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', 'web/graphiql/*.js'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Rows, inputs and resolvers are classes because their decorators need one.
      '@typescript-eslint/no-extraneous-class': 'off',
      // TypeORM and type-graphql take plain objects where the class only describes the shape.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A resolver or an adapter may be async by its contract and have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: OURS,
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...ourSyntax],
      'no-restricted-properties': ['error', noEnvironment],
    },
  },
  {
    files: ['web/**/*.js'],
    rules: {
      // They do not see what JSDoc says a value is; the compiler does.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // The enums of libraries are types alone here: nothing is imported from them.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
    },
  },
  {
    files: ['src/config.ts', 'src/config/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...ourSyntax, pureCore],
      'no-restricted-properties': [
        'error',
        noEnvironment,
        { object: 'Date', property: 'now', message: pureCore.message },
        { object: 'performance', property: 'now', message: pureCore.message },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    plugins: { jest },
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'no-restricted-syntax': ['error', ...explicitTypes],
      'jest/no-focused-tests': 'error',
      'jest/no-disabled-tests': 'error',
      'jest/no-identical-title': 'error',
      'jest/valid-expect': 'error',
      'jest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect', 'expect*', '**.expect*', 'assert*', 'fc.assert'] },
      ],
    },
  },
);
