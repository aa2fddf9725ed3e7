/**
 * Which room may know which: ARCHITECTURE.md in rules. Each is proven by a planted violation in rules.spec.ts.
 * Specs, stories, fixtures and libs/testing may import what they like, as long as it resolves and makes no circle.
 */

/** Each lib may import those before it. */
const libs = [
  'kernel',
  'platform',
  'schemas',
  'contracts',
  'tenancy',
  'event-store',
  'messaging',
  'projections',
  'security',
  'http',
  'testing',
];

const testCode = ['(\\.spec|\\.story)\\.ts$', '/fixtures/', '^libs/testing/', '^test/', '^tools/'];
const room = (name) => `^apps/([^/]+)/src/${name}/`;
const roomsOfSame = (...names) => `^apps/$1/src/(${names.join('|')})/`;
const doors = (...names) => `^libs/(${names.join('|')})/src/index\\.ts$`;

/** A room that must not know certain other rooms of its service. */
const blind = (name, comment, ...others) => ({
  name: `${name}-knows-its-place`,
  comment,
  severity: 'error',
  from: { path: room(name), pathNot: testCode },
  to: { path: roomsOfSame(...others) },
});

const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const roomRules = [
  error(
    'domain-is-pure',
    'domain/ imports its own files and the kernel, nothing else: no framework, no npm package, no node: module.',
    { path: room('domain'), pathNot: testCode },
    { pathNot: ['^apps/$1/src/domain/', doors('kernel')] },
  ),
  error(
    'folds-are-pure',
    'A fold (*.projection.ts) imports facts, contracts and the engine, since a rebuild runs it anywhere.',
    { path: '^apps/([^/]+)/src/projections/.*\\.projection\\.ts$' },
    { pathNot: ['^apps/$1/src/domain/', '^apps/$1/src/projections/', doors('kernel', 'contracts', 'projections')] },
  ),
  blind('projections', 'What we show is made from facts.', 'application', 'http', 'messaging', 'persistence'),
  blind('persistence', 'Tables know nothing of their use.', 'application', 'http', 'messaging', 'projections'),
  blind('application', 'What we do does not depend on who asks for it.', 'http', 'messaging'),
  blind('messaging', 'A reactor hands over to a use case.', 'http', 'projections', 'persistence'),
  blind('http', 'A controller calls a use case or a query.', 'messaging', 'persistence'),
  error(
    'module-knows-all',
    'Only main.ts and apps/aviary import a service’s module file, which is the only one that knows all its rooms.',
    { path: '^apps/([^/]+)/src/', pathNot: [...testCode, '^apps/[^/]+/src/main\\.ts$', '^apps/aviary/'] },
    { path: '^apps/[^/]+/src/[^/]+\\.module\\.ts$' },
  ),
];

const appRules = [
  error(
    'services-apart',
    'A service knows another one by its events and its HTTP interface only.',
    { path: '^apps/([^/]+)/', pathNot: [...testCode, '^apps/aviary/'] },
    { path: '^apps/', pathNot: '^apps/$1/' },
  ),
  error(
    'aviary-composes-modules',
    'apps/aviary takes a service by its module file.',
    { path: '^apps/aviary/', pathNot: testCode },
    { path: '^apps/', pathNot: ['^apps/aviary/', '^apps/[^/]+/src/[^/]+\\.module\\.ts$'] },
  ),
  error(
    'tools-for-aviary-only',
    'Only apps/aviary, which starts the local parts and has the command line, imports a tool, and that by its door.',
    { path: '^(apps|libs)/', pathNot: testCode },
    { path: '^tools/', pathNot: '^tools/(parts|bench)/index\\.ts$' },
  ),
  error(
    'parts-for-aviary-only',
    'A service is told where its parts are; it does not start them, nor measure itself.',
    { path: '^(apps|libs)/', pathNot: [...testCode, '^apps/aviary/'] },
    { path: '^tools/(parts|bench)/' },
  ),
];

const libRules = [
  ...libs
    .map((name, place) =>
      error(
        `${name}-imports-upward`,
        `libs/${name} may import ${libs.slice(0, place).join(', ') || 'no other lib'}.`,
        { path: `^libs/${name}/`, pathNot: testCode },
        { path: '^libs/', pathNot: [`^libs/${name}/`, ...(place > 0 ? [doors(...libs.slice(0, place))] : [])] },
      ),
    )
    .filter(({ name }) => name !== 'testing-imports-upward'),
  error(
    'libs-know-no-app',
    'A lib serves any service.',
    { path: '^libs/', pathNot: '\\.spec\\.ts$' },
    { path: '^apps/' },
  ),
  error(
    'libs-by-door',
    'What is behind libs/<lib>/src/index.ts is that lib’s own.',
    { path: '^(apps|tools|test)/' },
    { path: '^libs/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
  ),
  error(
    'own-door-is-for-others',
    'A lib imports its own files directly: through its door it would make circles.',
    { path: '^libs/([^/]+)/', pathNot: testCode },
    { path: '^libs/$1/src/index\\.ts$' },
  ),
  error(
    'kernel-stands-alone',
    'The kernel needs no npm package.',
    { path: '^libs/kernel/', pathNot: testCode },
    { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'] },
  ),
  error(
    'testing-in-tests-only',
    'What runs for people does not contain the test kit.',
    { path: '^(apps|libs)/', pathNot: testCode },
    { path: '^libs/testing/' },
  ),
];

const generalRules = [
  error('no-circular', 'Two files that need each other are one file, or three.', {}, { circular: true }),
  error(
    'no-unresolvable',
    'What is imported must be there; an unresolved #libs path would pass every other rule.',
    {},
    {
      couldNotResolve: true,
    },
  ),
  error(
    'no-undeclared-package',
    'A package that is used is in package.json.',
    {},
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  ),
  error(
    'no-dev-package-at-run-time',
    'What runs for people uses no devDependency.',
    { path: '^(apps|libs)/', pathNot: testCode },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
];

module.exports = {
  forbidden: [...roomRules, ...appRules, ...libRules, ...generalRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.aviary)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['aviary-src', 'import', 'node', 'default'] },
  },
};
