import { beforeAll, describe, expect, test } from '@jest/globals';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../setup/root.mjs';
import { violationsIn, type Violation } from './planted.js';

const libs = 'kernel platform schemas contracts tenancy event-store messaging projections security http testing'.split(
  ' ',
);
const importing = (...targets: string[]) => targets.map((target) => `import '${target}';\n`).join('');
const service = 'apps/tasks/src';

/** A small system in which everything is where it belongs. */
const rightful: Record<string, string> = {
  ...Object.fromEntries(libs.map((lib) => [`libs/${lib}/src/index.ts`, importing('./inner.js')])),
  ...Object.fromEntries(
    libs.map((lib, place) => {
      const above = place > 0 ? importing(...libs.slice(0, place).map((other) => `#libs/${other}`)) : 'export {};';
      return [`libs/${lib}/src/inner.ts`, above];
    }),
  ),
  [`${service}/domain/task.ts`]: importing('#libs/kernel'),
  [`${service}/domain/task.decide.ts`]: importing('./task.js', '#libs/kernel'),
  [`${service}/domain/task.spec.ts`]: importing('./task.decide.js', '#libs/testing', 'node:crypto', '@jest/globals'),
  [`${service}/projections/list/list.projection.ts`]: importing('../../domain/task.js', '#libs/projections'),
  [`${service}/projections/list/list.query.ts`]: importing('./list.projection.js', '@nestjs/common', 'typeorm'),
  [`${service}/persistence/notes.ts`]: importing('typeorm'),
  [`${service}/application/create-task.ts`]: importing(
    '../domain/task.decide.js',
    '../projections/list/list.query.js',
    '../persistence/notes.js',
    '#libs/event-store',
  ),
  [`${service}/messaging/charge.reactor.ts`]: importing('../application/create-task.js', '#libs/contracts'),
  [`${service}/http/tasks.controller.ts`]: importing(
    '../application/create-task.js',
    '../projections/list/list.query.js',
  ),
  [`${service}/tasks.module.ts`]: importing('./http/tasks.controller.js', './messaging/charge.reactor.js'),
  [`${service}/main.ts`]: importing('./tasks.module.js', '#libs/http'),
  'apps/auth/src/domain/user.ts': importing('#libs/kernel'),
  'apps/auth/src/auth.module.ts': importing('./domain/user.js'),
  'apps/aviary/src/cli.ts': importing(
    '../../tasks/src/tasks.module.js',
    '../../auth/src/auth.module.js',
    '#tools/parts',
  ),
  'tools/parts/index.ts': 'export {};',
  'tools/generate/index.ts': 'export {};',
  'test/day.story.ts': importing('#libs/testing', '../apps/auth/src/domain/user.js'),
};

