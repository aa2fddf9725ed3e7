import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** How a command of the command line has ended. */
export interface Ran<Result> {
  readonly code: number | null;
  /** What it printed as JSON; empty if it printed nothing. */
  readonly result: Result;
  readonly errors: string;
}

/** Runs `aviary <args> --json` for an installation, as a person would. */
export async function command<Result extends object>(home: string, ...args: string[]): Promise<Ran<Result>> {
  const words = ['bin/aviary.mjs', ...args, '--home', home, '--json'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, errors, result: (output === '' ? {} : JSON.parse(output)) as Result };
}
