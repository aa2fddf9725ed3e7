import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MEBIBYTE = 1024 * 1024;

const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: 'pipe' });

/** A file system in memory that is no larger than it is said to be, and can be filled to the last byte. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** @throws Error where it cannot be mounted: see `cannotMount` */
  static mount(folder: string, mebibytes: number): SmallDisk {
    mkdirSync(folder, { recursive: true });
    run('mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder);
    return new SmallDisk(folder);
  }

  private get ballast(): string {
    return path.join(this.folder, 'ballast');
  }

  /** Leaves no room for anything. */
  fill(): void {
    const file = openSync(this.ballast, 'a');
    try {
      for (let piece = Buffer.alloc(MEBIBYTE); piece.length > 0;)
        try {
          // What does not fit is not written: then less, down to a byte.
          if (writeSync(file, piece) < piece.length) piece = piece.subarray(0, piece.length >> 1);
        } catch (error) {
          if ((error as { code?: string }).code !== 'ENOSPC') throw error;
          piece = piece.subarray(0, piece.length >> 1);
        }
    } finally {
      closeSync(file);
    }
  }

  /** Makes room again. */
  free(): void {
    rmSync(this.ballast, { force: true });
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  unmount(): void {
    run('umount', '-l', this.folder);
  }
}

/** Why no file system can be mounted here; undefined if one can. */
export function cannotMount(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may mount a small file system';
  const folder = mkdtempSync(path.join(tmpdir(), 'aviary-mount-'));
  try {
    SmallDisk.mount(folder, 1).unmount();
    return undefined;
  } catch (error) {
    return `no file system can be mounted: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
