import { createHash } from 'node:crypto';
import { type Baseline, type HeldText, schemaText } from '#libs/schemas';
import { baseCommits } from './base-commits.js';
import { Git } from './git.js';

const FOLDER = 'schemas/';

/** `<mode> blob <id>\t<path>`, as `git ls-tree` says it. */
const BLOB = /^\d+ blob ([0-9a-f]+)\t(.+)$/;

/** What a file held in commits before, newest first; the ids stand in the raw format of `git log`. */
function earlier(git: Git, commit: string, file: string): string[] {
  const raw = git.ask('log', '--format=', '--raw', '--no-abbrev', '--no-renames', commit, '--', FOLDER + file) ?? '';
  const ids = [...raw.matchAll(/^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [AM]/gm)].map(([, id]) => id as string);
  return [...new Set(ids)].flatMap((id) => git.ask('cat-file', 'blob', id) ?? []);
}

/** The id that git gives to a text, so that it need not be asked for what is the same. */
function blobId(text: string, length: number): string {
  const hash = createHash(length === 64 ? 'sha256' : 'sha1');
  return hash
    .update(`blob ${Buffer.byteLength(text)}\0`)
    .update(text)
    .digest('hex');
}

function heldBy(git: Git, commit: string, now: ReadonlyMap<string, string>): Baseline {
  const files: HeldText[] = [];
  // Only names relative to where git is asked: the checkout may be a folder of another repository.
  for (const line of git.run('-c', 'core.quotePath=off', 'ls-tree', '-r', commit, '--', FOLDER).split('\n')) {
    const [, id, path] = BLOB.exec(line) ?? [];
    const file = id && path?.startsWith(FOLDER) ? path.slice(FOLDER.length) : undefined;
    if (!id || !file) continue;
    const text = now.get(file);
    const isSame = text !== undefined && blobId(text, id.length) === id;
    const held = schemaText(file, isSame ? text : git.run('cat-file', 'blob', id));
    if (held) files.push(isSame ? held : { ...held, earlier: earlier(git, commit, file) });
  }
  return { holder: 'git', files };
}

/**
 * The schemas that were released, as git knows them.
 *
 * @param files as they are now, by path within `schemas/`
 * @param asked a commit to compare with, instead of where this branch left the main line
 * @returns a baseline for each commit, and a sentence where something could not be compared
 * @throws UnknownCommitError if the commit is none
 */
export function gitBaselines(
  folder: string,
  files: ReadonlyMap<string, string>,
  asked?: string,
): { baselines: Baseline[]; note?: string } {
  const git = new Git(folder);
  const { commits, ...note } = baseCommits(git, asked);
  return { baselines: commits.map((commit) => heldBy(git, commit, files)), ...note };
}
