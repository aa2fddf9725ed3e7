import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * When a process started, as an opaque text: together with the pid it names one process for good, since a pid alone may
 * have been given to another one meanwhile. Undefined when there is no such process, or when it has ended already.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function startOf(pid) {
  if (fs.existsSync('/proc/self/stat')) return startFromProc(pid);
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid
 * @returns {string | undefined}
 */
function startFromProc(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot}-${fields[19]}`;
  } catch {
    return undefined;
  }
}

/**
 * The command line of a process, its words joined by spaces; empty when there is no such process.
 * @param {number} pid
 * @returns {string}
 */
export function commandLineOf(pid) {
  try {
    if (fs.existsSync('/proc/self/cmdline'))
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}
