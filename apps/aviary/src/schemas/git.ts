import { execFileSync } from 'node:child_process';

const MOST_BYTES = 256 * 1024 * 1024;

/** What git sets for its hooks: they must not decide which repository is asked. */
const OF_HOOKS = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX'];

/** Git in one folder, read only. */
export class Git {
  constructor(private readonly folder: string) {}

  /** @throws Error if git is not there or fails */
  run(...args: string[]): string {
    return execFileSync('git', ['-C', this.folder, ...args], {
      encoding: 'utf8',
      maxBuffer: MOST_BYTES,
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_HOOKS.includes(name))),
        LC_ALL: 'C',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** The same; undefined where it fails, which for a question of git's often is the answer. */
  ask(...args: string[]): string | undefined {
    try {
      return this.run(...args).trim() || undefined;
    } catch {
      return undefined;
    }
  }

  /** Why there is nothing to ask here, in git's own words; undefined if there is. */
  complaint(): string | undefined {
    try {
      this.run('rev-parse', '--git-dir');
      return undefined;
    } catch (error) {
      const { stderr, message } = error as { stderr?: string; message: string };
      return (stderr || message).trim().split('\n')[0];
    }
  }

  /** The commit that a name stands for; undefined if there is none. */
  commit(name: string): string | undefined {
    return this.ask('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  }
}
