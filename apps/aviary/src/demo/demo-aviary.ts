import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { defaultHome, eraseHome } from '#tools/parts';
import { findRunning } from '../local/running.js';

const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));
const ANY_PORTS = ['--port', '--postgres-port', '--kafka-port', '--kafka-controller-port', '--registry-port'].flatMap(
  (option) => [option, '0'],
);
const READY = 'Aviary is ready';
const LAST_WORDS = 40;

/** A part is given a minute to start, which a very busy machine may not make. */
const ATTEMPTS = 3;

/** Homes of demos, each named by the process that plays it. */
const homes = path.join(path.dirname(defaultHome()), 'demo');

/**
 * An Aviary of the demo's own: another process, on a home of its own and on ports that are free, without the demo company.
 * What runs on this machine otherwise is not touched.
 */
export class DemoAviary {
  readonly home = path.join(homes, String(process.pid));
  private child: ChildProcess | undefined;
  private exited: Promise<void> = Promise.resolve();
  private ending: Promise<void> | undefined;

  /**
   * Starts it and waits until it is ready.
   *
   * @param progress told each line it says meanwhile
   * @returns the gateway's base URL
   * @throws Error with its last words when it ends instead
   */
  async start(progress: (line: string) => void): Promise<string> {
    await eraseLeftovers();
    const options = ['--home', this.home, ...ANY_PORTS, '--no-seed', '--log-level', 'warn'];
    // In a group of its own: a Ctrl-C on the terminal is for the demo, which then ends everything in order.
    const child = fork(CLI, ['up', ...options], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });
    this.child = child;
    this.exited = new Promise((resolve) => child.once('exit', () => resolve()));
    const words: string[] = [];
    let ready = false;
    await new Promise<void>((resolve, reject) => {
      const hear = (line: string): void => {
        words.push(line);
        if (line.startsWith(READY)) ready = true;
        if (ready) resolve();
        else if (line.startsWith('  ')) progress(line.trim());
      };
      for (const stream of [child.stdout, child.stderr])
        if (stream) createInterface({ input: stream }).on('line', hear);
      child.once('error', reject);
      child.once('close', () =>
        reject(new Error(`Aviary ended instead of starting:\n${words.slice(-LAST_WORDS).join('\n')}`)),
      );
    });
    return findRunning(this.home).services['gateway'] ?? '';
  }

  /** Stops or starts a part, and returns when that is done. @throws Error with the reason when it cannot be */
  async part(part: 'kafka', wanted: 'stop' | 'start'): Promise<void> {
    for (let left = ATTEMPTS - 1; ; left -= 1) {
      try {
        return await this.partOnce(part, wanted);
      } catch (error) {
        if (left === 0 || this.child?.exitCode !== null) throw error;
      }
    }
  }

  private async partOnce(part: 'kafka', wanted: 'stop' | 'start'): Promise<void> {
    const child = this.child;
    await new Promise<void>((resolve, reject) => {
      child?.once('message', (answer: { done?: true; error?: string }) =>
        answer.done ? resolve() : reject(new Error(`The ${part} part does not ${wanted}: ${answer.error}`)),
      );
      child?.once('exit', () => reject(new Error('The Aviary of the demo has ended.')));
      child?.send({ part, wanted });
    });
  }

  /** Ends it, whatever it is at, and removes its data. Calling it again waits for the same. */
  async end(): Promise<void> {
    this.ending ??= (async () => {
      this.child?.kill('SIGTERM');
      await this.exited;
      await eraseHome(this.home);
    })();
    await this.ending;
  }
}

/** Data of demos that were killed; one that is being played keeps its own. */
async function eraseLeftovers(): Promise<void> {
  for (const name of namesIn(homes))
    if (!isAlive(Number(name))) await eraseHome(path.join(homes, name)).catch(() => undefined);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
