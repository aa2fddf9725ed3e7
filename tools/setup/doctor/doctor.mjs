/**
 * `aviary doctor`: what this machine lacks for Aviary, and how to get it. It runs with nothing but Node's own modules and
 * without any set-up, because a machine on which the set-up fails is the one that needs it.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { aviary } from '../root.mjs';
import { examine } from './examine.mjs';
import { report } from './report.mjs';

/** As libs/platform/src/services.ts has it; a spec holds the two together. */
export const usualPort = 8080;

const usage = `Usage: aviary doctor [options]

what this machine lacks for Aviary, and how to get it; it needs no set-up

Options:
  --home <folder>  where the installation keeps its data (default: in this checkout)
  --port <number>  the gateway's port (default: ${usualPort})
  --json           print the result as JSON
  -h, --help       display help for command
`;

const wrongUse = 2;

/**
 * @param {string[]} args what follows the command's name
 * @returns {Promise<number>} the exit code: 0 if Aviary can start, 1 if something needed is missing, 2 for wrong use
 */
export async function doctor(args) {
  /** @type {ReturnType<typeof parse>} */
  let asked;
  try {
    asked = parse(args);
  } catch (error) {
    process.stderr.write(
      `error: ${error instanceof Error ? error.message : String(error)}\n(add --help for the way it is used)\n`,
    );
    return wrongUse;
  }
  if (asked.help) {
    process.stdout.write(usage);
    return 0;
  }
  return await diagnose(asked);
}

/**
 * Looks at everything and prints what it finds.
 * @param {import('./examine.mjs').Options & { json: boolean }} options
 * @returns {Promise<number>} the exit code: 0 if Aviary can start, 1 if something needed is missing
 */
export async function diagnose({ json, ...options }) {
  const diagnosis = await examine(options);
  process.stdout.write(`${json ? JSON.stringify(diagnosis, undefined, 2) : report(diagnosis)}\n`);
  return diagnosis.canStart ? 0 : 1;
}

/** @param {string[]} args */
function parse(args) {
  const { values } = parseArgs({
    args,
    options: {
      home: { type: 'string', default: path.join(aviary, 'local') },
      port: { type: 'string', default: String(usualPort) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535)
    throw new Error("option '--port': give a number from 0 to 65535.");
  return { home: path.resolve(values.home), port, json: values.json, help: values.help };
}
