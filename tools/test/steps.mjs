import os from 'node:os';

/**
 * The checks of `npm test`, in order: the quick ones first. Each is one command; a Jest one counts by its tests, any other
 * as one. A second try is the command for files that failed, to which their paths are added.
 * @typedef {{ name: string, title: string, command: string[], jest?: boolean, secondTry?: string[] }} Step
 */

/**
 * A server that a failed test has left open must not keep the run from ending: hence `--forceExit`.
 * @param {{ workers: number }} options
 * @param {string[]} projects
 */
const jest = ({ workers }, ...projects) => [
  'npm',
  'run',
  '--silent',
  'jest',
  '--',
  '--passWithNoTests',
  '--forceExit',
  `--maxWorkers=${workers}`,
  '--testSequencer=./tools/test/sequencer.mjs',
  '--selectProjects',
  ...projects,
];

/** @param {...string} words */
const npm = (...words) => ['npm', 'run', '--silent', ...words];

const processors = os.availableParallelism();
/** A spec on real parts waits for them half the time. */
const ON_PARTS = 4;
/** A story keeps the processors busy most of the time: more only wait for each other, until somebody's patience ends. */
const STORIES = Math.min(Math.max(processors, 2), 4);

/** @type {Step[]} */
export const steps = [
  { name: 'format', title: 'Format (oxfmt)', command: npm('format:check') },
  { name: 'lint', title: 'Lint (oxlint, with types)', command: npm('lint') },
  { name: 'typecheck', title: 'Types (tsc)', command: npm('typecheck') },
  { name: 'knip', title: 'Dead code (knip)', command: npm('knip') },
  { name: 'architecture', title: 'Architecture (dependency-cruiser)', command: npm('architecture') },
  {
    name: 'schemas',
    title: 'Schemas (aviary schemas check)',
    command: ['node', 'bin/aviary.mjs', 'schemas', 'check', '--no-registry'],
  },
  { name: 'generated', title: 'Generated files are up to date', command: npm('generate', '--', '--check') },
  {
    name: 'unit',
    title: 'Unit tests',
    command: jest({ workers: 2 }, 'unit'),
    secondTry: jest({ workers: 1 }, 'unit'),
    jest: true,
  },
  {
    name: 'integration',
    title: 'Tests on real parts',
    command: jest({ workers: ON_PARTS }, 'integration'),
    secondTry: jest({ workers: 1 }, 'integration'),
    jest: true,
  },
  {
    name: 'stories',
    title: 'Stories',
    command: jest({ workers: STORIES }, 'story'),
    secondTry: jest({ workers: 1 }, 'story'),
    jest: true,
  },
];
