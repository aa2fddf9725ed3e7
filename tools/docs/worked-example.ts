import fs from 'node:fs';
import path from 'node:path';
import { type Block, type Page } from './pages.js';

/** A block that says what to do with a file: a whole new one, or a change. */
export interface Step {
  readonly file: string;
  /** The file after the step. @throws Error when the change does not fit the file as it is */
  readonly apply: (before: string | undefined) => string;
}

const NEW_FILE = /^New file `([^`]+)`:$/;
const HUNK = /^@@ .* @@$/m;

/** The lines of a hunk that stood there before, or stand there after. Editors strip the space of an empty line. */
const side = (hunk: string, mark: '-' | '+'): string =>
  hunk
    .split('\n')
    .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(mark))
    .map((line) => `${line.slice(1)}\n`)
    .join('');

function patch(file: string, diff: string, before: string | undefined): string {
  const hunks = diff.split(HUNK).slice(1);
  return hunks.reduce((text, hunk) => {
    const [old, young] = [side(hunk.slice(1, -1), '-'), side(hunk.slice(1, -1), '+')];
    if (text.split(old).length !== 2) throw new Error(`${file} is not as a change expects it:\n${old}`);
    return text.replace(old, () => young);
  }, before ?? '');
}

function stepOf({ language, code, before }: Block): Step[] {
  const created = NEW_FILE.exec(before)?.[1];
  if (created) return [{ file: created, apply: () => code }];
  const changed = /^\+\+\+ b\/(.+)$/m.exec(code)?.[1];
  if (language !== 'diff' || !changed) return [];
  return [{ file: changed, apply: (text) => patch(changed, code, text) }];
}

/** What a page tells to do, in order. */
export const stepsOf = (page: Page): Step[] => page.blocks.flatMap(stepOf);

/** Does it in a folder. @throws Error when a step does not fit */
export function carryOut(steps: readonly Step[], folder: string): void {
  for (const { file, apply } of steps) {
    const target = path.join(folder, file);
    const text = apply(fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : undefined);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  }
}
