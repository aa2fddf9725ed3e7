/**
 * The checks of `npm test`, in order: the quick ones first. Each is one command; a Jest one counts by its tests, any other
 * as one.
 * @typedef {{ name: string, title: string, command: string[], jest?: boolean }} Step
 */

/**
 * A server that a failed test has left open must not keep the run from ending: hence `--forceExit`.
 * @param {string[]} projects
 */
const jest = (...projects) => [
  'npm',
  'run',
  '--silent',
  'jest',
  '--',
  '--passWithNoTests',
  '--forceExit',
  '--maxWorkers=2',
  '--selectProjects',
  ...projects,
];

/** @type {Step[]} */
export const steps = [
  { name: 'format', title: 'Format (prettier)', command: ['npm', 'run', '--silent', 'format:check'] },
  { name: 'lint', title: 'Lint (oxlint, with types)', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'typecheck', title: 'Types (tsc)', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'knip', title: 'Dead code (knip)', command: ['npm', 'run', '--silent', 'knip'] },
  {
    name: 'architecture',
    title: 'Architecture (dependency-cruiser)',
    command: ['npm', 'run', '--silent', 'architecture'],
  },
  {
    name: 'generated',
    title: 'Generated files are up to date',
    command: ['npm', 'run', '--silent', 'generate', '--', '--check'],
  },
  { name: 'unit', title: 'Unit tests', command: jest('unit'), jest: true },
  { name: 'parts', title: 'Tests and stories on real parts', command: jest('integration', 'story'), jest: true },
];
