import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOf } from './process.mjs';

/**
 * Who holds a lock: read from its file, which may be half written by a process that is just taking it.
 * @param {string} file
 * @returns {{ pid: number, start: string } | undefined}
 */
function holderOf(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Takes a lock file for this process, or says who has it. A lock whose process has ended is taken over, so a kill leaves
 * nothing to clean up. The file is linked into place with its content, so it is never seen half written.
 * @param {string} file
 * @returns {{ release: () => void } | { heldBy: number }}
 */
export function tryLock(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, JSON.stringify({ pid: process.pid, start: startOf(process.pid) }));
  try {
    for (;;) {
      if (linked(mine, file)) return { release: () => fs.rmSync(file, { force: true }) };
      const holder = holderOf(file);
      if (holder && startOf(holder.pid) === holder.start) return { heldBy: holder.pid };
      removeStale(file, holder);
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function linked(from, to) {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Moves a dead process's lock aside; if somebody else was quicker and it is a living one's by now, it is put back.
 * @param {string} file
 * @param {{ pid: number, start: string } | undefined} seen
 */
function removeStale(file, seen) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  const moved = holderOf(aside);
  if (moved && (moved.pid !== seen?.pid || moved.start !== seen.start)) linked(aside, file);
  fs.rmSync(aside, { force: true });
}

/**
 * Does work that must not be done twice at a time in this clone; waits as long as another process is at it.
 * @template T
 * @param {string} file
 * @param {(pid: number) => void} waiting called once if somebody else has the lock
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, waiting, work) {
  for (let told = false; ;) {
    const lock = tryLock(file);
    if ('heldBy' in lock) {
      if (!told) waiting(lock.heldBy);
      told = true;
      await sleep(200);
      continue;
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}