/** One planted file for each rule (its name, its import), and what it must be caught importing. */
const planted: [rule: string, file: string, target: string, caught: string][] = [
  ['domain-is-pure', `${service}/domain/p1.ts`, '@nestjs/common', 'node_modules/@nestjs/common'],
  ['domain-is-pure', `${service}/domain/p2.ts`, 'node:crypto', 'crypto'],
  ['domain-is-pure', `${service}/domain/p3.ts`, '#libs/platform', 'libs/platform/src/index.ts'],
  [
    'domain-is-pure',
    `${service}/domain/p4.ts`,
    '../application/create-task.js',
    `${service}/application/create-task.ts`,
  ],
  ['folds-are-pure', `${service}/projections/list/p.projection.ts`, '#libs/tenancy', 'libs/tenancy/src/index.ts'],
  ['folds-are-pure', `${service}/projections/list/q.projection.ts`, 'node:fs', 'fs'],
  [
    'projections-knows-its-place',
    `${service}/projections/list/p.ts`,
    '../../http/tasks.controller.js',
    `${service}/http/tasks.controller.ts`,
  ],
  [
    'persistence-knows-its-place',
    `${service}/persistence/p.ts`,
    '../application/create-task.js',
    `${service}/application/create-task.ts`,
  ],
  [
    'application-knows-its-place',
    `${service}/application/p.ts`,
    '../http/tasks.controller.js',
    `${service}/http/tasks.controller.ts`,
  ],
  [
    'messaging-knows-its-place',
    `${service}/messaging/p.ts`,
    '../persistence/notes.js',
    `${service}/persistence/notes.ts`,
  ],
  ['http-knows-its-place', `${service}/http/p.ts`, '../persistence/notes.js', `${service}/persistence/notes.ts`],
  ['module-knows-all', `${service}/http/q.ts`, '../tasks.module.js', `${service}/tasks.module.ts`],
  ['services-apart', `${service}/application/q.ts`, '../../../auth/src/domain/user.js', 'apps/auth/src/domain/user.ts'],
  ['aviary-composes-modules', 'apps/aviary/src/p.ts', '../../auth/src/domain/user.js', 'apps/auth/src/domain/user.ts'],
  ['tools-for-aviary-only', `${service}/application/r.ts`, '#tools/generate', 'tools/generate/index.ts'],
  ['parts-for-aviary-only', `${service}/application/s.ts`, '#tools/parts', 'tools/parts/index.ts'],
  ...libs.slice(0, -1).map((lib, place): [string, string, string, string] => {
    const below = libs[place + 1] as string;
    return [`${lib}-imports-upward`, `libs/${lib}/src/p.ts`, `#libs/${below}`, `libs/${below}/src/index.ts`];
  }),
  ['http-imports-upward', 'libs/http/src/q.ts', '../../kernel/src/inner.js', 'libs/kernel/src/inner.ts'],
  [
    'libs-know-no-app',
    'libs/testing/src/p.ts',
    '../../../apps/auth/src/domain/user.js',
    'apps/auth/src/domain/user.ts',
  ],
  ['libs-by-door', `${service}/http/r.ts`, '../../../../libs/kernel/src/inner.js', 'libs/kernel/src/inner.ts'],
  ['own-door-is-for-others', 'libs/messaging/src/q.ts', './index.js', 'libs/messaging/src/index.ts'],
  ['kernel-stands-alone', 'libs/kernel/src/q.ts', 'zod', 'node_modules/zod'],
  ['testing-in-tests-only', `${service}/http/s.ts`, '#libs/testing', 'libs/testing/src/index.ts'],
  ['no-circular', `${service}/http/t.ts`, './t.js', `${service}/http/t.ts`],
  ['no-unresolvable', `${service}/http/u.ts`, '#libs/nowhere', '#libs/nowhere'],
  ['no-unresolvable', `${service}/http/v.ts`, '#libs/kernel/src/inner', '#libs/kernel/src/inner'],
  ['no-undeclared-package', `${service}/http/w.ts`, 'fastify-plugin', 'node_modules/fastify-plugin'],
  ['no-dev-package-at-run-time', `${service}/http/x.ts`, 'fast-check', 'node_modules/fast-check'],
];

test('a tree in which all is in its place has no violation', async () => {
  expect(await violationsIn(rightful)).toEqual([]);
});

describe('planted violations', () => {
  let found: Violation[];

  beforeAll(async () => {
    const files = planted.map(([, file, target]) => [file, importing(target)] as const);
    found = await violationsIn({ ...rightful, ...Object.fromEntries(files) });
  });

  test.each(planted)('%s: %s must not import %s', (rule, from, _target, to) => {
    const caught = found.filter((violation) => violation.rule === rule && violation.from === from);
    expect(caught.map((violation) => violation.to.replace(/^.*(node_modules\/(@[^/]+\/)?[^/]+)\/.*$/, '$1'))).toEqual([
      to,
    ]);
  });

  test('every rule has its planted violation', () => {
    const rules = createRequire(import.meta.url)(path.join(root, 'tools/architecture/dependency-cruiser.cjs')) as {
      forbidden: { name: string }[];
    };
    const proven = new Set(planted.map(([rule]) => rule));
    expect(rules.forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});
