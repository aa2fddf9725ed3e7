import { runCommand } from './run-command.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {{ passed: boolean, said: string, seconds: number }} Checked */

/** Each keeps one processor busy, most of the time. */
const AT_A_TIME = 2;

/**
 * Carries out the checks that are no tests, two at a time and in order.
 * @param {Step[]} steps
 * @returns {Map<Step, Promise<Checked>>} each with what it has said, to be told when it is its turn
 */
export function runChecks(steps) {
  /** @type {Map<Step, Promise<Checked>>} */
  const checked = new Map();
  /** @type {(() => Promise<void>)[]} */
  const waiting = [];
  for (const step of steps)
    checked.set(step, new Promise((resolve) => waiting.push(async () => resolve(await check(step)))));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
  };
  for (let count = 0; count < AT_A_TIME; count += 1) void work();
  return checked;
}

/**
 * @param {Step} step
 * @returns {Promise<Checked>}
 */
async function check({ command }) {
  const started = Date.now();
  /** @type {Buffer[]} */
  const said = [];
  const exitCode = await runCommand(command, (chunk) => said.push(chunk));
  return { passed: exitCode === 0, said: Buffer.concat(said).toString(), seconds: (Date.now() - started) / 1000 };
}
