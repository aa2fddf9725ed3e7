import fs from 'node:fs';
import path from 'node:path';
import { root } from '../setup/root.mjs';

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** The last line of text before it, which says what it is. */
  readonly before: string;
}

/** A page of the documentation. */
export interface Page {
  /** From the root of the clone, with `/`. */
  readonly file: string;
  /** What stands outside of fenced blocks. */
  readonly prose: string;
  readonly blocks: readonly Block[];
}

const skipped = new Set(['node_modules', 'dist', 'coverage']);

/** All files of the clone that are neither fetched nor made, sorted; folders too, with a `/` at the end. */
export function tree(folder = root): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name) || ['.git', '.aviary'].includes(entry.name)) return [];
    const own = path.relative(root, path.join(folder, entry.name)).split(path.sep).join('/');
    return entry.isDirectory() ? [`${own}/`, ...tree(path.join(folder, entry.name))] : [own];
  });
}

/** Takes a page apart. */
export function parsePage(file: string, text: string): Page {
  const prose: string[] = [];
  const blocks: { language: string; code: string; before: string }[] = [];
  let open: { fence: string; language: string; lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    const fence = /^\s*(`{3,}|~{3,})(\S*)/.exec(line);
    if (open && fence?.[1]?.startsWith(open.fence) && fence[2] === '') {
      const before = prose.findLast((earlier) => earlier.trim() !== '') ?? '';
      blocks.push({ language: open.language, code: open.lines.map((it) => `${it}\n`).join(''), before });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (fence) open = { fence: fence[1] ?? '', language: fence[2] ?? '', lines: [] };
    else prose.push(line);
  }
  return { file, prose: prose.join('\n'), blocks };
}

/** All pages of the clone. */
export const allPages = (): Page[] =>
  tree()
    .filter((file) => file.endsWith('.md'))
    .map((file) => parsePage(file, fs.readFileSync(path.join(root, file), 'utf8')));

/** What stands between single backticks. */
export const quoted = ({ prose }: Page): string[] =>
  [...prose.matchAll(/`([^`\n]+)`/g)].map(([, inner]) => inner as string);

/** Every line that somebody might type: in backticks, and in blocks. */
export const typed = (page: Page): string[] => [
  ...quoted(page),
  ...page.blocks.flatMap(({ code }) => code.split('\n')),
];
