/** Packages that are ES modules only and are required by CommonJS ones: Jest on Node 20 cannot do that, so they are compiled. */
const esmOnly = 'content-disposition|cookie';

/** `.js` in a relative import is `.ts` here; `#libs/x` resolves to source by the condition `aviary-src`. */
const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['aviary-src', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest'],
    [`node_modules/(${esmOnly})/.+\\.js$`]: [
      '@swc/jest',
      { swcrc: false, configFile: false, jsc: { target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.aviary'],
  watchPathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.aviary'],
};

/** These run on real parts, which are started once for all of them and stopped at the end. */
const onParts = {
  ...base,
  globalSetup: '<rootDir>/tools/test/global-setup.mjs',
  globalTeardown: '<rootDir>/tools/test/global-teardown.mjs',
};

/** Stories start what they need themselves, but for an Aviary that some of them share. */
const onAviary = {
  ...base,
  globalSetup: '<rootDir>/tools/test/story-setup.mjs',
  globalTeardown: '<rootDir>/tools/test/story-teardown.mjs',
};

/** Nothing is counted for coverage where Jest does not load the code itself. */
const bare = process.argv.includes('--coverage') ? {} : { runner: '<rootDir>/tools/test/bare/runner.mjs' };

const OWN_MODULES = 'append/without-one-writer\\.int\\.spec\\.ts$';
const rooms = ['apps', 'libs', 'tools'];

export default {
  coverageProvider: 'v8',
  coverageReporters: ['lcov', 'text-summary'],
  collectCoverageFrom: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', '!**/*.spec.ts'],
  testTimeout: 120_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      ...bare,
      testMatch: rooms.map((room) => `<rootDir>/${room}/**/*.spec.ts`),
      testPathIgnorePatterns: ['\\.int\\.spec\\.ts$', '/node_modules/'],
    },
    {
      ...onParts,
      ...bare,
      displayName: 'integration',
      testMatch: rooms.map((room) => `<rootDir>/${room}/**/*.int.spec.ts`),
      testPathIgnorePatterns: [OWN_MODULES, '/node_modules/'],
    },
    // Those that put another module in the place of one need a world of their own.
    { ...onParts, displayName: 'integration', testRegex: OWN_MODULES },
    { ...onAviary, ...bare, displayName: 'story', testMatch: ['<rootDir>/test/**/*.story.ts'] },
  ],
};
