import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where `npm test` and `npm start` have everything compiled. */
export const ROOT = path.resolve('.');

/** A deliberate break: text of a compiled file and what stands there instead. */
export interface Patch {
  /** Below `dist/`, as `libs/messaging/src/relay/shipment.js`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * The compiled text with the break in it.
 *
 * @throws Error when it is not there exactly once: the code has changed, and so must the mutant
 */
export function patched({ file, find, replace }: Patch, folder = ROOT): string {
  const text = readFileSync(path.join(folder, 'dist', file), 'utf8');
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`"${find}" is ${times} times in dist/${file}, so the mutant does not fit any more.`);
  return text.replace(find, () => replace);
}

/**
 * A copy of what is compiled, with some files broken; services are started from it as from the real one.
 *
 * @param from a folder that has it, by default the real one
 */
export function brokenBuild(
  patches: readonly Patch[],
  from = ROOT,
): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'aviary-mutant-'));
  cpSync(path.join(from, 'dist'), path.join(folder, 'dist'), { recursive: true });
  cpSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const patch of patches) writeFileSync(path.join(folder, 'dist', patch.file), patched(patch, folder));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
