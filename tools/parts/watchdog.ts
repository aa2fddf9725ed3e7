import { spawn } from 'node:child_process';

/** Ends the parts when this process dies without having done so itself. */
export interface Watchdog {
  /** What to end from now on. */
  guard(processes: { pid: number; signal: NodeJS.Signals }[]): void;
  /** All has been ended in order. */
  dismiss(): void;
}

/**
 * A shell that reads lines from a pipe which only this process holds. The pipe closes when this process ends, however it
 * does (also by kill -9), and the shell then runs the last line it was given. It ignores the terminal's signals.
 */
const script = `trap '' INT TERM HUP; last=:; while IFS= read -r line; do last=$line; done; eval "$last"`;

/** Starts the watchdog. Where it cannot be started, the next start ends what is left: it is a help, not a need. */
export function startWatchdog(): Watchdog {
  const shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return {
    guard(processes) {
      const kills = processes.map(({ pid, signal }) => `kill -${signal.slice(3)} ${pid}`);
      shell.stdin.write(`${kills.join('; ') || ':'}\n`);
    },
    dismiss() {
      shell.stdin.end(':\n');
    },
  };
}
