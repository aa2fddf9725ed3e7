import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { commandLineOf } from '../process.mjs';

/** @typedef {{ pid: number, command: string }} PortOwner */

/**
 * Who listens on a TCP port of this machine; undefined where nobody does, or where we are not allowed to see who.
 * @param {number} port
 * @returns {PortOwner | undefined}
 */
export function portOwner(port) {
  const pid = fs.existsSync('/proc/net/tcp') ? fromProc(port) : fromLsof(port);
  return pid === undefined ? undefined : { pid, command: commandLineOf(pid).trim() };
}

/**
 * The sockets that listen on a port, by inode, as a table of /proc/net tells them: state 0A is LISTEN.
 * @param {string} table
 * @param {number} port
 */
export function listeners(table, port) {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${wanted}`) && fields[3] === '0A')
    .flatMap((fields) => fields[9] ?? []);
}

/** @param {number} port */
function fromProc(port) {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].filter((file) => fs.existsSync(file));
  const sockets = new Set(tables.flatMap((file) => listeners(fs.readFileSync(file, 'utf8'), port)));
  if (sockets.size === 0) return undefined;
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).find((pid) => socketsOf(pid).some((inode) => sockets.has(inode)));
}

/**
 * The inodes of the sockets that a process has open; none where it is somebody else's.
 * @param {number} pid
 */
function socketsOf(pid) {
  try {
    const folder = `/proc/${pid}/fd`;
    return fs.readdirSync(folder).flatMap((name) => inodeOf(`${folder}/${name}`));
  } catch {
    return [];
  }
}

/** @param {string} link */
function inodeOf(link) {
  try {
    return /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(link))?.[1] ?? [];
  } catch {
    return [];
  }
}

/** @param {number} port */
function fromLsof(port) {
  try {
    const args = ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'];
    const pid = Number(execFileSync('lsof', args, { encoding: 'utf8', stdio: 'pipe', timeout: 5_000 }).split('\n')[0]);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
