import { type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from '@jest/globals';
import { until } from '#libs/testing';
import { launch } from '../../tools/test/launch.mjs';

/** A whole Aviary of a story's own, started as a person would start it. */
export interface Installation {
  readonly home: string;
  /** The gateway's base URL. */
  readonly url: string;
  /** By service. */
  readonly services: Readonly<Record<string, string>>;
  readonly pid: number;
  /** What the process has written to its standard output and error. */
  output(): string;
  /** Ends the process in order. @throws Error with its last words when it does not end well */
  stop(): Promise<void>;
  /** `kill -9` of the process; its parts are left to whoever minds them. */
  kill(): Promise<void>;
  /** Asks the process to stop or start a part, and waits until it has. */
  part(name: 'postgres' | 'kafka' | 'registry', wanted: 'stop' | 'start'): Promise<void>;
}

const LAST_WORDS = 8_000;

const running = new Map<string, Installation>();

/** A folder for an installation's data. When the file's tests have ended, what runs on it is stopped and it is erased. */
export function temporaryHome(): string {
  const home = mkdtempSync(path.join(tmpdir(), 'aviary-story-'));
  afterAll(async () => {
    try {
      await running.get(home)?.stop();
    } finally {
      rmSync(home, { recursive: true, force: true, maxRetries: 10 });
    }
  }, 60_000);
  return home;
}

/**
 * Starts an installation on a home and waits until it is ready, seeded and all. The demo company has a short history, which
 * is enough for most stories; an option of one's own (`--seed-days`) makes it longer.
 */
export async function start(home: string, ...options: string[]): Promise<Installation> {
  const { child, exited, output } = await launch(as(home, options), 'Aviary is ready');
  const services = servicesOf(home);
  const url = services['gateway'] ?? '';
  const installation = { home, services, url, pid: child.pid ?? 0, output, ...endings(child, exited, output) };
  running.set(home, installation);
  return installation;
}

/** Starts an installation and kills it (`kill -9`) while it is seeded, as soon as that has got midway. */
export async function killWhileSeeding(
  home: string,
  midway: (url: string) => Promise<boolean>,
  ...options: string[]
): Promise<void> {
  const { child, exited, output } = await launch(as(home, options), 'seeding ');
  await until(() => midway(servicesOf(home)['gateway'] ?? ''), { what: 'the seed to be midway', timeout: 240_000 });
  child.kill('SIGKILL');
  await exited;
  if (output().includes('Aviary is ready')) throw new Error('It was seeded before it was killed.');
}

/** The environment is that of the story, which is another one than that of the process it runs in. */
const as = (home: string, options: readonly string[]) => ({
  ...{ home, options: ['--seed-days', '5', ...options], env: process.env },
});

/** By service: where it answers. */
export function servicesOf(home: string): Record<string, string> {
  const record = JSON.parse(readFileSync(path.join(home, 'services.json'), 'utf8')) as {
    services: Record<string, string>;
  };
  return record.services;
}

function endings(
  child: ChildProcess,
  exited: Promise<number | null>,
  output: () => string,
): Pick<Installation, 'stop' | 'kill' | 'part'> {
  return {
    async stop() {
      child.kill('SIGTERM');
      const code = await exited;
      if (code !== 0) throw new Error(`It ended with ${code}:\n${output().slice(-LAST_WORDS)}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async part(part, wanted) {
      const done = new Promise<void>((resolve, reject) => {
        child.once('message', (answer: { done?: true; error?: string }) =>
          answer.done ? resolve() : reject(new Error(answer.error)),
        );
      });
      child.send({ part, wanted });
      await done;
    },
  };
}
