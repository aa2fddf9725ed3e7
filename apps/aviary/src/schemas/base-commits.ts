import { type Git } from './git.js';

/** Commits to compare with, and a sentence where they are fewer than they should be. */
export interface BaseCommits {
  readonly commits: readonly string[];
  readonly note?: string;
}

/** Where the work of everybody comes together, in the order in which it is looked for. */
const MAIN = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/** How git writes that there was no commit before, as a server does of the first push. */
const NONE = /^0+$/;

const SHALLOW =
  'This clone is shallow, and what was released before is not in it: schemas are compared with what is here. "git fetch --unshallow" brings the rest.';

const isShallow = (git: Git): boolean => git.ask('rev-parse', '--is-shallow-repository') === 'true';

/** On the main line itself: what is committed, and what was before the last commit. */
function onMainLine(git: Git, head: string): BaseCommits {
  const parent = git.commit(`${head}^`);
  if (parent) return { commits: [head, parent] };
  return isShallow(git) ? { commits: [head], note: SHALLOW } : { commits: [head] };
}

function since(git: Git, head: string, base: string): BaseCommits {
  const common = git.ask('merge-base', head, base);
  if (common === head) return onMainLine(git, head);
  // Without a common commit the base itself will do: what is on it is out.
  return { commits: [common ?? base], ...(common === undefined && isShallow(git) ? { note: SHALLOW } : {}) };
}

/**
 * The commits whose schemas count as released: where this branch left the main line, or, on the main line, the last
 * commit and the one before.
 *
 * @param asked a commit to compare with instead
 * @throws UnknownCommitError if that is none
 */
export function baseCommits(git: Git, asked?: string): BaseCommits {
  const head = git.commit('HEAD');
  if (!head) {
    const why = git.complaint() ?? 'there is no commit yet';
    return { commits: [], note: `Not compared with what was released before (${why}).` };
  }
  if (asked !== undefined && !NONE.test(asked)) {
    const base = git.commit(asked);
    if (!base) throw new UnknownCommitError(asked);
    return since(git, head, base);
  }
  for (const name of MAIN) {
    const main = git.commit(name);
    if (main) return since(git, head, main);
  }
  return onMainLine(git, head);
}

/** A commit to compare with that is not there. */
export class UnknownCommitError extends Error {
  constructor(name: string) {
    super(`There is no commit ${name} in this repository: fetch it, or name another.`);
    this.name = 'UnknownCommitError';
  }
}
