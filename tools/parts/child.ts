import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, isOurs, type ProcessRecord } from './records.js';
import { openLog } from './log-file.js';

/** How to run one part. */
export interface Command {
  executable: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd: string;
  /** User and group to run as, where that must not be ours. */
  user?: { uid: number; gid: number } | undefined;
}

/** A started process whose output goes to a file. */
export interface Child {
  pid: number;
  /** Length of the log when it was started: what follows is its own. */
  logFrom: number;
  /** How it ended, once it has. */
  ended: Promise<string>;
  process: ChildProcess;
}

/**
 * Starts a part in a process group of its own: a Ctrl-C in the terminal goes to all processes of the foreground group, and
 * the parts must outlive it until they are stopped in order. Throws if it cannot be run at all.
 */
export function startChild(command: Command, logFile: string): Child {
  const log = openLog(logFile);
  try {
    const logFrom = fs.fstatSync(log).size;
    const child = spawn(command.executable, command.args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      ...command.user,
      detached: true,
      stdio: ['ignore', log, log],
    });
    const ended = new Promise<string>((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
    });
    if (child.pid === undefined) throw new Error(`${command.executable} cannot be run`);
    return { pid: child.pid, logFrom, ended, process: child };
  } finally {
    fs.closeSync(log);
  }
}

/** Signals a process; false if there is none any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Ends a process with its own signal, and with SIGKILL if it has not ended after `patience` milliseconds. */
export async function endChild(child: Child, how: NodeJS.Signals, patience = 15_000): Promise<void> {
  signal(child.pid, how);
  const timer = setTimeout(() => signal(child.pid, 'SIGKILL'), patience);
  await child.ended;
  clearTimeout(timer);
}

/**
 * Ends a process that a killed run left behind: exactly the recorded one, and only if its command line names this home.
 * Returns whether there was one.
 */
export async function endLeftover(record: ProcessRecord, home: string, how: NodeJS.Signals): Promise<boolean> {
  if (!isOurs(record, home)) return false;
  signal(record.pid, how);
  const deadline = Date.now() + 15_000;
  while (isAlive(record)) {
    if (Date.now() > deadline) signal(record.pid, 'SIGKILL');
    await sleep(50);
  }
  return true;
}
